import { RowOperator } from '../../curvature/operator.js'
import { viewOf } from '../../runtime/dtype.js'
import type { Parts } from '../../solve/rows.js'
import type { Workspace } from '../workspace.js'

/**
 * Rows less their mean over the batch: (I − 11ᵀ/R) J~. What all samples share moves the norm of ψ and nothing else. So 1 is
 * a null vector of J~J~ᵀ, to which right-hand sides stay orthogonal: the term 11ᵀ/N that SPRING adds to the matrix changes
 * no direction, and is left out.
 */
export class CentredRows extends RowOperator {
  /** J~ᵀ1/R, where rows are formed. */
  #mean: Float64Array | undefined

  constructor(
    readonly workspace: Workspace,
    ...rows: ConstructorParameters<typeof RowOperator>
  ) {
    super(...rows)
  }

  override gram(K: number): void {
    super.gram(K)
    const { kernels, rows } = this
    const view = viewOf(kernels.dtype, kernels.buffer, K, rows * rows)
    const means = new Float64Array(rows)
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < i; j++) {
        means[i] += view[i * rows + j]
        means[j] += view[i * rows + j]
      }
      means[i] += view[i * rows + i]
    }
    let all = 0
    for (let i = 0; i < rows; i++) {
      means[i] /= rows
      all += means[i] / rows
    }
    for (let i = 0; i < rows; i++) for (let j = 0; j <= i; j++) view[i * rows + j] += all - means[i] - means[j]
  }

  override denseRows(from: number, count: number, J: number): void {
    super.denseRows(from, count, J)
    const { kernels, graph } = this
    const { parameters } = graph
    this.#mean ??= this.#meanRow()
    const view = viewOf(kernels.dtype, kernels.buffer, J, count * parameters)
    for (let r = 0; r < count; r++) for (let p = 0; p < parameters; p++) view[r * parameters + p] -= this.#mean[p]
  }

  override apply(v: number, out: number, holds?: Parts): number {
    const slope = super.apply(v, out, holds)
    this.#centre(out)
    return slope
  }

  override applyTransposed(x: number, out: number, holds: Parts | boolean, share = 0): void {
    this.#centre(x)
    super.applyTransposed(x, out, holds, share)
  }

  #centre(x: number): void {
    const values = new Float64Array(this.kernels.buffer, x, this.rows)
    let mean = 0
    for (const value of values) mean += value / values.length
    for (let r = 0; r < values.length; r++) values[r] -= mean
  }

  /** In the place of the gradient, which is formed after the rows. */
  #meanRow(): Float64Array {
    const { rowVector, gradient } = this.workspace.layout
    new Float64Array(this.kernels.buffer, rowVector, this.rows).fill(1 / this.rows)
    super.applyTransposed(rowVector, gradient, false)
    return Float64Array.from(this.workspace.vector(gradient))
  }
}
