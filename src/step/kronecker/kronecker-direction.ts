import { type Batch, slice } from '../../model/feed.js'
import type { DeltaSite } from '../../model/layers/layer.js'
import { layerOf } from '../../model/layers/table.js'
import { slotsOf } from '../../model/shapes.js'
import { factoredLayers, layersByInputs, outputSide } from '../../optim/kronecker/kronecker-options.js'
import type { AtOnce, Layerwise, Preconditioner } from '../../optim/layerwise.js'
import { PURPOSE, stream } from '../../random/index.js'
import { sizeOf } from '../../runtime/dtype.js'
import { drawSamples } from '../batches.js'
import type { Direction, Estimate, Solved, Start } from '../direction.js'
import type { StepPlan } from '../plan.js'
import type { MeanLoss, Workspace } from '../workspace.js'

/**
 * The direction of KFAC, EKFAC, FOOF and the other layer-wise methods: per layer U, the preconditioned V = gradient + w θ, clipped, then d = −(μ v + U).
 * Formulas and sources stand with each in `optim/`.
 */
export class KroneckerDirection implements Direction {
  readonly #layers: readonly number[]
  /** Those whose gradient is never formed. */
  readonly #byInputs: readonly number[]
  /** δ of the gradient of the batch in the cache, where there are such layers. */
  #deltas: readonly DeltaSite[] = []
  /** The samples in the cache of values. */
  #held: Batch | undefined
  #hasVelocity = false
  /** Whether the rows of the batch in the cache made its gradient. */
  #spanned = false
  /** Batches drawn so far. */
  #draw = 0

  constructor(
    readonly plan: StepPlan,
    readonly optimizer: Layerwise,
    readonly workspace: Workspace,
    readonly preconditioner: Preconditioner,
  ) {
    const { graph } = workspace.layout
    this.#layers = factoredLayers(graph)
    this.#byInputs = layersByInputs(optimizer, graph, plan.weightDecay)
  }

