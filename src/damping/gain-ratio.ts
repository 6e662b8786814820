import { WoodburyError } from '../errors.js'
import { checkOptions, nonNegative, oneOf, positiveNumber } from '../options.js'
import { type DampingRule, LARGEST_LAMBDA, REFUSED } from './rule.js'

export interface GainRatio {
  readonly kind: 'gainRatio'
  /** λ^LM at the start. */
  readonly lambda: number
  /** Floor: the solve uses λ^LM + τ. */
  readonly tau: number
  readonly boost: number
  readonly drop: number
  /** ρ < ε boosts, ρ > 1 − ε drops. */
  readonly epsilon: number
  /** The samples on which ρ is measured: those of the step, or others drawn for it. */
  readonly on: 'gradientBatch' | 'holdout'
}

/** λ^LM stops falling at this share of τ, from where it would take ages to return. */
const NEGLIGIBLE = 1e-3

const names = ['lambda', 'tau', 'boost', 'drop', 'epsilon', 'on']

/**
 * The paper's damping rule (Ren & Goldfarb 2019, algorithm of section 1): ρ < ε: λ × boost, ρ > 1 − ε: λ × drop, and
 * λ + τ in the solve. Defaults: λ = 1, τ = 1e-6, boost = 1.5, drop = 1/boost, ε = ¼ on the samples of the step; the
 * authors' code has boost = 1.01, made for runs of 10⁴ steps and more.
 * @throws WoodburyError BAD_OPTION unless drop < 1 < boost, 0 < epsilon < ½, 0 ≤ tau ≤ lambda
 */
export function gainRatio(options: Partial<Omit<GainRatio, 'kind'>> = {}): GainRatio {
  const where = 'gainRatio'
  checkOptions(where, names, options)
  const { lambda = 1, boost = 1.5, epsilon = 0.25, on = 'gradientBatch' } = options
  positiveNumber(where, 'lambda', lambda)
  positiveNumber(where, 'boost', boost)
  // Only now: nothing can be computed from, say, a bigint.
  const { tau = Math.min(1e-6, lambda), drop = 1 / boost } = options
  const require = (holds: boolean, said: string) => {
    if (!holds) throw new WoodburyError('BAD_OPTION', `${where}: ${said}`, { ...options })
  }
  nonNegative(where, 'tau', tau)
  require(lambda >= tau, `tau is ${tau}, above lambda ${lambda}. Pass 0 ≤ tau ≤ lambda.`)
  require(boost > 1, `boost is ${boost}. Pass a factor above 1.`)
  require(positiveNumber(where, 'drop', drop) < 1, `drop is ${drop}. Pass a factor below 1.`)
  require(positiveNumber(where, 'epsilon', epsilon) < 0.5, `epsilon is ${epsilon}. Pass a number between 0 and 0.5.`)
  oneOf(where, 'on', on, ['gradientBatch', 'holdout'])
  return { kind: 'gainRatio', lambda, tau, boost, drop, epsilon, on }
}

/**
 * The Levenberg–Marquardt rule of Ren & Goldfarb 2019: ρ < ε → boost · λ, ρ > 1 − ε → drop · λ, λ used = λ^LM + τ.
 * A refused step raises λ fourfold.
 */
export const gainRatioRule: DampingRule<GainRatio, { readonly lambda: number }> = {
  part: gainRatio,
  text({ lambda, tau, boost, drop, on }, short) {
    const floor = tau > 0 ? `, tau ${short(tau)}` : ''
    const where = on === 'holdout' ? ', on other samples' : ''
    return `gain ratio from lambda ${short(lambda)}${floor}, boost ${short(boost)}, drop ${short(drop)}${where}`
  },
  needsTrial: true,
  dampedModel: true,
  onHoldout: ({ on }) => on === 'holdout',
  start: ({ lambda }) => ({ lambda }),
  lambda: ({ tau }, { lambda }) => lambda + tau,
  update({ boost, drop, epsilon, tau }, { lambda }, { accepted, gainRatio }) {
    const to = (value: number) => ({ lambda: Math.min(Math.max(value, tau * NEGLIGIBLE), LARGEST_LAMBDA) })
    if (!accepted) return to((lambda + tau) * REFUSED)
    if (gainRatio < epsilon) return to(lambda * boost)
    if (gainRatio > 1 - epsilon) return to(lambda * drop)
    return to(lambda)
  },
}
