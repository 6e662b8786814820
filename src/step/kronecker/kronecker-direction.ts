import { type Batch, slice } from '../../model/feed.js'
import { slotsOf } from '../../model/shapes.js'
import { FACTOR_ROWS, type Kfac } from '../../optim/kronecker/kfac.js'
import type { Kronecker } from '../../optim/kronecker/kronecker-options.js'
import { PURPOSE, stream } from '../../random/index.js'
import { sizeOf } from '../../runtime/dtype.js'
import { drawSamples } from '../batches.js'
import type { Direction, Estimate, Solved, Start } from '../direction.js'
import type { StepPlan } from '../plan.js'
import type { MeanLoss, Workspace } from '../workspace.js'
import { Factors } from './factors.js'

/** Inverses are made anew where λ has gone further from theirs than this factor. */
const NEAR = 1.5

const hasBothSides = (optimizer: Kronecker): optimizer is Kfac => 'factors' in optimizer

/**
 * The direction of KFAC and FOOF: per layer U = (A + a I)⁻¹ V (G + b I)⁻¹ of V = gradient + w θ, clipped, then
 * d = −(μ v + U). Formulas and sources: `optim/kronecker/`.
 */
export class KroneckerDirection implements Direction {
  readonly #factors: Factors
  /** The samples in the cache of values. */
  #held: Batch | undefined
  /** Looks at the factors so far. */
  #looks = 0
  #hasVelocity = false
  /** Batches drawn so far. */
  #draw = 0
  /** Batches drawn when the inverses were made, and their λ; 0 before the first. */
  #invertedAt = 0
  #invertedFor = 0

  constructor(
    readonly plan: StepPlan,
    readonly optimizer: Kronecker,
    readonly workspace: Workspace,
  ) {
    const rows = hasBothSides(optimizer) ? FACTOR_ROWS[optimizer.factors] : undefined
    this.#factors = new Factors(plan, workspace, rows)
  }

  prepare(theta: number, S1: Batch, draw: number): Estimate {
    const { plan, optimizer, workspace } = this
    const { kernels, layout } = workspace
    const { curvatureBatch, factorInterval, gradientBatch } = optimizer
    // A full batch is in the order of the data, of which the first samples may be of one kind.
    const head = gradientBatch !== 'full' || S1.count <= curvatureBatch
    const cached = head && S1.count <= layout.values.capacity
    const loss = cached
      ? this.#gradientInCache(theta, S1)
      : workspace.gradient(theta, plan.training, S1, layout.gradient)
    const S2 = head
      ? slice(S1, 0, Math.min(curvatureBatch, S1.count))
      : drawSamples(stream(plan.seed, PURPOSE.curvatureBatch, draw), plan.training.count, curvatureBatch)
    if (!cached) workspace.forwardBatch(theta, plan.training, S2, { value: 0, shown: 0 })
    this.#held = cached ? S1 : S2
    this.#draw = draw
    if (draw % factorInterval === 0 || this.#looks === 0) {
      const share = Math.min(1 - 1 / (this.#looks + 1), optimizer.decay)
      this.#factors.update(theta, S2, draw, share)
      this.#looks++
    }
    const gradientNorm = Math.sqrt(kernels.sumSquares(layout.gradient, layout.graph.parameters))
    return { batch: S1, loss, cached, held: this.#held.count, gradientNorm }
  }

  solve({ theta, lambda, rate, trial }: Start<Estimate>): Solved | undefined {
    const { plan, optimizer, workspace } = this
    const { kernels, layout, clock } = workspace
    const { direction: d, preconditioned: u, velocity } = layout.arrays
    const count = layout.graph.parameters
    if (!this.#inverted(lambda + plan.weightDecay)) return undefined
    const along = clock.time('apply', () => this.#precondition(theta, u))
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

  /** Mean loss and gradient of a batch whose values stay in the cache. */
  #gradientInCache(theta: number, S1: Batch): MeanLoss {
    const { workspace, plan } = this
    const sums = { value: 0, shown: 0 }
    workspace.forwardBatch(theta, plan.training, S1, sums)
    workspace.gradientOfCached(theta, plan.training, S1, 1 / S1.count, workspace.layout.gradient, false)
    return { value: sums.value / S1.count, shown: sums.shown / S1.count }
  }

  /** Makes the inverses anew where they are due. Returns whether all factors are positive. */
  #inverted(lambda: number): boolean {
    const known = this.#invertedFor > 0
    const near = known && lambda <= NEAR * this.#invertedFor && this.#invertedFor <= NEAR * lambda
    if (near && this.#draw < this.#invertedAt + this.optimizer.inverseInterval) return true
    this.#invertedAt = this.#draw
    this.#invertedFor = lambda
    const { clock } = this.workspace
    return clock.time('factor', () => this.#factors.layers.every(k => this.#invert(k, lambda)))
  }

  #invert(k: number, lambda: number): boolean {
    const factors = this.#factors
    if (!hasBothSides(this.optimizer)) return factors.invert('A', k, lambda)
    const [a, g] = [factors.meanDiagonal('A', k), factors.meanDiagonal('G', k)]
    const pi = this.optimizer.split === 'pi' && a > 0 && g > 0 ? Math.sqrt(a / g) : 1
    return factors.invert('A', k, pi * Math.sqrt(lambda)) && factors.invert('G', k, Math.sqrt(lambda) / pi)
  }

  /** u ← the gradient with its decay between the inverses of each layer. Returns their product with that gradient. */
  #precondition(theta: number, u: number): number {
    const { kernels, layout } = this.workspace
    const { weightDecay } = this.plan
    const { graph, gradient, arrays } = layout
    const both = hasBothSides(this.optimizer)
    kernels.axpby(1, gradient, weightDecay, theta, u, graph.parameters)
    let along = 0
    for (const k of this.#factors.layers) {
      const { units } = graph.nodes[k]
      const { offset, count } = slotsOf(graph, k)
      const V = u + offset * sizeOf(kernels.dtype)
      const n = count / units
      const [A, G] = [arrays[`inverseA.${k}`], arrays[`inverseG.${k}`]]
      const shape = [n, units, n] as const
      kernels.matmul('NN', shape, [A, n], [V, units], [arrays.layer, units], false)
      const product = both ? arrays.secondLayer : arrays.layer
      if (both) {
        const left = [arrays.layer, units] as const
        kernels.matmul('NN', [n, units, units], left, [G, units], [product, units], false)
      }
      along += kernels.dot(product, V, count)
      kernels.axpby(1, product, 0, product, V, count)
    }
    return along
  }

  taken(): void {
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
    return {
      looks: this.#looks,
      hasVelocity: +this.#hasVelocity,
      invertedAt: this.#invertedAt,
      invertedFor: this.#invertedFor,
    }
  }

  restore(counters: Readonly<Record<string, number>>): void {
    this.#looks = counters.looks
    this.#hasVelocity = counters.hasVelocity === 1
    this.#invertedAt = counters.invertedAt
    this.#invertedFor = counters.invertedFor
  }
}
