import type { RowOperator } from '../../curvature/operator.js'
import { seedRows } from '../../curvature/rows.js'
import { type Batch, placeOf } from '../../model/feed.js'
import { weightOf } from '../../model/heads.js'
import type { Estimate, Solved, Start } from '../direction.js'
import type { StepPlan } from '../plan.js'
import type { Measured } from '../rows/averaged.js'
import type { Workspace } from '../workspace.js'

/**
 * The mean of each sample's own Gauss–Newton step, d = −(1/N) Σ ω (J~ᵀs + w θ)/(‖J~‖² + λ + w), of one row a sample: J~ = √q J and
 * s = r/√q, so that J~ᵀs = Jᵀr. No matrix: of the curvature it takes one number a sample, Σ_l ‖δ‖² (‖h‖² + 1).
 */
export class IncrementalDirection implements Measured<Estimate> {
  #operator!: RowOperator
  #weights: readonly number[] = []
  /** s, and ‖J~‖² without the sample's weight. */
  readonly #s: Float64Array
  readonly #norms: Float64Array

  constructor(
    readonly plan: StepPlan,
    readonly workspace: Workspace,
    samples: number,
  ) {
    this.#s = new Float64Array(samples)
    this.#norms = new Float64Array(samples)
  }

  prepare(theta: number, S1: Batch, draw: number): Estimate {
    const { plan, workspace } = this
    const { kernels, layout, heads, clock } = workspace
    const { count } = S1
    const sums = { value: 0, shown: 0 }
    workspace.forwardBatch(theta, plan.training, S1, sums)
    const draws = { seed: plan.seed, step: draw }
    clock.time('backward', () => seedRows('ggn', heads, plan.training, S1, draws, this.#s))
    this.#operator = workspace.backwardRows(theta, count, 1)
    this.#weights = Array.from({ length: count }, (_, i) => weightOf(heads[0], plan.training, placeOf(S1, i)))
    clock.time('gram', () => this.#measure(count))
    clock.time('gradient', () => this.#combine(layout.gradient, i => this.#s[i] / count))
    const gradientNorm = Math.sqrt(kernels.sumSquares(layout.gradient, layout.graph.parameters))
    const loss = { value: sums.value / count, shown: sums.shown / count }
    return { batch: S1, loss, cached: true, held: count, gradientNorm }
  }

  solve({ theta, lambda, estimate, trial }: Start<Estimate>): Solved {
    const { kernels, layout, clock, decay } = this.workspace
    const { direction: d } = layout.arrays
    const { parameters } = layout.graph
    const { count } = estimate.batch
    const divisor = (i: number) => this.#norms[i] + lambda + decay.weight
    const norm = clock.time('solve', () => {
      this.#combine(d, i => -this.#s[i] / divisor(i) / count)
      if (decay.weight > 0) {
        const share = this.#weights.reduce((sum, weight, i) => sum + weight / divisor(i), 0) / count
        kernels.axpy(-decay.weight * share, theta, d, parameters)
      }
      return Math.sqrt(kernels.sumSquares(d, parameters))
    })
    const told = trial ? this.along(estimate, d) : { slope: Number.NaN, curvature: Number.NaN }
    return { ...told, norm, exact: false }
  }

  along({ batch }: Estimate, v: number): { slope: number; curvature: number } {
    const { kernels, layout } = this.workspace
    const image = this.#room(batch.count)
    this.#operator.apply(v, layout.arrays.rows)
    const curvature = image.reduce((sum, value) => sum + value * value, 0) / batch.count
    return { slope: kernels.dot(layout.gradient, v, layout.graph.parameters), curvature }
  }

  /** out ← Σ_i x_i J~_i. */
  #combine(out: number, x: (i: number) => number): void {
    const room = this.#room(this.#operator.rows)
    room.forEach((_, i) => {
      room[i] = x(i)
    })
    this.#operator.applyTransposed(this.workspace.layout.arrays.rows, out, false)
  }

  /** ‖J‖² q of every sample: of a layer (‖h‖² + 1) ‖δ‖². */
  #measure(count: number): void {
    const { sites } = this.workspace
    const squares = (values: number, units: number) => this.#squares(values, units, count)
    this.#norms.fill(0, 0, count)
    this.workspace.layout.graph.nodes.forEach(({ slots, from: [source] }, k) => {
      if (slots.length === 0) return
      const h = squares(sites[source].value, sites[source].units)
      const delta = squares(this.#operator.deltas[k].delta, sites[k].units)
      for (let i = 0; i < count; i++) this.#norms[i] += delta[i] * (h[i] + (slots.length > 1 ? 1 : 0))
    })
    for (let i = 0; i < count; i++) if (this.#weights[i] > 0) this.#norms[i] /= this.#weights[i]
  }

  /** Squared norms of the rows of a matrix. */
  #squares(values: number, units: number, count: number): Float64Array {
    const room = this.#room(count).fill(0)
    const matrix = [values, units] as const
    this.workspace.kernels.rowDot(this.workspace.layout.arrays.rows, matrix, matrix, 1, units, count)
    return room.slice()
  }

  #room(count: number): Float64Array {
    const { kernels, layout } = this.workspace
    return new Float64Array(kernels.buffer, layout.arrays.rows, count)
  }

  taken(): void {}

  refused(): void {}

  counters(): Record<string, number> {
    return {}
  }

  restore(): void {}
}
