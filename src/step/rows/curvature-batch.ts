import type { RowOperator, SampleGradient } from '../../curvature/operator.js'
import { seedRows, spansGradient, squaredNorm } from '../../curvature/rows.js'
import type { SeenRows } from '../../damping/rule.js'
import { type Batch, placeOf, slice } from '../../model/feed.js'
import { type LossSums, weightOf } from '../../model/heads.js'
import { slotsOf } from '../../model/shapes.js'
import type { Smw } from '../../optim/rows/smw-options.js'
import { PURPOSE, stream } from '../../random/index.js'
import { roundingOf, sizeOf } from '../../runtime/dtype.js'
import { ParameterSpace } from '../../solve/parameter-space.js'
import { RowSpace } from '../../solve/row-space.js'
import type { Rows } from '../../solve/rows.js'
import type { RowSide, System, UnformedGradient } from '../../solve/system.js'
import { drawSamples } from '../batches.js'
import type { Estimate } from '../direction.js'
import type { Curvature } from '../layout.js'
import type { StepPlan } from '../plan.js'
import type { MeanLoss, Workspace } from '../workspace.js'

/** What a batch of rows gives before any λ is known. */
export interface RowsEstimate extends Estimate {
  /** Set where e lies in row space (push-through form); otherwise the gradient is formed and b carries −g. */
  readonly rowSide?: RowSide
  /** Set where some layers never form their part of g. */
  readonly unformed?: UnformedGradient
  /** Where set, the step follows this vector instead of −g: the improved empirical Fisher's on the parameter side. */
  readonly substitute: boolean
}

/** Loss, gradient and curvature of one batch: forward, rows, backward, Gram (or normal matrix). */
export class CurvatureBatch {
  readonly system: System
  readonly #rowSpace: RowSpace | undefined
  readonly #s: Float64Array
  #operator: RowOperator | undefined
  readonly #e: Float64Array
  readonly #gamma: Float64Array
  readonly #rowsOfGradient: Float64Array

  constructor(
    readonly plan: StepPlan,
    readonly optimizer: Smw,
    readonly workspace: Workspace,
    readonly curvature: Curvature,
  ) {
    const { kernels, float64, clock, layout } = workspace
    const { side, rows } = curvature
    const { parameters } = layout.graph
    this.#s = new Float64Array(rows)
    this.#e = new Float64Array(rows)
    this.#gamma = new Float64Array(rows)
    this.#rowsOfGradient = new Float64Array(rows)
    if (side.kind === 'rows') {
      this.#rowSpace = new RowSpace(kernels, float64, clock, side.room, parameters, rows)
      this.system = this.#rowSpace
    } else this.system = new ParameterSpace(kernels, float64, clock, side.room, parameters)
  }

