import type { EarlyStopping } from './plan.js'

/** Watches the validation loss of the epochs; `keep` is called whenever an epoch is the best so far. */
export class Patience {
  best = Number.POSITIVE_INFINITY
  bestEpoch = 0
  #waited = 0

  constructor(
    readonly rule: EarlyStopping,
    readonly keep: () => void,
  ) {}

  /** True when `patience` epochs in a row brought no improvement of more than `minDelta`. */
  spent(epoch: number, loss: number): boolean {
    if (loss < this.best - this.rule.minDelta) {
      this.best = loss
      this.bestEpoch = epoch
      this.#waited = 0
      this.keep()
      return false
    }
    this.#waited++
    return this.#waited >= this.rule.patience
  }

  get reason(): string {
    return `no validation loss below ${this.best.toPrecision(6)} (epoch ${this.bestEpoch}) for ${this.rule.patience} epochs, the patience`
  }

  counters(): Record<string, number> {
    return { best: this.best, bestEpoch: this.bestEpoch, waited: this.#waited }
  }

  restore({ best, bestEpoch, waited }: Readonly<Record<string, number>>): void {
    this.best = best
    this.bestEpoch = bestEpoch
    this.#waited = waited
  }
}
