import { type Batch, range } from '../model/feed.js'
import type { Target } from '../model/losses/loss.js'
import type { FloatArray } from '../runtime/dtype.js'
import { BestEpoch } from './best-epoch.js'
import type { End } from './ending.js'
import type { RunPlan } from './plan.js'
import type { Workspace } from './workspace.js'

/** Samples on which start and end are compared. */
const PROBE = 256

/** An end at this multiple of the best epoch's loss has diverged … */
const RISE = 2

/** … and so has one at this multiple of the start's: the allowance of a refused step. */
const ABOVE = 1.02

/** Of the targets' own spread: a loss as small as this is no divergence, whatever it was before. */
const NEGLIGIBLE = 1e-6

/** A loss that has not fallen below this share of the start's has hardly moved. */
const IDLE = 0.99

/** How the training loss of a run goes, epoch by epoch: the start, the best, the last, and whether that is a rise. */
export class Course {
  readonly best: BestEpoch
  /** Loss of the probe at the start. */
  start = Number.NaN
  /** Mean of the last whole epoch's step losses; before, the start. */
  #last = Number.NaN
  #sum = 0
  #samples = 0

  constructor(
    readonly plan: RunPlan,
    readonly workspace: Workspace,
  ) {
    this.best = new BestEpoch(Number.NaN, plan.params.slice())
  }

  begin(theta: number): void {
    this.start = this.#probe(theta)
    this.best.loss = this.start
    this.#last = this.start
  }

  add(loss: number, samples: number): void {
    this.#sum += loss * samples
    this.#samples += samples
  }

  /** Samples whose losses are in the mean of the epoch that goes on. */
  get samples(): number {
    return this.#samples
  }

  /** Ends an epoch; `params` are those of its last step. Returns the mean of its step losses. */
  close(epoch: number, params: FloatArray): number {
    const mean = this.#sum / this.#samples
    this.#last = mean
    if (!(mean >= this.best.loss)) this.best.take(epoch, mean, params)
    this.#sum = 0
    this.#samples = 0
    return mean
  }

  /** Whether so little is left of the start's loss that nothing can be amiss. */
  get settled(): boolean {
    return this.#recent <= NEGLIGIBLE * this.start
  }

  /** Whether the loss is about that of the start. */
  get idle(): boolean {
    return this.#recent >= IDLE * this.start
  }

  /** The largest of the means at hand at the end: of the last whole epoch, and of the steps since. */
  get #recent(): number {
    return this.#samples > 0 ? Math.max(this.#last, this.#sum / this.#samples) : this.#last
  }

  /**
   * What an end at θ is worth. The means at hand and a probe only raise the suspicion of a rise: over all samples θ must
   * then be worse than the parameters of the best epoch, which are tried in `spare`. `best` where they are to be kept.
   */
  judge(end: End, theta: number, spare: number): End & { readonly best?: BestEpoch } {
    const { best, start } = this
    const limit = Math.min(RISE * best.loss, ABOVE * start)
    const broken = end.stopped === 'diverged'
    if (!broken && Math.max(this.#recent, this.#probe(theta)) <= limit) return end
    this.workspace.vector(spare).set(best.params)
    const kept = this.#objective(spare)
    const last = this.#objective(theta)
    const allowed = broken ? 1 : limit / best.loss
    if (last.value <= allowed * kept.value) return end
    if (!broken && last.shown <= NEGLIGIBLE * this.#spread()) return end
    // The probe's loss stood for it.
    if (best.epoch === 0) best.loss = kept.shown
    const from = best.epoch > 0 ? `in epoch ${best.epoch}, the best` : 'at the start'
    const rise = `the loss is ${last.shown.toPrecision(4)}, and was ${kept.shown.toPrecision(4)} ${from}`
    return { stopped: 'diverged', reason: `${end.reason}; ${rise}`, best }
  }

  /** Evenly spread, for data often comes sorted; the same samples each time, so that a batch's luck does not decide. */
  #probe(theta: number): number {
    const { training } = this.plan
    const count = Math.min(training.count, PROBE)
    const places = Uint32Array.from({ length: count }, (_, i) => Math.floor((i * training.count) / count))
    const batch: Batch = { start: 0, count, places }
    return this.workspace.loss(theta, training, batch).shown
  }

  /** Mean loss over all samples, `value` with the term of the weight decay. */
  #objective(theta: number): { value: number; shown: number } {
    const { workspace, plan } = this
    const { training, weightDecay } = plan
    const { value, shown } = workspace.loss(theta, training, range(0, training.count))
    const squares = weightDecay > 0 ? workspace.kernels.sumSquares(theta, workspace.layout.graph.parameters) : 0
    return { value: value + (weightDecay / 2) * squares, shown }
  }

  /** The loss of a model that only knows the means of the targets; of classes, 1 nat. */
  #spread(): number {
    const { heads, training } = this.plan
    const spread = heads.reduce(
      (sum, { loss, weight }, k) =>
        sum + weight * (loss === 'meanSquaredError' ? varianceOf(training.targets[k], training.count) : 1),
      0,
    )
    return spread || this.start
  }

  counters(): Record<string, number> {
    const { start, best } = this
    return {
      start,
      last: this.#last,
      sum: this.#sum,
      samples: this.#samples,
      bestEpoch: best.epoch,
      bestLoss: best.loss,
    }
  }

  restore(counters: Readonly<Record<string, number>>, params: FloatArray): void {
    this.start = counters.start
    this.#last = counters.last
    this.#sum = counters.sum
    this.#samples = counters.samples
    this.best.epoch = counters.bestEpoch
    this.best.loss = counters.bestLoss
    this.best.params.set(params)
  }
}

/** Mean over the columns of n rows. */
function varianceOf(targets: Target, count: number): number {
  const m = targets.length / count
  const means = new Float64Array(m)
  for (let i = 0; i < targets.length; i++) means[i % m] += targets[i] / count
  let sum = 0
  for (let i = 0; i < targets.length; i++) sum += (targets[i] - means[i % m]) ** 2
  return sum / targets.length
}
