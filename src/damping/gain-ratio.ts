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

/**
 * The Levenberg–Marquardt rule of Ren & Goldfarb 2019: ρ < ε → boost · λ, ρ > 1 − ε → drop · λ, λ used = λ^LM + τ.
 * A refused step raises λ fourfold.
 */
export const gainRatioRule: DampingRule<GainRatio> = {
  needsGainRatio: true,
  dampedModel: true,
  start: ({ lambda }) => ({ lambda, growth: 0 }),
  lambda: ({ tau }, { lambda }) => lambda + tau,
  update({ boost, drop, epsilon, tau }, { lambda }, { accepted, gainRatio }) {
    const to = (value: number) => ({ lambda: Math.min(Math.max(value, tau * NEGLIGIBLE), LARGEST_LAMBDA), growth: 0 })
    if (!accepted) return to((lambda + tau) * REFUSED)
    if (gainRatio < epsilon) return to(lambda * boost)
    if (gainRatio > 1 - epsilon) return to(lambda * drop)
    return to(lambda)
  },
}
