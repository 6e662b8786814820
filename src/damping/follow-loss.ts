import { constantRule } from './constant.js'
import type { DampingRule } from './rule.js'

export interface FollowLoss {
  readonly kind: 'followLoss'
  readonly lambda: number
  /** λ is in proportion to the loss of the batch below this. */
  readonly below: number
}

/** The smallest share of λ: rows of one float32 still carry digits beside it. */
const LEAST = 1e-3

/**
 * λ · min(1, loss of the batch / below). Where a network is sure, sampled rows and gradients vanish together, and under a fixed
 * λ the step −g/λ shrinks with them: the loss then falls like 1/t, here in proportion to itself.
 */
export const followLossRule: DampingRule<FollowLoss> = {
  ...constantRule,
  lambda(part, state, loss) {
    const share = loss < part.below ? Math.max(loss / part.below, LEAST) : 1
    return share * constantRule.lambda(part, state, loss)
  },
}
