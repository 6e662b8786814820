import type { Linearised } from './linearised.js'

/** What the linear model of the residuals at a point says of a step d. */

/** ‖Jd‖². */
export function squaresAlong({ qr: { R } }: Linearised, d: Float64Array): number {
  const n = d.length
  let squares = 0
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let k = i; k < n; k++) sum += R[i * n + k] * d[k]
    squares += sum * sum
  }
  return squares
}

/** The decrease of the cost that the linear model has, −gᵀd − ½‖Jd‖². */
export function promised(linear: Linearised, d: Float64Array): number {
  let slope = 0
  for (let k = 0; k < d.length; k++) slope += linear.gradient[k] * d[k]
  return -slope - squaresAlong(linear, d) / 2
}

/** The largest cosine between the residuals, of squared length `squares`, and a column of J among the first `width` of `free`. */
export function largestCosine(
  { norms, gradient }: Linearised,
  free: Int32Array,
  width: number,
  squares: number,
): number {
  let largest = 0
  for (let c = 0; c < width; c++) {
    const k = free[c]
    if (norms[k] > 0) largest = Math.max(largest, Math.abs(gradient[k]) / norms[k])
  }
  return squares > 0 ? largest / Math.sqrt(squares) : 0
}

/** The length of the residuals, of squared length `squares`, and of all that the parameters contribute to them: what rounding is a share of. */
export function contributed({ norms }: Linearised, p: Float64Array, squares: number): number {
  let sum = squares
  for (let k = 0; k < p.length; k++) sum += (norms[k] * p[k]) ** 2
  return Math.sqrt(sum)
}