  /** `draw` counts the batches drawn so far: with the seed it names every random choice. */
  prepare(theta: number, S1: Batch, draw: number): RowsEstimate {
    const { optimizer, workspace, curvature } = this
    const same = optimizer.curvatureFrom === 'gradientBatch' && S1.count <= curvature.samples
    if (same && spansGradient(optimizer.rows)) return this.#prepareSpanned(theta, S1, draw)
    const head = optimizer.curvatureFrom === 'gradientBatch' && S1.places !== undefined
    if (curvature.gradientDeltas && (same || head)) return this.#prepareBySamples(theta, S1, draw)
    const { training } = this.plan
    const { kernels, layout } = workspace
    const sums = { value: 0, shown: 0 }
    let S2 = S1
    let loss: MeanLoss
    if (same) {
      workspace.forwardBatch(theta, training, S1, sums)
      loss = mean(sums, S1)
      workspace.gradientOfCached(theta, training, S1, 1 / S1.count, layout.gradient, false)
    } else {
      loss = workspace.gradient(theta, training, S1, layout.gradient)
      S2 = this.#drawRows(S1, draw)
      workspace.forwardBatch(theta, training, S2, sums)
    }
    this.#rows(theta, S2, draw)
    const gradientNorm = Math.sqrt(kernels.sumSquares(layout.gradient, layout.graph.parameters))
    return { batch: S1, loss, cached: same, held: S2.count, substitute: false, gradientNorm, rows: this.#seen(S2) }
  }

  /** The rows span the gradient: nothing but them is needed. */
  #prepareSpanned(theta: number, S1: Batch, draw: number): RowsEstimate {
    const { workspace } = this
    const sums = { value: 0, shown: 0 }
    workspace.forwardBatch(theta, this.plan.training, S1, sums)
    const operator = this.#rows(theta, S1, draw)
    const said = { batch: S1, loss: mean(sums, S1), cached: true, held: S1.count, rows: this.#seen(S1) }
    this.#rightHandSides(S1)
    if (!this.#rowSpace) return { ...said, ...this.#formGradient(operator) }
    const rowSide = { e: this.#e, ...(this.#follows && { gamma: this.#gamma }) }
    return { ...said, rowSide, substitute: false, gradientNorm: this.#rowSpace.normOf(this.#gamma) }
  }

  /** One forward sweep for both batches; layers that go through their inner Gram keep g as a sum over samples. */
  #prepareBySamples(theta: number, S1: Batch, draw: number): RowsEstimate {
    const { workspace, curvature, plan } = this
    const { kernels, layout } = workspace
    const sums = { value: 0, shown: 0 }
    workspace.forwardBatch(theta, plan.training, S1, sums)
    const gradient = workspace.gradientBySamples(theta, plan.training, S1) as SampleGradient
    let squares = 0
    this.#formed.forEach(k => {
      const { offset, count } = slotsOf(layout.graph, k)
      workspace.clock.time('gradient', () => workspace.gradientOfLayer(k, gradient, layout.gradient))
      squares += kernels.sumSquares(layout.gradient + offset * sizeOf(plan.dtype), count)
    })
    const S2 = S1.count <= curvature.samples ? S1 : slice(S1, 0, curvature.samples)
    const operator = this.#rows(theta, S2, draw, gradient)
    const room = new Float64Array(kernels.buffer, layout.rowVector, operator.rows)
    room.fill(0)
    const unformed = workspace.clock.time('gradient', () => operator.applyToGradient(layout.rowVector))
    this.#rowsOfGradient.set(room)
    return {
      batch: S1,
      loss: mean(sums, S1),
      cached: true,
      held: S1.count,
      unformed: { rows: this.#rowsOfGradient, squares: unformed },
      substitute: false,
      gradientNorm: Math.sqrt(squares + unformed),
      rows: this.#seen(S2),
    }
  }

  /** Layers whose part of the gradient is formed even where others keep theirs as a sum over samples. */
  get #formed(): number[] {
    const { nodes } = this.workspace.layout.graph
    return nodes.flatMap(({ slots }, k) => (slots.length > 0 && !this.curvature.through[k] ? [k] : []))
  }

  /** By node: whether the vector of a right-hand side has something there, where `hasMore` says that momentum or decay enter it too. */
  holds({ rowSide, unformed }: RowsEstimate, hasMore: boolean): boolean[] {
    const { graph } = this.workspace.layout
    return graph.nodes.map(({ slots }, k) => {
      if (slots.length === 0) return false
      if (hasMore || (!rowSide && !unformed)) return true
      return unformed !== undefined && !this.curvature.through[k]
    })
  }

  /** The rest of g, where `prepare` left some of it a sum over samples. */
  formGradient(): void {
    this.#operator?.formGradient(this.workspace.layout.gradient)
  }

  /** After a solve into d: images for the trial of the step. Returns the part of gᵀd that only they tell. */
  images(d: number, holds: readonly boolean[]): number {
    return this.#operator?.images(d, holds) ?? 0
  }

  /** The rows as the system sees them. */
  protected measured(operator: RowOperator): Rows {
    return operator
  }

  /** −Oᵀe, where g = −Oᵀe was never formed, into its place. */
  protected formSpanned(e: Float64Array): void {
    const { kernels, layout } = this.workspace
    const operator = this.#operator as RowOperator
    const root = Math.sqrt(operator.samples)
    const rows = new Float64Array(kernels.buffer, layout.rowVector, operator.rows)
    for (let r = 0; r < operator.rows; r++) rows[r] = -e[r] / root
    operator.applyTransposed(layout.rowVector, layout.gradient, false)
  }

  /** O v and ‖O v‖². */
  imageOf(v: number): { image: Float64Array; curvature: number } {
    const { kernels, layout } = this.workspace
    const operator = this.#operator as RowOperator
    operator.apply(v, layout.rowVector)
    const root = Math.sqrt(operator.samples)
    const image = new Float64Array(kernels.buffer, layout.rowVector, operator.rows).map(value => value / root)
    return { image, curvature: squaredNorm(image, image.length) }
  }

  /** out −= C d, by the rows. */
  subtractProduct(d: number, out: number): void {
    const operator = this.#operator
    if (!operator) return
    const { kernels, layout } = this.workspace
    operator.apply(d, layout.rowVector)
    const rows = new Float64Array(kernels.buffer, layout.rowVector, operator.rows)
    for (let r = 0; r < operator.rows; r++) rows[r] /= -operator.samples
    operator.applyTransposed(layout.rowVector, out, true)
  }

  #drawRows(S1: Batch, draw: number): Batch {
    const { plan, optimizer, curvature } = this
    const { samples } = curvature
    if (optimizer.curvatureFrom === 'gradientBatch' && S1.places)
      // S1 is in random order, so its head is a random subset.
      return { start: 0, count: samples, places: S1.places.subarray(0, samples) }
    return drawSamples(stream(plan.seed, PURPOSE.curvatureBatch, draw), plan.training.count, samples)
  }

