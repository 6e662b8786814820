import { power } from '../portable.js'
import { type DampingRule, LARGEST_LAMBDA, REFUSED } from './rule.js'

export interface Constant {
  readonly kind: 'constant'
  readonly lambda: number
}

/** λ stays; only while steps are refused it is raised fourfold for each, and it returns with the next accepted one. */
export const constantRule: DampingRule<Pick<Constant, 'lambda'>> = {
  needsGainRatio: false,
  dampedModel: true,
  start: ({ lambda }) => ({ lambda, growth: 0 }),
  lambda: (_part, { lambda, growth }) => Math.min(lambda * power(REFUSED, growth), LARGEST_LAMBDA),
  update: (_part, { lambda, growth }, { accepted }) => ({ lambda, growth: accepted ? 0 : growth + 1 }),
}
