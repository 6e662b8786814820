import { incompleteGamma } from './incomplete.js'
import { quantile } from './quantile.js'

/** The x > 0 at which χ² has these tails, which the caller knows without cancellation. */
export const fromTails = (lower: number, upper: number, df: number): number =>
  2 * quantile(lower, upper, x => incompleteGamma(df / 2, x))

/** χ² distribution with df > 0 degrees of freedom, whole or not. */
export const chiSquare = {
  /** Probability below x. */
  cdf: (x: number, df: number): number => incompleteGamma(df / 2, Math.max(x, 0) / 2).lower,
  /** The x below which a share p lies, 0 ≤ p ≤ 1; relative error ≤ 1e-12 from 1e-6 to 1 − 1e-6. */
  quantile: (p: number, df: number): number => fromTails(p, 1 - p, df),
}
