import type { RowLoss } from './row-loss.js'

/** A mean below it weighs no more than it does: the squares of what is weighed must be numbers. */
const LEAST_MEAN = 1e-150

/**
 * The deviance of counts, 2 (f − y + y log(y/f)), as a row's loss of r = f − y: weight 1/f makes the step that of Fisher scoring
 * (McCullagh & Nelder 1989, 2.5). A fit of f ≤ 0 is no mean of counts and has no finite cost.
 * @param y the counts of all rows
 */
export function poisson(y: Float64Array): RowLoss {
  return {
    rho(r, row) {
      const observed = y[row]
      const f = r + observed
      if (!(f > 0)) return f === 0 && observed === 0 ? 0 : Number.POSITIVE_INFINITY
      const share = r / observed
      return 2 * (observed === 0 ? f : observed * (share - Math.log1p(share)))
    },
    weight: (r, row) => 1 / Math.max(r + y[row], LEAST_MEAN),
  }
}
