import type { RowOperator } from '../../curvature/operator.js'
import { seedRows } from '../../curvature/rows.js'
import { range, slice } from '../../model/feed.js'
import { BLOCK } from '../../optim/natural-gradient/energy-natural-gradient.js'
import { roundingOf } from '../../runtime/dtype.js'
import { FamilyKernels } from '../../runtime/family-kernels.js'
import { eigenvectors } from '../../solve/spectral/eigen.js'
import type { StepPlan } from '../plan.js'
import type { MeanLoss, Workspace } from '../workspace.js'

/** J and r of the whole set at one θ: d = −J⁺ r through the smaller of JᵀJ and JJᵀ, sums over the samples. */
export class LeastSquares {
  readonly #family: FamilyKernels
  readonly #rows: number
  readonly #inRows: boolean
  /** Samples whose rows are there at a time. */
  readonly #samples: number
  readonly #s: Float64Array
  #operator: RowOperator | undefined
  gradientNorm = Number.NaN

  constructor(
    readonly plan: StepPlan,
    readonly workspace: Workspace,
    readonly q: number,
  ) {
    const { layout, executor } = workspace
    const { count } = plan.training
    this.#family = new FamilyKernels(executor, 'float64')
    this.#rows = count * q
    this.#inRows = this.#rows <= layout.graph.parameters
    this.#samples = this.#inRows ? count : Math.min(Math.max(1, Math.floor(layout.deltas.capacity / q)), layout.chunk)
    this.#s = new Float64Array(this.#rows)
  }

  /** The side of the matrix that is decomposed. */
  get #n(): number {
    return this.#inRows ? this.#rows : this.workspace.layout.graph.parameters
  }

  /** Loss, gradient and the matrix at θ. */
  prepare(theta: number): MeanLoss {
    const { plan, workspace, q } = this
    const { kernels, layout } = workspace
    const { factors } = layout.arrays
    const { gradient, graph } = layout
    const { training } = plan
    const { count } = training
    const sums = { value: 0, shown: 0 }
    const all = range(0, count)
    for (let first = 0; first < count; first += this.#samples) {
      const part = slice(all, first, Math.min(this.#samples, count - first))
      const rows = part.count * q
      workspace.forwardBatch(theta, training, part, sums)
      const s = this.#s.subarray(first * q, first * q + rows)
      workspace.clock.time('backward', () =>
        seedRows('ggn', workspace.heads, training, part, { seed: plan.seed, step: 0 }, s),
      )
      const operator = workspace.backwardRows(theta, part.count, q)
      this.#operator = operator
      new Float64Array(kernels.buffer, factors, rows).set(s)
      workspace.clock.time('gradient', () => operator.applyTransposed(factors, gradient, first > 0))
      workspace.clock.time('gram', () => this.#add(operator, first > 0))
    }
    this.gradientNorm = Math.sqrt(kernels.sumSquares(gradient, graph.parameters)) / count
    return { value: sums.value / count, shown: sums.shown / count }
  }

  /** product (+)= JᵀJ of the rows that are there, or all of JJᵀ. */
  #add(operator: RowOperator, accumulate: boolean): void {
    const { workspace, q } = this
    const { kernels, layout } = workspace
    const { product, block } = layout.arrays
    if (this.#inRows) {
      operator.gram(product)
      return
    }
    const P = layout.graph.parameters
    const step = Math.ceil(BLOCK / q) * q
    for (let from = 0; from < operator.rows; from += step) {
      const rows = Math.min(step, operator.rows - from)
      operator.denseRows(from, rows, block)
      kernels.syrk(true, P, rows, [block, P], [product, P], accumulate || from > 0)
    }
  }

  /** Eigenvectors of the matrix, after `prepare`. Returns whether they were found. */
  decompose(): boolean {
    const { workspace } = this
    const { kernels, layout, clock } = workspace
    const { product, square, eigenvalues: values, eigenScratch: scratch } = layout.arrays
    const room = { square, values, scratch }
    return clock.time('factor', () => eigenvectors(kernels, this.#family, product, this.#n, 1, room)) !== undefined
  }

  /** direction ← −J⁺ r, where eigenvalues up to `cut` times ε n of the largest count as 0. */
  solve(cut: number): void {
    const { workspace } = this
    const { kernels, layout, plan } = workspace
    const { square, eigenvalues, direction, factors } = layout.arrays
    const n = this.#n
    const V = new Float64Array(kernels.buffer, square, n * n)
    const values = new Float64Array(kernels.buffer, eigenvalues, n)
    const least = cut * 2 * roundingOf(plan.dtype) * n * values[n - 1]
    const b = this.#inRows ? this.#s : workspace.vector(layout.gradient)
    const x = new Float64Array(n)
    workspace.clock.time('solve', () => {
      for (let k = 0; k < n; k++) {
        if (!(values[k] > least)) continue
        let along = 0
        for (let i = 0; i < n; i++) along += V[k * n + i] * b[i]
        for (let i = 0; i < n; i++) x[i] -= (along / values[k]) * V[k * n + i]
      }
    })
    if (this.#inRows) {
      new Float64Array(kernels.buffer, factors, n).set(x)
      workspace.clock.time('apply', () => this.#operator?.applyTransposed(factors, direction, false))
    } else workspace.vector(direction).set(x)
  }
}