  #rows(theta: number, S2: Batch, draw: number, gradient?: SampleGradient): RowOperator {
    const { plan, optimizer, workspace, curvature } = this
    const draws = { seed: plan.seed, step: draw }
    workspace.clock.time('backward', () => seedRows(optimizer.rows, workspace.heads, plan.training, S2, draws, this.#s))
    const operator = workspace.backwardRows(theta, S2.count, curvature.q, gradient)
    this.#operator = operator
    this.system.prepare(this.measured(operator))
    return operator
  }

  /** After `#rows`: what a damping rule may want of them. */
  #seen({ count }: Batch): SeenRows {
    const rows = count * this.curvature.q
    return {
      samples: count,
      squaredNorm: this.system.trace(),
      residualSquare: squaredNorm(this.#s, rows) / rows,
      epsilon: roundingOf(this.plan.dtype),
    }
  }

  /** e = −s/√N, and γ with g = Oᵀγ: −e, but for the improved empirical Fisher √ω/√N. */
  #rightHandSides(S1: Batch): void {
    const { workspace, plan, curvature } = this
    const root = Math.sqrt(S1.count)
    const rows = S1.count * curvature.q
    for (let r = 0; r < rows; r++) {
      this.#e[r] = -this.#s[r] / root
      this.#gamma[r] = -this.#e[r]
    }
    if (!this.#follows) return
    workspace.heads.forEach((head, k) => {
      for (let i = 0; i < S1.count; i++)
        this.#gamma[i * curvature.q + k] = Math.sqrt(weightOf(head, plan.training, placeOf(S1, i))) / root
    })
  }

  /** Whether the step follows something else than −g. */
  get #follows(): boolean {
    return this.optimizer.rows === 'improvedEmpirical'
  }

  /** On the parameter side g = Oᵀγ is formed, and Oᵀe where it is not −g. */
  #formGradient(operator: RowOperator): Pick<RowsEstimate, 'substitute' | 'gradientNorm'> {
    const { kernels, layout } = this.workspace
    const root = Math.sqrt(operator.samples)
    const apply = (x: Float64Array, out: number) => {
      const rows = new Float64Array(kernels.buffer, layout.rowVector, operator.rows)
      for (let r = 0; r < operator.rows; r++) rows[r] = x[r] / root
      operator.applyTransposed(layout.rowVector, out, false)
    }
    apply(this.#gamma, layout.gradient)
    const substitute = this.#follows
    if (substitute) apply(this.#e, layout.arrays.substitute)
    return { substitute, gradientNorm: Math.sqrt(kernels.sumSquares(layout.gradient, layout.graph.parameters)) }
  }
}

const mean = ({ value, shown }: LossSums, { count }: Batch): MeanLoss => ({
  value: value / count,
  shown: shown / count,
})
