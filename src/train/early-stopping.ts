import type { FloatArray } from '../runtime/dtype.js'
import { BestEpoch } from './best-epoch.js'
import type { End } from './ending.js'
import type { EarlyStopping } from './plan.js'

/** Watches the validation loss of the epochs, and keeps the parameters of the best. */
export class Patience {
  readonly best: BestEpoch
  #waited = 0

  /** `room` is for parameters. */
  constructor(
    readonly rule: EarlyStopping,
    room: FloatArray,
  ) {
    this.best = new BestEpoch(Number.POSITIVE_INFINITY, room)
  }

  /** True when `patience` epochs in a row brought no improvement of more than `minDelta`. */
  spent(epoch: number, loss: number, params: FloatArray): boolean {
    if (loss < this.best.loss - this.rule.minDelta) {
      this.best.take(epoch, loss, params)
      this.#waited = 0
      return false
    }
    this.#waited++
    return this.over
  }

  get over(): boolean {
    return this.#waited >= this.rule.patience
  }

  get end(): End {
    const { epoch, loss } = this.best
    const reason = `no validation loss below ${loss.toPrecision(6)} (epoch ${epoch}) for ${this.rule.patience} epochs, the patience`
    return { stopped: 'earlyStopping', reason }
  }

  counters(): Record<string, number> {
    return { best: this.best.loss, bestEpoch: this.best.epoch, waited: this.#waited }
  }

  restore({ best, bestEpoch, waited }: Readonly<Record<string, number>>, params: FloatArray): void {
    this.best.take(bestEpoch, best, params)
    this.#waited = waited
  }
}
