import { checkOptions, nonNegative, oneOf, positiveNumber } from '../options.js'
import { type DampingRule, LARGEST_LAMBDA, REFUSED } from './rule.js'

/** What λ is in proportion to: ‖g‖, or the norm of all residuals, √(2f) of half squared errors; or, of `rootOfGradient`, √(M ‖g‖). */
const kinds = ['gradient', 'rootOfGradient', 'residual'] as const

export interface Backtracking {
  readonly kind: 'backtracking'
  readonly on: (typeof kinds)[number]
  /** The constant at the start. */
  readonly constant: number
  /** What it does not fall below. */
  readonly least: number
}

/**
 * λ = c ‖g‖, √(c ‖g‖) or c ‖F‖, where c halves after every step that is taken and doubles after every one that is refused
 * (a matrix that is not positive makes λ fourfold):
 * how AdaN (Mishchenko 2021, arXiv 2112.02089), the flexible Gauss–Newton method (Yudin & Gasnikov 2021, arXiv 2102.00810) and
 * the stochastic Levenberg–Marquardt method find theirs. Where a search measures the Lipschitz constant L of the Hessian, c is
 * max(c/2, L/2), as in AdaN+. Defaults: `rootOfGradient`, c from 1, no least.
 * @throws WoodburyError BAD_OPTION
 */
export function backtracking(options: Partial<Omit<Backtracking, 'kind'>> = {}): Backtracking {
  checkOptions('backtracking', ['on', 'constant', 'least'], options)
  const { on = 'rootOfGradient', constant = 1, least = 0 } = options
  return {
    kind: 'backtracking',
    on: oneOf('backtracking', 'on', on, kinds),
    constant: positiveNumber('backtracking', 'constant', constant),
    least: nonNegative('backtracking', 'least', least),
  }
}

/** c stays above this, from where doubling would take ages to return. */
const TINY = 1e-12

const words = {
  gradient: "times the gradient's norm",
  rootOfGradient: "times the gradient's norm, the root of it",
  residual: "times the residuals' norm",
}

export const backtrackingRule: DampingRule<Backtracking, { readonly c: number }> = {
  part: backtracking,
  text: ({ on, constant }, short) => `c ${words[on]}, c halved or doubled from ${short(constant)}`,
  needsTrial: true,
  dampedModel: false,
  start: ({ constant }) => ({ c: constant }),
  lambda({ on }, { c }, { gradientNorm, residualNorm, loss }) {
    const root = Math.sqrt(2 * Math.max(loss, 0))
    const value =
      on === 'residual'
        ? c * (residualNorm ?? root)
        : on === 'gradient'
          ? c * gradientNorm
          : Math.sqrt(c * gradientNorm)
    return Math.min(value, LARGEST_LAMBDA)
  },
  update({ least, on }, { c }, { accepted, lipschitz, stepNorm }) {
    // Without a trial the matrix was not positive, and twice as much seldom makes it so.
    const grown = !Number.isNaN(stepNorm) ? 2 * c : on === 'rootOfGradient' ? c * REFUSED * REFUSED : c * REFUSED
    const next = !accepted ? grown : lipschitz === undefined ? c / 2 : Math.max(c / 2, lipschitz / 2)
    return { c: Math.min(Math.max(next, least, TINY), LARGEST_LAMBDA) }
  },
}
