import { checkOptions, nonNegative, positiveNumber, trueOrFalse } from '../options.js'
import { type DampingRule, LARGEST_LAMBDA, REFUSED } from './rule.js'

export interface GradientNorm {
  readonly kind: 'gradientNorm'
  /** M, half the Lipschitz constant of the Hessian; where it adapts, its start. */
  readonly constant: number
  /** Whether M follows the steps. */
  readonly adaptive: boolean
  /** Floor: the solve uses √(M ‖g‖) + τ. */
  readonly tau: number
}

/** M stays within these. */
const RANGE = [1e-12, LARGEST_LAMBDA] as const

/**
 * λ = √(M ‖g‖): Mishchenko 2021, arXiv 2112.02089. `adaptive` (default true) halves M after a step that lowered the loss
 * by ⅔ λ ‖s‖² and doubles it after one that did not, as its AdaN does within a step; with a Gauss–Newton matrix in
 * place of the Hessian the proof is gone, the descent stays. M starts at 1, τ (default 1e-6) is a floor.
 * @throws WoodburyError BAD_OPTION
 */
export function gradientNorm(options: Partial<Omit<GradientNorm, 'kind'>> = {}): GradientNorm {
  checkOptions('gradientNorm', ['constant', 'adaptive', 'tau'], options)
  const { constant = 1, adaptive = true, tau = 1e-6 } = options
  return {
    kind: 'gradientNorm',
    constant: positiveNumber('gradientNorm', 'constant', constant),
    adaptive: trueOrFalse('gradientNorm', 'adaptive', adaptive),
    tau: nonNegative('gradientNorm', 'tau', tau),
  }
}

export const gradientNormRule: DampingRule<GradientNorm, { readonly M: number }> = {
  part: gradientNorm,
  text: ({ constant, adaptive, tau }, short) =>
    `root of ${adaptive ? `M, from ${short(constant)},` : short(constant)} times the gradient's norm, tau ${short(tau)}`,
  needsTrial: true,
  dampedModel: false,
  start: ({ constant }) => ({ M: constant }),
  lambda: ({ tau }, { M }, { gradientNorm: norm }) => Math.min(Math.sqrt(M * norm) + tau, LARGEST_LAMBDA),
  update({ adaptive }, { M }, { accepted, decrease, lambda, stepNorm }) {
    const to = (value: number) => ({ M: Math.min(Math.max(value, RANGE[0]), RANGE[1]) })
    // λ is a root: the fourfold of a refusal is sixteen times M.
    if (!accepted) return to(M * REFUSED * REFUSED)
    if (!adaptive) return { M }
    return to(decrease >= (2 / 3) * lambda * stepNorm * stepNorm ? M / 2 : M * 2)
  },
}
