/**
 * Which parts of a parameter vector hold something; what the parts are (the layers of a network) is the rows' affair. A
 * part that holds nothing is taken for 0 whatever lies there.
 */
export type Parts = readonly boolean[]

/** Rows J~ (R × P) of a batch of N samples, as the solvers see them: products, and no word of a model. */
export interface Rows {
  /** R. */
  readonly rows: number
  /** N. */
  readonly samples: number
  /** Rows a sample. */
  readonly q: number
  /** Lower triangle of K ← J~J~ᵀ, R × R elements. */
  gram(K: number): void
  /** J ← `count` rows from row `from`, a multiple of q; count × P elements. */
  denseRows(from: number, count: number, J: number): void
  /** v ← α v in the parts that hold something; v: byte offset of a parameter vector. */
  scale(alpha: number, v: number, parts: Parts): void
  /** out ← J~ v, R numbers in float64. Returns gᵀv over the parts that keep g as a sum over samples. */
  apply(v: number, out: number, parts: Parts): number
  /** out (+)= J~ᵀx + share · g, the latter in the parts that keep g as a sum over samples; added to where `parts` hold something. */
  applyTransposed(x: number, out: number, parts: Parts, share: number): void
}
