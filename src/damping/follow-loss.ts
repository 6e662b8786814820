import { checkOptions, positiveNumber } from '../options.js'
import { type Refusals, raised, untried } from './constant.js'
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
 * A constant λ (default 1) that falls in proportion to the loss of the batch once that is below `below` (default 1e-3), down to
 * a thousandth: for classes that a network can tell apart without doubt.
 * @throws WoodburyError BAD_OPTION
 */
export function followLoss(options: Partial<Omit<FollowLoss, 'kind'>> = {}): FollowLoss {
  checkOptions('followLoss', ['lambda', 'below'], options)
  const { lambda = 1, below = 1e-3 } = options
  return {
    kind: 'followLoss',
    lambda: positiveNumber('followLoss', 'lambda', lambda),
    below: positiveNumber('followLoss', 'below', below),
  }
}

/**
 * λ · min(1, loss of the batch / below). Where a network is sure, sampled rows and gradients vanish together, and under a fixed
 * λ the step −g/λ shrinks with them: the loss then falls like 1/t, here in proportion to itself.
 */
export const followLossRule: DampingRule<FollowLoss, Refusals> = {
  ...untried,
  part: followLoss,
  text: ({ lambda, below }, short) => `lambda ${short(lambda)}, in proportion to losses below ${short(below)}`,
  lambda({ lambda, below }, state, { loss }) {
    const share = loss < below ? Math.max(loss / below, LEAST) : 1
    return share * raised(lambda, state)
  },
}
