import { RowOperator, type SampleGradient } from '../curvature/operator.js'
import { type Batch, Gatherer, type Samples, slice } from '../model/feed.js'
import {
  addLosses,
  type Head,
  headsOf,
  type LossSums,
  normalise,
  seedGradient,
  seedHessian,
  withDeltas,
} from '../model/heads.js'
import type { DeltaSite, Site } from '../model/layers/layer.js'
import { layerOf } from '../model/layers/table.js'
import { backward, deltaSitesOf, forward, sitesOf, tangent } from '../model/sweep.js'
import { type Clock, noClock, PhaseClock } from '../runtime/clock.js'
import { type FloatArray, viewOf } from '../runtime/dtype.js'
import type { Executor } from '../runtime/executor.js'
import { Kernels } from '../runtime/kernels.js'
import type { Layout } from './layout.js'
import type { StepPlan } from './plan.js'

/** Mean loss of a batch: `value` as the method sees it (weight decay left out), `shown` as a user does. */
export type MeanLoss = Readonly<LossSums>

/** w of f + w/2 ‖θ‖² as it stands: a rule of regularisation may move it between steps. */
export interface Decay {
  weight: number
}

/** The sweeps of a run over its laid-out memory: losses, gradients and rows of any batch at any θ. */
export class Workspace {
  readonly kernels: Kernels
  readonly float64: Kernels
  readonly heads: readonly Head[]
  readonly clock: Clock
  readonly decay: Decay
  /** The rows of a batch as an operator: what an objective makes of them. */
  makeRows: (...rows: ConstructorParameters<typeof RowOperator>) => RowOperator = (...rows) => new RowOperator(...rows)
  readonly #sites: readonly Site[]
  readonly #gatherer: Gatherer
  readonly #trialHeads: readonly Head[]
  readonly #trialSites: readonly Site[]
  readonly #trialGatherer: Gatherer
  /** Trials of the batch in the cache: its inputs, everything else apart. */
  readonly #nearbySites: readonly Site[]
  readonly #gradientHeads: readonly Head[]

  constructor(
    readonly plan: Pick<StepPlan, 'dtype' | 'heads' | 'profile' | 'training' | 'constants' | 'weightDecay'>,
    readonly layout: Layout,
    readonly executor: Executor,
  ) {
    const { graph, values, softmax, deltas, trial, trialSoftmax, curvature } = layout
    const kernels = new Kernels(executor, plan.dtype)
    this.kernels = kernels
    this.decay = { weight: plan.weightDecay }
    this.clock = plan.profile ? new PhaseClock() : noClock
    this.float64 = new Kernels(executor, 'float64')
    const { constants } = plan
    if (constants)
      for (const place of layout.theta)
        viewOf(
          plan.dtype,
          kernels.buffer,
          place + graph.parameters * constants.BYTES_PER_ELEMENT,
          constants.length,
        ).set(constants)
    const heads = headsOf(kernels, graph, plan.heads, values, softmax)
    this.heads = withDeltas(heads, kernels, graph, deltas)
    this.#gradientHeads = withDeltas(heads, kernels, graph, curvature?.gradientDeltas ?? deltas)
    this.#sites = sitesOf(kernels, graph, values)
    const resident = layout.resident && { ...layout.resident, samples: plan.training }
    resident?.inputs.forEach((at, input) => {
      const from = plan.training.inputs[input]
      viewOf(plan.dtype, kernels.buffer, at, from.length).set(from)
    })
    this.#gatherer = new Gatherer(kernels, graph, values, resident)
    this.#trialHeads = headsOf(kernels, graph, plan.heads, trial, trialSoftmax)
    this.#trialSites = sitesOf(kernels, graph, trial)
    this.#trialGatherer = new Gatherer(kernels, graph, trial, resident)
    const apart = trial.values.map((value, k) => (graph.nodes[k].node.kind === 'input' ? values.values[k] : value))
    this.#nearbySites = sitesOf(kernels, graph, { ...trial, values: apart })
  }

