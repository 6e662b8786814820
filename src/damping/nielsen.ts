import { power } from '../portable.js'
import { type DampingRule, LARGEST_LAMBDA } from './rule.js'

export interface Nielsen {
  readonly kind: 'nielsen'
  readonly lambda: number
  readonly tau: number
}

/**
 * H. B. Nielsen, "Damping parameter in Marquardt's method", 1999: an accepted step multiplies λ by
 * max(⅓, 1 − (2ρ − 1)³) and sets ν = 2; a refused one multiplies λ by ν and doubles ν.
 */
export const nielsenRule: DampingRule<Nielsen> = {
  needsGainRatio: true,
  dampedModel: false,
  start: ({ lambda }) => ({ lambda, growth: 2 }),
  lambda: ({ tau }, { lambda }) => lambda + tau,
  update({ tau }, { lambda, growth }, { accepted, gainRatio }) {
    if (!accepted || !(gainRatio > 0))
      return { lambda: Math.min((lambda + tau) * growth, LARGEST_LAMBDA), growth: growth * 2 }
    return { lambda: lambda * Math.max(1 / 3, 1 - power(2 * gainRatio - 1, 3)), growth: 2 }
  },
}
