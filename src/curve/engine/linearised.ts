/** Residuals seen from a point, as steps need them: whatever makes R and z of them. */
export interface Linearised {
  readonly qr: { readonly columns: number; readonly R: Float64Array; readonly z: Float64Array }
  /** ‖J_k‖ (n). */
  readonly norms: Float64Array
  /** JᵀWr (n). */
  readonly gradient: Float64Array
  /** ½Σρ at p; +∞ where a residual is no finite number. */
  cost(p: Float64Array): number
  /** The same, and R, z, norms and gradient at p; +∞ where one of those is no finite number. */
  linearise(p: Float64Array): number
  /** JᵀWr″ into `out` (n), r″ the second derivative of the residuals along d at p, where they were last linearised; false where it is no number. */
  bend(p: Float64Array, d: Float64Array, out: Float64Array): boolean
}
