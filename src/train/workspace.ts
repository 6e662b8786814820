import { RowOperator } from '../curvature/operator.js'
import { type Batch, Gatherer, type Samples, slice } from '../model/feed.js'
import { addLosses, type Head, headsOf, type LossSums, seedGradient } from '../model/heads.js'
import type { Site } from '../model/layers/layer.js'
import { backward, deltaSitesOf, forward, sitesOf } from '../model/sweep.js'
import { type FloatArray, viewOf } from '../runtime/dtype.js'
import type { Executor } from '../runtime/executor.js'
import { Kernels } from '../runtime/kernels.js'
import type { Layout } from './layout.js'
import type { RunPlan } from './plan.js'

/** Mean loss of a batch: `value` as the method sees it (weight decay left out), `shown` as a user does. */
export type MeanLoss = Readonly<LossSums>

/** The sweeps of a run over its laid-out memory: losses, gradients and rows of any batch at any θ. */
export class Workspace {
  readonly kernels: Kernels
  readonly float64: Kernels
  readonly heads: readonly Head[]
  readonly #sites: readonly Site[]
  readonly #gatherer: Gatherer
  readonly #trialHeads: readonly Head[]
  readonly #trialSites: readonly Site[]
  readonly #trialGatherer: Gatherer

  constructor(
    readonly plan: Pick<RunPlan, 'dtype' | 'heads'>,
    readonly layout: Layout,
    executor: Executor,
  ) {
    const { graph, values, deltas, trial } = layout
    this.kernels = new Kernels(executor, plan.dtype)
    this.float64 = new Kernels(executor, 'float64')
    this.heads = headsOf(this.kernels, graph, plan.heads, values, deltas)
    this.#sites = sitesOf(this.kernels, graph, values)
    this.#gatherer = new Gatherer(this.kernels, graph, values)
    this.#trialHeads = headsOf(this.kernels, graph, plan.heads, trial)
    this.#trialSites = sitesOf(this.kernels, graph, trial)
    this.#trialGatherer = new Gatherer(this.kernels, graph, trial)
    new Float64Array(this.kernels.buffer, layout.ones, values.capacity).fill(1)
  }

  /** A view of the parameter vector at a byte offset. */
  vector(offset: number): FloatArray {
    return viewOf(this.plan.dtype, this.kernels.buffer, offset, this.layout.graph.parameters)
  }

  /** Values and slopes of a batch that fits the cache, for `backwardRows`; adds its losses to `sums`. */
  forwardBatch(theta: number, samples: Samples, batch: Batch, sums: LossSums): void {
    this.#gatherer.gather(samples, batch)
    forward(this.layout.graph, this.#sites, theta, batch.count)
    addLosses(this.heads, samples, batch, sums)
  }

  /** After the heads' δ are seeded with q rows a sample: the rows as an operator. */
  backwardRows(theta: number, samples: number, q: number): RowOperator {
    const { graph, deltas, work, curvature } = this.layout
    const deltaSites = deltaSitesOf(graph, deltas, samples, q)
    backward(graph, this.#sites, deltaSites, theta)
    const room = { inner: curvature?.inner ?? 0, work }
    return new RowOperator(this.kernels, graph, this.#sites, deltaSites, samples, q, room)
  }

  /** Gradient of the batch in the cache: out (+)= scale · Σ ω ∇l. */
  gradientOfCached(
    theta: number,
    samples: Samples,
    batch: Batch,
    scale: number,
    out: number,
    accumulate: boolean,
  ): void {
    seedGradient(this.heads, samples, batch, scale)
    this.backwardRows(theta, batch.count, 1).applyTransposed(this.layout.ones, out, accumulate)
  }

  /** Mean loss and gradient of any batch, in chunks; the gradient goes to byte offset `out`. */
  gradient(theta: number, samples: Samples, batch: Batch, out: number): MeanLoss {
    const sums = { value: 0, shown: 0 }
    for (const part of this.#chunks(batch)) {
      this.forwardBatch(theta, samples, part, sums)
      this.gradientOfCached(theta, samples, part, 1 / batch.count, out, part.first > 0)
    }
    return mean(sums, batch.count)
  }

  /** Mean loss of any batch, in chunks; leaves the caches of rows alone. `visit` sees each chunk's outputs. */
  loss(theta: number, samples: Samples, batch: Batch, visit?: (heads: readonly Head[], part: Batch) => void): MeanLoss {
    const sums = { value: 0, shown: 0 }
    for (const part of this.#chunks(batch)) {
      this.#trialGatherer.gather(samples, part)
      forward(this.layout.graph, this.#trialSites, theta, part.count)
      addLosses(this.#trialHeads, samples, part, sums)
      visit?.(this.#trialHeads, part)
    }
    return mean(sums, batch.count)
  }

  *#chunks(batch: Batch): Generator<Batch & { readonly first: number }> {
    const { chunk } = this.layout
    for (let first = 0; first < batch.count; first += chunk)
      yield { ...slice(batch, first, Math.min(chunk, batch.count - first)), first }
  }
}

const mean = ({ value, shown }: LossSums, count: number): MeanLoss => ({ value: value / count, shown: shown / count })