  /** A view of the parameter vector at a byte offset. */
  vector(offset: number): FloatArray {
    return viewOf(this.plan.dtype, this.kernels.buffer, offset, this.layout.graph.parameters)
  }

  /** Values and slopes of a batch that fits the cache, for `backwardRows`; adds its losses to `sums`. */
  forwardBatch(theta: number, samples: Samples, batch: Batch, sums: LossSums): void {
    const { clock } = this
    this.valuesOf(theta, samples, batch)
    clock.time('loss', () => {
      normalise(this.heads, this.kernels, batch.count)
      addLosses(this.heads, samples, batch, sums)
    })
  }

  /** The same without a word of losses. */
  valuesOf(theta: number, samples: Samples, batch: Batch): void {
    const { clock } = this
    clock.time('gather', () => this.#gatherer.gather(samples, batch))
    clock.time('forward', () => forward(this.layout.graph, this.#sites, theta, batch.count))
  }

  /**
   * After the heads' δ are seeded with q rows for each of the first `samples` of the cache: the rows as an operator.
   */
  backwardRows(theta: number, samples: number, q: number, gradient?: SampleGradient): RowOperator {
    const { graph, work, curvature } = this.layout
    const deltaSites = this.backwardDeltas(theta, samples, q)
    const room = { inner: curvature?.inner ?? [], through: curvature?.through ?? [], work }
    return this.makeRows(this.kernels, graph, this.#sites, deltaSites, samples, q, room, gradient)
  }

  /** The same, where the δ themselves are wanted. */
  backwardDeltas(theta: number, samples: number, q: number): readonly DeltaSite[] {
    const { graph, deltas } = this.layout
    const deltaSites = deltaSitesOf(graph, deltas, samples, q)
    this.clock.time('backward', () => backward(graph, this.#sites, deltaSites, theta))
    return deltaSites
  }

  /** Where every node's values lie in the cache. */
  get sites(): readonly Site[] {
    return this.#sites
  }

  /** Gradient of the batch in the cache as a sum over its samples: only the δ of its rows are kept. */
  gradientBySamples(theta: number, samples: Samples, batch: Batch): SampleGradient | undefined {
    const { graph, curvature } = this.layout
    if (!curvature?.gradientDeltas) return undefined
    const deltas = deltaSitesOf(graph, curvature.gradientDeltas, batch.count, 1)
    this.clock.time('backward', () => {
      seedGradient(this.#gradientHeads, samples, batch, 1 / batch.count)
      backward(graph, this.#sites, deltas, theta)
    })
    return { samples: batch.count, deltas }
  }

  /** The part of that gradient in one layer, into its place of the vector at byte offset `out`. */
  gradientOfLayer(k: number, { samples, deltas }: SampleGradient, out: number): void {
    const { node } = this.layout.graph.nodes[k]
    layerOf(node).parameterised?.fromSamples(node, this.#sites[k], deltas[k].delta, out, samples, false)
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
    const sites = this.deltasOfCached(theta, samples, batch, scale)
    this.clock.time('gradient', () => this.formGradient(sites, out, batch.count, accumulate))
  }

  /** The δ of that gradient alone. */
  deltasOfCached(theta: number, samples: Samples, batch: Batch, scale: number): readonly DeltaSite[] {
    const { graph, deltas } = this.layout
    const sites = deltaSitesOf(graph, deltas, batch.count, 1)
    this.clock.time('backward', () => {
      seedGradient(this.heads, samples, batch, scale)
      backward(graph, this.#sites, sites, theta)
    })
    return sites
  }

  /**
   * vᵀG v of the batch in the cache, G its Gauss–Newton matrix, by a forward tangent; with `out` also out ← G v, by a
   * backward sweep (Schraudolph 2002). θ, v, out: byte offsets of parameter vectors. Overwrites the δ.
   */
  alongCurvature(theta: number, v: number, samples: Samples, batch: Batch, out?: number): number {
    const images = this.images(theta, v, batch)
    const scale = 1 / batch.count
    const seed = out === undefined ? undefined : scale
    const sum = this.clock.time('loss', () => seedHessian(this.heads, samples, batch, images, seed))
    if (out !== undefined) this.pullBack(theta, batch, out)
    return scale * sum
  }

  /** J v of the batch in the cache, J the derivatives of its outputs: a view for each output, samples × m. */
  images(theta: number, v: number, batch: Batch): readonly FloatArray[] {
    const { clock, kernels } = this
    const { graph, tangents } = this.layout
    if (!tangents) throw new Error('a run with products was laid out without tangents')
    clock.time('forward', () => tangent(graph, this.#sites, tangents, theta, v, batch.count))
    return graph.outputs.map(k =>
      viewOf(kernels.dtype, kernels.buffer, tangents[k], batch.count * graph.nodes[k].units),
    )
  }

  /** The heads of the batch in the cache with outputs z + J d, in the place of those of trials. */
  movedHeads(theta: number, d: number, batch: Batch): readonly Head[] {
    const images = this.images(theta, d, batch)
    this.#trialHeads.forEach(({ outputs }, k) => {
      const { z } = this.heads[k].outputs
      for (let p = 0; p < images[k].length; p++) outputs.z[p] = z[p] + images[k][p]
    })
    normalise(this.#trialHeads, this.kernels, batch.count)
    return this.#trialHeads
  }

  /** out ← Jᵀ of the δ that the heads of the batch in the cache were given, one row a sample. */
  pullBack(theta: number, batch: Batch, out: number): void {
    const { graph, deltas } = this.layout
    const sites = deltaSitesOf(graph, deltas, batch.count, 1)
    this.clock.time('backward', () => backward(graph, this.#sites, sites, theta))
    this.clock.time('gradient', () => this.formGradient(sites, out, batch.count, false))
  }

  /** out (+)= Σ over samples of what the δ say of each layer's parameters. */
  formGradient(sites: readonly DeltaSite[], out: number, count: number, accumulate: boolean): void {
    this.layout.graph.nodes.forEach(({ node }, k) => {
      layerOf(node).parameterised?.fromSamples(node, this.#sites[k], sites[k].delta, out, count, accumulate)
    })
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
      normalise(this.#trialHeads, this.kernels, part.count)
      addLosses(this.#trialHeads, samples, part, sums)
      visit?.(this.#trialHeads, part)
    }
    return mean(sums, batch.count)
  }

  /** Mean loss of the batch in the cache at another θ; the values of nodes that are `given` are there already. */
  lossOfCached(theta: number, samples: Samples, batch: Batch, given?: readonly boolean[]): MeanLoss {
    const sums = { value: 0, shown: 0 }
    forward(this.layout.graph, this.#nearbySites, theta, batch.count, given)
    normalise(this.#trialHeads, this.kernels, batch.count)
    addLosses(this.#trialHeads, samples, batch, sums)
    return mean(sums, batch.count)
  }

  /**
   * The same at spare = θ + α d, where the layers that start from inputs have the images H d of their inner Gram: their
   * new products are those at θ plus α times that.
   */
  lossOfStep(theta: number, spare: number, alpha: number, samples: Samples, batch: Batch): MeanLoss {
    const { graph, curvature } = this.layout
    const { kernels } = this
    const given = graph.nodes.map(({ node, units }, k) => {
      const { product, value } = this.#sites[k]
      const through = curvature?.through[k]
      if (!through || product === value) return false
      const site = this.#nearbySites[k]
      kernels.axpby(1, product, alpha, through.image, site.value, batch.count * units)
      layerOf(node).parameterised?.activate(node, site, theta, batch.count)
      return true
    })
    return this.lossOfCached(spare, samples, batch, given)
  }

  *#chunks(batch: Batch): Generator<Batch & { readonly first: number }> {
    const { chunk } = this.layout
    for (let first = 0; first < batch.count; first += chunk)
      yield { ...slice(batch, first, Math.min(chunk, batch.count - first)), first }
  }
}

const mean = ({ value, shown }: LossSums, count: number): MeanLoss => ({ value: value / count, shown: shown / count })
