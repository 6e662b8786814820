/** A model at the points of one data set: f and, column by column, ∂f/∂p_k, for at most a block of rows at a time. */
export interface Curve {
  /** Where the derivatives come from. */
  readonly derivatives: 'exact' | 'given' | 'differences'
  values(p: Float64Array, from: number, to: number, f: Float64Array): void
  linearise(p: Float64Array, from: number, to: number, f: Float64Array, J: Float64Array, stride: number): void
}
