/** Rows that are evaluated at once: their Jacobian fits the cache, and is all that is ever held of it. */
export const BLOCK = 256

/** The entries of a Jacobian that are not 0, row after row: those of row i from starts[i] to starts[i + 1]. */
export interface SparseRows {
  readonly starts: Int32Array
  readonly columns: Int32Array
  readonly values: Float64Array
}

/**
 * What is fitted: m residuals r(p) of n parameters, in blocks of at most BLOCK rows. Curves, calibrations and whatever a user
 * writes are residuals; the engine knows nothing else of them.
 */
export interface Residuals {
  readonly rows: number
  readonly parameters: number
  /** Whether derivatives cost little more than values, as exact ones do and differences do not. */
  readonly hasCheapSlopes?: boolean
  /** The Jacobian of all rows at p, where it was given by its entries. */
  sparseAt?(p: Float64Array): SparseRows | undefined
  /** r of the rows from … to, into r[0 … to − from). */
  values(p: Float64Array, from: number, to: number, r: Float64Array): void
  /** The same, and ∂r/∂p_k of these rows into J[k · stride …). */
  linearise(p: Float64Array, from: number, to: number, r: Float64Array, J: Float64Array, stride: number): void
}

/** The first row whose residual or derivatives at p are no finite numbers, −1 where all are. */
export function brokenRow(residuals: Residuals, p: Float64Array): number {
  const { rows } = residuals
  const stride = Math.min(BLOCK, rows)
  const r = new Float64Array(stride)
  const J = new Float64Array(stride * p.length)
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows)
    residuals.linearise(p, from, to, r, J, stride)
    for (let i = 0; i < to - from; i++) {
      let sum = r[i]
      for (let at = i; at < J.length; at += stride) sum += J[at]
      if (sum - sum !== 0) return from + i
    }
  }
  return -1
}
