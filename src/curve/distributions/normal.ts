import { fromTails } from './chi-square.js'

/** Normal distribution of mean 0 and variance 1: z² follows χ² with one degree of freedom. */
export const normal = {
  /** The z below which a share p lies, 0 ≤ p ≤ 1; relative error ≤ 1e-12 from 1e-6 to 1 − 1e-6. */
  quantile(p: number): number {
    const outside = 2 * Math.min(p, 1 - p)
    return Math.sign(p - 0.5) * Math.sqrt(fromTails(1 - outside, outside, 1))
  },
}
