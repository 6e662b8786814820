/** Rows that are evaluated at once: their Jacobian fits the cache, and is all that is ever held of it. */
export const BLOCK = 256

/**
 * What is fitted: m residuals r(p) of n parameters, in blocks of at most BLOCK rows. Curves, calibrations and whatever a user
 * writes are residuals; the engine knows nothing else of them.
 */
export interface Residuals {
  readonly rows: number
  readonly parameters: number
  /** Whether derivatives cost little more than values, as exact ones do and differences do not. */
  readonly hasCheapSlopes?: boolean
  /** r of the rows from … to, into r[0 … to − from). */
  values(p: Float64Array, from: number, to: number, r: Float64Array): void
  /** The same, and ∂r/∂p_k of these rows into J[k · stride …). */
  linearise(p: Float64Array, from: number, to: number, r: Float64Array, J: Float64Array, stride: number): void
}
