import { fromTails } from './fisher-f.js'
import { incompleteBeta } from './incomplete.js'

/** Student's t distribution with df > 0 degrees of freedom, whole or not: t² follows F(1, df). */
export const studentT = {
  /** Probability below t. */
  cdf(t: number, df: number): number {
    const r = (t / df) * t
    const { lower, upper } = incompleteBeta(0.5, df / 2, r / (1 + r), 1 / (1 + r))
    return t < 0 ? upper / 2 : 0.5 + lower / 2
  },
  /** The t below which a share p lies, 0 ≤ p ≤ 1; relative error ≤ 1e-12 from 1e-6 to 1 − 1e-6. */
  quantile(p: number, df: number): number {
    const outside = 2 * Math.min(p, 1 - p)
    return Math.sign(p - 0.5) * Math.sqrt(fromTails(1 - outside, outside, 1, df))
  },
}
