import { checkOptions, positiveNumber } from '../options.js'
import { power } from '../portable.js'
import { type DampingRule, LARGEST_LAMBDA, REFUSED } from './rule.js'

export interface Constant {
  readonly kind: 'constant'
  readonly lambda: number
}

/** The number of refusals in a row. */
type Refusals = { readonly refusals: number }

/** λ stays; only while steps are refused it is raised fourfold for each, and it returns with the next accepted one. */
export const constantRule: DampingRule<Constant, Refusals> = {
  part(options) {
    checkOptions('damping', ['lambda'], options)
    return { kind: 'constant', lambda: positiveNumber('damping', 'lambda', (options as Partial<Constant>).lambda) }
  },
  text: ({ lambda }, short) => `lambda ${short(lambda)}, constant`,
  needsTrial: false,
  dampedModel: true,
  start: () => ({ refusals: 0 }),
  lambda: ({ lambda }, state) => raised(lambda, state),
  update: (_part, { refusals }, { accepted }) => ({ refusals: accepted ? 0 : refusals + 1 }),
}

/** λ of a rule that otherwise knows it, while steps are refused. */
export const raised = (lambda: number, { refusals }: Refusals): number =>
  Math.min(lambda * power(REFUSED, refusals), LARGEST_LAMBDA)
