import { checkOptions, nonNegative, positiveNumber } from '../options.js'
import { power } from '../portable.js'
import { type DampingRule, LARGEST_LAMBDA } from './rule.js'

export interface Nielsen {
  readonly kind: 'nielsen'
  readonly lambda: number
  readonly tau: number
}

/**
 * Nielsen's rule: smooth in ρ, for batches that do not change between steps. λ starts at 1; τ (default 0) is a floor.
 * @throws WoodburyError BAD_OPTION
 */
export function nielsen(options: Partial<Omit<Nielsen, 'kind'>> = {}): Nielsen {
  checkOptions('nielsen', ['lambda', 'tau'], options)
  const { lambda = 1, tau = 0 } = options
  return {
    kind: 'nielsen',
    lambda: positiveNumber('nielsen', 'lambda', lambda),
    tau: nonNegative('nielsen', 'tau', tau),
  }
}

/**
 * H. B. Nielsen, "Damping parameter in Marquardt's method", 1999: an accepted step multiplies λ by
 * max(⅓, 1 − (2ρ − 1)³) and sets ν = 2; a refused one multiplies λ by ν (`growth`) and doubles ν.
 */
export const nielsenRule: DampingRule<Nielsen, { readonly lambda: number; readonly growth: number }> = {
  part: nielsen,
  text: ({ lambda, tau }, short) =>
    `Nielsen's rule from lambda ${short(lambda)}${tau > 0 ? `, tau ${short(tau)}` : ''}`,
  needsTrial: true,
  dampedModel: false,
  start: ({ lambda }) => ({ lambda, growth: 2 }),
  lambda: ({ tau }, { lambda }) => lambda + tau,
  update({ tau }, { lambda, growth }, { accepted, gainRatio }) {
    if (!accepted || !(gainRatio > 0))
      return { lambda: Math.min((lambda + tau) * growth, LARGEST_LAMBDA), growth: growth * 2 }
    return { lambda: lambda * Math.max(1 / 3, 1 - power(2 * gainRatio - 1, 3)), growth: 2 }
  },
}