  prepare(theta: number, S1: Batch, draw: number): Estimate {
    const { plan, optimizer, workspace } = this
    const { layout } = workspace
    const { curvatureBatch, gradientBatch } = optimizer
    // A full batch is in the order of the data, of which the first samples may be of one kind.
    const head = gradientBatch !== 'full' || S1.count <= curvatureBatch
    const cached = head && S1.count <= layout.values.capacity
    this.#spanned = cached && S1.count <= curvatureBatch && this.preconditioner.lookAtAll !== undefined
    if (this.#spanned) return this.#prepareByRows(theta, S1, draw)
    const loss = cached
      ? this.#gradientInCache(theta, S1)
      : workspace.gradient(theta, plan.training, S1, layout.gradient)
    const S2 = head
      ? slice(S1, 0, Math.min(curvatureBatch, S1.count))
      : drawSamples(stream(plan.seed, PURPOSE.curvatureBatch, draw), plan.training.count, curvatureBatch)
    if (!cached) workspace.forwardBatch(theta, plan.training, S2, { value: 0, shown: 0 })
    this.#held = cached ? S1 : S2
    this.#draw = draw
    const gradientNorm = Math.sqrt(this.#squares(S1.count))
    // A running mean never gets rid of what is not finite.
    if (Number.isFinite(loss.value) && Number.isFinite(gradientNorm)) this.preconditioner.look(theta, S2, draw)
    return { batch: S1, loss, cached, held: this.#held.count, gradientNorm }
  }

  solve({ theta, lambda, rate, trial, estimate }: Start<Estimate>): Solved | undefined {
    const { plan, optimizer, workspace } = this
    const { kernels, layout, clock } = workspace
    const { direction: d, preconditioned: u, velocity } = layout.arrays
    const count = layout.graph.parameters
    if (!this.preconditioner.ready(lambda + workspace.decay.weight, this.#draw)) return undefined
    const along = this.preconditioner.all
      ? this.#atOnce(theta, { lambda, rate, batch: estimate.batch }, u)
      : clock.time('apply', () => this.#precondition(theta, u))
    const { klClip, momentum } = optimizer
    const clip = klClip > 0 && rate * rate * along > klClip ? Math.sqrt(klClip / along) / rate : 1
    const carried = this.#hasVelocity ? momentum : 0
    clock.time('apply', () => kernels.axpby(-clip, u, -carried, carried > 0 ? velocity : u, d, count))
    const norm = Math.sqrt(kernels.sumSquares(d, count))
    if (!trial) return { slope: Number.NaN, curvature: Number.NaN, norm, exact: false }
    const slope = kernels.dot(layout.gradient, d, count)
    const curvature = workspace.alongCurvature(theta, d, plan.training, this.#held as Batch)
    return { slope, curvature, norm, exact: false }
  }

  /** The same where the preconditioner's rows are all there is to a gradient. */
  #prepareByRows(theta: number, S1: Batch, draw: number): Estimate {
    const { plan, workspace, preconditioner } = this
    const sums = { value: 0, shown: 0 }
    workspace.forwardBatch(theta, plan.training, S1, sums)
    const loss = { value: sums.value / S1.count, shown: sums.shown / S1.count }
    this.#held = S1
    this.#draw = draw
    const squares = Number.isFinite(loss.value) ? preconditioner.lookAtAll?.(theta, S1, draw) : undefined
    return { batch: S1, loss, cached: true, held: S1.count, gradientNorm: Math.sqrt(squares ?? Number.NaN) }
  }

  /** Mean loss and gradient of a batch whose values stay in the cache. */
  #gradientInCache(theta: number, S1: Batch): MeanLoss {
    const { workspace, plan } = this
    const sums = { value: 0, shown: 0 }
    workspace.forwardBatch(theta, plan.training, S1, sums)
    const { gradient, graph } = workspace.layout
    const scale = 1 / S1.count
    if (this.#byInputs.length === 0) workspace.gradientOfCached(theta, plan.training, S1, scale, gradient, false)
    else {
      const deltas = workspace.deltasOfCached(theta, plan.training, S1, scale)
      this.#deltas = deltas
      workspace.clock.time('gradient', () => {
        for (const k of this.#layers) {
          if (this.#byInputs.includes(k)) continue
          const { node } = graph.nodes[k]
          layerOf(node).parameterised?.fromSamples(node, workspace.sites[k], deltas[k].delta, gradient, S1.count, false)
        }
      })
    }
    return { value: sums.value / S1.count, shown: sums.shown / S1.count }
  }

  /** ‖g‖²: of layers without a gradient the sum of (D Dᵀ) ∘ (H Hᵀ + 1). */
  #squares(samples: number): number {
    const { kernels, layout, sites, clock } = this.workspace
    const { graph, gradient, arrays } = layout
    if (this.#byInputs.length === 0) return kernels.sumSquares(gradient, graph.parameters)
    return clock.time('gradient', () => {
      new Float64Array(kernels.buffer, arrays.ones, samples).fill(1)
      let squares = 0
      for (const k of this.#layers) {
        const { offset, count } = slotsOf(graph, k)
        if (!this.#byInputs.includes(k)) {
          squares += kernels.sumSquares(gradient + offset * sizeOf(kernels.dtype), count)
          continue
        }
        const { node, inputUnits } = graph.nodes[k]
        const inner = [arrays.inner, samples] as const
        kernels.syrk(false, samples, inputUnits[0], [sites[k].inputs[0], inputUnits[0]], inner, false)
        layerOf(node).parameterised?.gram(node, sites[k], this.#deltas[k], arrays.products, inner, false)
        squares += kernels.quadratic([arrays.products, samples], samples, arrays.ones)
      }
      return squares
    })
  }

  /** u ← the preconditioned gradient with its decay. Returns its product with that gradient. */
  #precondition(theta: number, u: number): number {
    const { kernels, layout, decay } = this.workspace
    const { graph, gradient } = layout
    const ofAll = this.#spanned ? this.preconditioner.applyAll?.(theta, decay.weight, u) : undefined
    if (ofAll !== undefined) return ofAll
    let along = 0
    for (const k of this.#layers) {
      const units = outputSide(graph.nodes[k])
      const { offset, count } = slotsOf(graph, k)
      const start = offset * sizeOf(kernels.dtype)
      const V = u + start
      if (this.#byInputs.includes(k)) {
        this.preconditioner.onInputs?.(k, (this.#held as Batch).count, this.#deltas[k].delta, V)
        continue
      }
      kernels.axpby(1, gradient + start, decay.weight, theta + start, V, count)
      const product = this.preconditioner.apply(k, V, count / units, units)
      along += kernels.dot(product, V, count)
      kernels.axpby(1, product, 0, product, V, count)
    }
    return along
  }

  /** u ← a direction of all layers, whose values are in the cache again afterwards. Returns gᵀu. */
  #atOnce(theta: number, start: Omit<AtOnce, 'theta' | 'decay'>, u: number): number {
    const { plan, workspace, preconditioner } = this
    const decay = workspace.decay.weight
    preconditioner.all?.({ ...start, theta, decay, lambda: start.lambda + decay }, u)
    workspace.forwardBatch(theta, plan.training, this.#held as Batch, { value: 0, shown: 0 })
    return workspace.kernels.dot(workspace.layout.gradient, u, workspace.layout.graph.parameters)
  }

  taken(theta: number): void {
    this.preconditioner.taken?.(theta)
    if (this.optimizer.momentum === 0) return
    const { kernels, layout } = this.workspace
    const { direction: d, velocity } = layout.arrays
    kernels.axpby(-1, d, 0, d, velocity, layout.graph.parameters)
    this.#hasVelocity = true
  }

  refused(): void {
    this.#hasVelocity = false
  }

  counters(): Record<string, number> {
    return { hasVelocity: +this.#hasVelocity, ...this.preconditioner.counters() }
  }

  restore(counters: Readonly<Record<string, number>>): void {
    this.#hasVelocity = counters.hasVelocity === 1
    this.preconditioner.restore(counters)
  }
}
