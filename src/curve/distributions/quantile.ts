import type { Tails } from './incomplete.js'

/** Rounds enough to bisect the whole range of a double to its last bit. */
const ROUNDS = 200

/**
 * The x > 0 with given tails, `lower` + `upper` = 1: Newton on the logarithm of the smaller tail over log x, where both
 * power and exponential tails are nearly straight, kept inside a bracket by bisection. `tails.slope` is d lower / d log x.
 * 0 and Infinity at probabilities 0 and 1, NaN outside.
 */
export function quantile(lower: number, upper: number, tails: (x: number) => Tails): number {
  if (!(lower > 0 && upper > 0)) return lower === 0 ? 0 : upper === 0 ? Number.POSITIVE_INFINITY : Number.NaN
  const byLower = lower < upper
  const target = byLower ? lower : upper
  let from = -745
  let to = 709
  let u = 0
  for (let round = 0; round < ROUNDS; round++) {
    const at = tails(Math.exp(u))
    const tail = byLower ? at.lower : at.upper
    const above = byLower ? tail > target : tail < target
    if (above) to = u
    else from = u
    const step = ((byLower ? -1 : 1) * tail * Math.log(tail / target)) / at.slope
    let next = u + step
    if (!(next > from && next < to) || Math.abs(step) > 50) next = (from + to) / 2
    // Below this the step is rounding of the tail, and the last one has already squared the error.
    if (Math.abs(next - u) < 1e-15 * Math.max(1, Math.abs(u))) return Math.exp(next)
    u = next
  }
  return Math.exp(u)
}
