import type { Batch } from '../../model/feed.js'
import { slotsOf } from '../../model/shapes.js'
import type { Smw } from '../../optim/rows/smw-options.js'
import { sizeOf } from '../../runtime/dtype.js'
import type { Direction, Solved, Start } from '../direction.js'
import type { Curvature } from '../layout.js'
import type { StepPlan } from '../plan.js'
import type { Workspace } from '../workspace.js'
import { CurvatureBatch, type RowsEstimate } from './curvature-batch.js'
import { Spring } from './spring.js'

/** A solution this many times shorter than b/Λ came out of a cancellation, and is refined once. */
const CANCELLATION = 100

/**
 * The direction of the SMW methods: (C + ΛI) d = λ μ d₋ − w θ − g over the rows of a batch, in whatever form the batch has
 * them, then the clip and the bound.
 */
export class RowsDirection extends Spring implements Direction<RowsEstimate> {
  readonly #batch: CurvatureBatch

  constructor(
    readonly plan: StepPlan,
    optimizer: Smw,
    workspace: Workspace,
    curvature: Curvature,
  ) {
    super(optimizer, workspace)
    this.#batch = new CurvatureBatch(plan, optimizer, workspace, curvature)
  }

  prepare(theta: number, S1: Batch, draw: number): RowsEstimate {
    this.draw = draw
    return this.#batch.prepare(theta, S1, draw)
  }

  solve(start: Start<RowsEstimate>): Solved | undefined {
    const { optimizer } = this
    const batch = this.#batch
    const { kernels, layout, clock } = this.workspace
    const count = layout.graph.parameters
    const d = layout.arrays.direction
    const { estimate } = start
    const { rowSide, unformed } = estimate
    const total = start.lambda + this.workspace.decay.weight
    const holds = batch.holds(estimate, this.#hasMore)
    clock.time('apply', () => this.#rightHandSide(start, holds, d))
    const length = rowSide ? 0 : this.#lengthOf(start, d)
    const solved = batch.system.solve(total, d, { holds, rowSide, unformed })
    if (solved.code === 'notPositive') return undefined
    const normOf = () => clock.time('apply', () => Math.sqrt(kernels.sumSquares(d, count)))
    let norm = normOf()
    const refined = length > CANCELLATION * total * norm
    if (refined) {
      this.#refine(start, d)
      norm = normOf()
    }
    const asked = start.trial || optimizer.lossBound > 0
    const slope = asked ? this.#slope(start, solved.slope, d, holds, refined) : Number.NaN
    const { curvature } = solved
    const shorten = this.#shorten(curvature, slope, estimate.loss.value)
    if (shorten < 1) clock.time('apply', () => kernels.scale(shorten, d, count))
    const nearby = !refined && layout.curvature?.nearbyTrial ? { shorten } : undefined
    norm *= shorten
    const rate = this.#constrained(start.rate, norm)
    const pure = optimizer.momentum === 0 && optimizer.klClip === 0 && this.workspace.decay.weight === 0
    const exact = pure && rate === undefined
    return { slope: slope * shorten, curvature: curvature * shorten * shorten, norm, exact, rate, nearby }
  }

  /** α min(1, √C/‖α d‖) where there is a norm constraint: d, which momentum remembers, stays as it is. */
  #constrained(rate: number, norm: number): number | undefined {
    const { normConstraint = 0 } = this.optimizer
    if (normConstraint === 0) return undefined
    return Math.min(rate, Math.sqrt(normConstraint) / norm)
  }

  /** gᵀv and ‖O v‖² of a parameter vector at byte offset v, after `prepare`. */
  along({ rowSide }: RowsEstimate, v: number): { slope: number; curvature: number } {
    const { kernels, layout } = this.workspace
    const { curvature, image } = this.#batch.imageOf(v)
    if (!rowSide) return { slope: kernels.dot(layout.gradient, v, layout.graph.parameters), curvature }
    const { e, gamma } = rowSide
    return { slope: image.reduce((sum, value, r) => sum + value * (gamma ? gamma[r] : -e[r]), 0), curvature }
  }

  /**
   * What is left of d: ½ ‖O d‖² ≤ κ, then −gᵀd ≤ c · loss of the batch. The second needs no curvature: where sampled rows
   * vanish d ≈ −g/λ, and a step that promises more than there is to gain leaves the range of its model (Polyak 1969).
   */
  #shorten(curvature: number, slope: number, loss: number): number {
    const { klClip, lossBound } = this.optimizer
    const clip = klClip > 0 && curvature > 2 * klClip ? Math.sqrt((2 * klClip) / curvature) : 1
    const promised = -slope * clip
    return lossBound > 0 && promised > lossBound * loss ? (clip * lossBound * loss) / promised : clip
  }

