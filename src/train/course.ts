import { type Batch, range } from '../model/feed.js'
import type { FloatArray } from '../runtime/dtype.js'
import type { Workspace } from '../step/workspace.js'
import { BestEpoch } from './best-epoch.js'
import { constantLoss, leastLoss } from './constant-model.js'
import type { End } from './ending.js'
import type { LoopPlan } from './plan.js'

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

/** A loss above this share of that of a constant model has told hardly anything from anything. */
const BLIND = 0.99

/** An end at this multiple of the best epoch's loss is worth a word … */
const RISEN = 1.5

/** … unless the loss is this share of a constant model's. */
const SMALL = 1e-3

/** How the training loss of a run goes, epoch by epoch: the start, the best, the last, and whether that is a rise. */
export class Course {
  readonly best: BestEpoch
  /** Lowest mean of a whole epoch's step losses; before, the start. */
  #lowest = Number.NaN
  /** Of the best epoch: its mean, or the probe's loss at its end where that is more. */
  #score = Number.NaN
  /** Loss of the probe at the start. */
  start = Number.NaN
  /** Mean of the last whole epoch's step losses; before, the start. */
  #last = Number.NaN
  #sum = 0
  #samples = 0
  #least: number | undefined

  constructor(
    readonly plan: LoopPlan,
    readonly workspace: Workspace,
  ) {
    this.best = new BestEpoch(Number.NaN, plan.params.slice())
  }

  begin(theta: number): void {
    this.start = this.#probe(theta)
    this.best.loss = this.start
    this.#lowest = this.start
    this.#score = this.start
    this.#last = this.start
  }

  /** The objective has become another: what epochs were worth under the old one says nothing any more. */
  forget(): void {
    this.#lowest = Number.POSITIVE_INFINITY
    this.#score = Number.POSITIVE_INFINITY
  }

  add(loss: number, samples: number): void {
    this.#sum += loss * samples
    this.#samples += samples
  }

  /** Samples whose losses are in the mean of the epoch that goes on. */
  get samples(): number {
    return this.#samples
  }

  /** Ends an epoch; the parameters of its last step are in `place`. Returns the mean of its step losses. */
  close(epoch: number, place: number): number {
    const mean = this.#sum / this.#samples
    this.#last = mean
    if (!(mean >= this.#lowest)) this.#lowest = mean
    // Mini-batches may have been good to the epoch and have left parameters that are not.
    const isWhole = this.plan.optimizer.gradientBatch === 'full'
    const score = isWhole || mean >= this.#score ? mean : Math.max(mean, this.#probe(place))
    if (!(score >= this.#score)) {
      this.#score = score
      this.best.take(epoch, mean, this.workspace.vector(place))
    }
    this.#sum = 0
    this.#samples = 0
    return mean
  }

  /** Whether so little is left of the start's loss that nothing can be amiss. */
  get settled(): boolean {
    return this.#above(this.#recent) <= NEGLIGIBLE * this.#above(this.start)
  }

  /** Whether the loss is about that of the start. */
  get idle(): boolean {
    return this.#above(this.#recent) >= IDLE * this.#above(this.start)
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
    const limit = Math.min(RISE * this.#above(this.#lowest), ABOVE * this.#above(start))
    const broken = end.stopped === 'diverged'
    if (!broken && this.#above(Math.max(this.#recent, this.#probe(theta))) <= limit) return end
    this.workspace.vector(spare).set(best.params)
    const kept = this.#objective(spare)
    const last = this.#objective(theta)
    const allowed = broken ? 1 : limit / this.#above(this.#lowest)
    if (this.#above(last.value) <= allowed * this.#above(kept.value)) return end
    if (!broken && this.#above(last.shown) <= NEGLIGIBLE * (this.#above(this.constant) || this.#above(start)))
      return end
    // The probe's loss stood for it.
    if (best.epoch === 0) best.loss = kept.shown
    const from = best.epoch > 0 ? `in epoch ${best.epoch}, the best` : 'at the start'
    const rise = `the loss is ${last.shown.toPrecision(4)}, and was ${kept.shown.toPrecision(4)} ${from}`
    return { stopped: 'diverged', reason: `${end.reason}; ${rise}`, best }
  }

  /** The best epoch, of a method that goes uphill at times, where the run ends above it; tried in `spare`. */
  lower(theta: number, spare: number): BestEpoch | undefined {
    const { optimizer } = this.plan
    if (!('uphill' in optimizer && optimizer.uphill > 0)) return undefined
    this.workspace.vector(spare).set(this.best.params)
    return this.#objective(spare).value < this.#objective(theta).value ? this.best : undefined
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
    const { training } = plan
    const { weight } = workspace.decay
    const { value, shown } = workspace.loss(theta, training, range(0, training.count))
    const squares = weight > 0 ? workspace.kernels.sumSquares(theta, workspace.layout.graph.parameters) : 0
    return { value: value + (weight / 2) * squares, shown }
  }

  /** What a loss lies above the least that can be: the part of it that has a ratio. */
  #above(loss: number): number {
    this.#least ??= leastLoss(this.plan.training, this.plan.heads)
    return loss - this.#least
  }

  /** The loss of a model that gives the same for every sample. */
  get constant(): number {
    return constantLoss(this.plan.training, this.plan.heads)
  }

  /** A sentence, with a cure, where θ is no better over all samples than a constant model. */
  blindness(theta: number): string | undefined {
    const { constant } = this
    const blind = BLIND * this.#above(constant)
    if (!(blind > 0) || this.#above(this.#recent) < blind) return undefined
    const { shown } = this.#objective(theta)
    if (this.#above(shown) < blind) return undefined
    return `${shown > constant ? 'no' : 'hardly'} better than the same answer for every sample (loss ${shown.toPrecision(4)}, theirs ${constant.toPrecision(4)}). Use ${this.#scaling}another seed, fewer layers, adam() or more epochs`
  }

  /** A sentence, with a cure, where the loss has risen since its best epoch, though not as far as a divergence. */
  get rise(): string | undefined {
    const last = this.#above(this.#last)
    if (!(last > RISEN * this.#above(this.#lowest) && last > SMALL * this.#above(this.constant))) return undefined
    return `the loss rose: an epoch had ${this.#lowest.toPrecision(4)}, the last has ${this.#last.toPrecision(4)}. Use ${this.#scaling}earlyStopping, another seed or fewer epochs`
  }

  get #scaling(): string {
    return this.plan.standardized ? '' : 'standardize: true, '
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
      lowest: this.#lowest,
      score: this.#score,
    }
  }

  restore(counters: Readonly<Record<string, number>>, params: FloatArray): void {
    this.start = counters.start
    this.#last = counters.last
    this.#sum = counters.sum
    this.#samples = counters.samples
    this.best.epoch = counters.bestEpoch
    this.best.loss = counters.bestLoss
    this.#lowest = counters.lowest
    this.#score = counters.score
    this.best.params.set(params)
  }
}
