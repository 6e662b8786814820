import { slotsOf } from '../model/shapes.js'
import type { SecondOrder as Method } from '../optim/optimizer.js'
import { sizeOf } from '../runtime/dtype.js'
import type { CurvatureBatch, Prepared } from './curvature-batch.js'
import type { StepPlan } from './plan.js'
import type { Workspace } from './workspace.js'

/** A solution this many times shorter than b/Λ came out of a cancellation, and is refined once. */
const CANCELLATION = 100

/** A direction in `layout.vectors.direction`, and what the model says of it. */
export interface Direction {
  /** gᵀd without weight decay; NaN where neither a trial nor a bound asks. */
  readonly slope: number
  /** ‖O d‖². */
  readonly curvature: number
  readonly norm: number
  /** Where θ + α d is told by the images of d in the inner Gram: what clip and bound left of them. */
  readonly nearby?: { readonly shorten: number }
}

/** What a solve starts from. */
export interface Start {
  readonly theta: number
  readonly lambda: number
  readonly prepared: Prepared
  /** Whether there is a d₋ that momentum may use. */
  readonly remembers: boolean
  /** Whether the step will be tried, so that the images of d are wanted. */
  readonly trial: boolean
}

/** (C + ΛI) d = λ μ d₋ − w θ − g over the rows of a prepared batch, in whatever form the batch has them. */
export class DirectionSolver {
  constructor(
    readonly plan: StepPlan,
    readonly optimizer: Method,
    readonly workspace: Workspace,
    readonly batch: CurvatureBatch,
  ) {}

  /** d into its place, then the clip and the bound. Nothing where the factor failed. */
  solve(start: Start): Direction | undefined {
    const { optimizer, plan, batch } = this
    const { kernels, layout, clock } = this.workspace
    const count = layout.graph.parameters
    const d = layout.vectors.direction
    const { prepared } = start
    const { rowSide, unformed } = prepared
    const total = start.lambda + plan.weightDecay
    const holds = batch.holds(prepared, this.#fills(start))
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
    const shorten = this.#shorten(curvature, slope, prepared.loss.value)
    if (shorten < 1) clock.time('apply', () => kernels.scale(shorten, d, count))
    const nearby = !refined && layout.curvature?.nearbyTrial ? { shorten } : undefined
    return { slope: slope * shorten, curvature: curvature * shorten * shorten, norm: norm * shorten, nearby }
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

  /** Whether anything but the gradient enters the right-hand side. */
  #fills({ remembers }: Start): boolean {
    return remembers || this.plan.weightDecay > 0
  }

  /** gᵀd, and the images of d for the trial where the layout has them. */
  #slope({ prepared, trial }: Start, ofSolve: number, d: number, holds: boolean[], refined: boolean): number {
    const { batch } = this
    const { kernels, layout, clock } = this.workspace
    const { graph, curvature } = layout
    const { rowSide, unformed } = prepared
    const pictured = trial && curvature?.nearbyTrial && !(refined && unformed)
    const ofImages = pictured ? clock.time('trial', () => batch.images(d, holds)) : 0
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
  #lengthOf(start: Start, b: number): number {
    const { kernels, layout } = this.workspace
    const { unformed, gradientNorm } = start.prepared
    const inVector = () => Math.sqrt(kernels.sumSquares(b, layout.graph.parameters))
    if (!unformed) return inVector()
    return this.#fills(start) ? gradientNorm + inVector() : gradientNorm
  }

  /** out ← λ μ d₋ − w θ, and − g where the rows do not carry it, in the layers that `holds` names. */
  #rightHandSide({ theta, lambda, prepared, remembers }: Start, holds: readonly boolean[], out: number): void {
    const { kernels, layout } = this.workspace
    const { graph, curvature } = layout
    const { previous, substitute } = layout.vectors
    const { rowSide, unformed } = prepared
    const { weightDecay } = this.plan
    graph.nodes.forEach((_, k) => {
      if (!holds[k]) return
      const { offset, count } = slotsOf(graph, k)
      const at = offset * sizeOf(kernels.dtype)
      if (remembers) kernels.axpby(lambda * this.optimizer.momentum, previous + at, 0, previous + at, out + at, count)
      else kernels.scale(0, out + at, count)
      if (weightDecay > 0) kernels.axpy(-weightDecay, theta + at, out + at, count)
      if (rowSide || (unformed && curvature?.through[k])) return
      if (prepared.substitute) kernels.axpy(1, substitute + at, out + at, count)
      else kernels.axpy(-1, layout.gradient + at, out + at, count)
    })
  }

  /** One step of iterative refinement: d += (C + ΛI)⁻¹ (b − (C + ΛI) d), with all of g formed. */
  #refine(start: Start, d: number): void {
    const { batch } = this
    const { kernels, layout } = this.workspace
    const { correction } = layout.vectors
    const { graph } = layout
    const total = start.lambda + this.plan.weightDecay
    const holds = graph.nodes.map(({ slots }) => slots.length > 0)
    if (start.prepared.unformed) batch.formGradient()
    this.#rightHandSide({ ...start, prepared: { ...start.prepared, unformed: undefined } }, holds, correction)
    kernels.axpy(-total, d, correction, graph.parameters)
    batch.subtractProduct(d, correction)
    const solved = batch.system.solve(total, correction, { holds })
    if (solved.code === 'ok') kernels.axpy(1, correction, d, graph.parameters)
  }
}
