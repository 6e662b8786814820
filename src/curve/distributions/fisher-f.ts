import { incompleteBeta, type Tails } from './incomplete.js'
import { quantile } from './quantile.js'

const tails = (x: number, d1: number, d2: number): Tails => {
  const ratio = (d1 / d2) * x
  const y = 1 / (1 + ratio)
  return incompleteBeta(d1 / 2, d2 / 2, ratio === Number.POSITIVE_INFINITY ? 1 : ratio * y, y)
}

/** The x > 0 at which the F distribution has these tails, which the caller knows without cancellation. */
export const fromTails = (lower: number, upper: number, d1: number, d2: number): number =>
  quantile(lower, upper, x => tails(x, d1, d2))

/** F distribution with d1 and d2 > 0 degrees of freedom, whole or not. */
export const fisherF = {
  /** The x below which a share p lies, 0 ≤ p ≤ 1; relative error ≤ 1e-12 from 1e-6 to 1 − 1e-6. */
  quantile: (p: number, d1: number, d2: number): number => fromTails(p, 1 - p, d1, d2),
}