  /** Whether there is a d₋ that momentum uses. */
  get #hasMomentum(): boolean {
    return this.optimizer.momentum > 0 && this.hasPrevious
  }

  /** Whether anything but the gradient enters the right-hand side. */
  get #hasMore(): boolean {
    return this.#hasMomentum || this.workspace.decay.weight > 0
  }

  /** gᵀd, and the images of d for the trial where the layout has them. */
  #slope(
    { estimate, trial }: Start<RowsEstimate>,
    ofSolve: number,
    d: number,
    holds: boolean[],
    refined: boolean,
  ): number {
    const { kernels, layout, clock } = this.workspace
    const { graph, curvature } = layout
    const { rowSide, unformed } = estimate
    const pictured = trial && curvature?.nearbyTrial && !(refined && unformed)
    const ofImages = pictured ? clock.time('trial', () => this.#batch.images(d, holds)) : 0
    if (rowSide) return ofSolve
    if (!unformed || refined) return kernels.dot(layout.gradient, d, graph.parameters)
    let slope = pictured ? ofImages : ofSolve
    graph.nodes.forEach((_, k) => {
      if (curvature?.through[k]) return
      const { offset, count } = slotsOf(graph, k)
      const at = offset * sizeOf(kernels.dtype)
      slope += kernels.dot(layout.gradient + at, d + at, count)
    })
    return slope
  }

  /** ‖b‖, of which `b` holds all but what stayed a sum over samples. */
  #lengthOf(start: Start<RowsEstimate>, b: number): number {
    const { kernels, layout } = this.workspace
    const { unformed, gradientNorm } = start.estimate
    const inVector = () => Math.sqrt(kernels.sumSquares(b, layout.graph.parameters))
    if (!unformed) return inVector()
    return this.#hasMore ? gradientNorm + inVector() : gradientNorm
  }

  /** out ← λ μ d₋ − w θ, and − g where the rows do not carry it, in the layers that `holds` names. */
  #rightHandSide({ theta, lambda, estimate }: Start<RowsEstimate>, holds: readonly boolean[], out: number): void {
    const { kernels, layout } = this.workspace
    const { graph, curvature } = layout
    const { previous, substitute } = layout.arrays
    const { rowSide, unformed } = estimate
    const hasMomentum = this.#hasMomentum
    const { momentum } = this
    const { weight } = this.workspace.decay
    graph.nodes.forEach((_, k) => {
      if (!holds[k]) return
      const { offset, count } = slotsOf(graph, k)
      const at = offset * sizeOf(kernels.dtype)
      if (hasMomentum) kernels.axpby(lambda * momentum, previous + at, 0, previous + at, out + at, count)
      else kernels.scale(0, out + at, count)
      if (weight > 0) kernels.axpy(-weight, theta + at, out + at, count)
      if (rowSide || (unformed && curvature?.through[k])) return
      if (estimate.substitute) kernels.axpy(1, substitute + at, out + at, count)
      else kernels.axpy(-1, layout.gradient + at, out + at, count)
    })
  }

  /** One step of iterative refinement: d += (C + ΛI)⁻¹ (b − (C + ΛI) d), with all of g formed. */
  #refine(start: Start<RowsEstimate>, d: number): void {
    const batch = this.#batch
    const { kernels, layout } = this.workspace
    const { correction } = layout.arrays
    const { graph } = layout
    const total = start.lambda + this.workspace.decay.weight
    const holds = graph.nodes.map(({ slots }) => slots.length > 0)
    if (start.estimate.unformed) batch.formGradient()
    this.#rightHandSide({ ...start, estimate: { ...start.estimate, unformed: undefined } }, holds, correction)
    kernels.axpy(-total, d, correction, graph.parameters)
    batch.subtractProduct(d, correction)
    const solved = batch.system.solve(total, correction, { holds })
    if (solved.code === 'ok') kernels.axpy(1, correction, d, graph.parameters)
  }
}
