import { checkOptions, positiveNumber } from '../options.js'
import { power } from '../portable.js'
import { type DampingRule, LARGEST_LAMBDA, type Measurement, REFUSED } from './rule.js'

export interface Constant {
  readonly kind: 'constant'
  readonly lambda: number
}

/** The number of refusals in a row. */
export type Refusals = { readonly refusals: number }

/** What rules have in common whose λ does not follow from trials: only while steps are refused it is raised. */
export const untried = {
  needsTrial: false,
  dampedModel: true,
  start: (): Refusals => ({ refusals: 0 }),
  update: (_part: unknown, { refusals }: Refusals, { accepted }: Pick<Measurement, 'accepted'>): Refusals => ({
    refusals: accepted ? 0 : refusals + 1,
  }),
}

/** λ stays; only while steps are refused it is raised fourfold for each, and it returns with the next accepted one. */
export const constantRule: DampingRule<Constant, Refusals> = {
  ...untried,
  part(options) {
    checkOptions('damping', ['lambda'], options)
    return { kind: 'constant', lambda: positiveNumber('damping', 'lambda', (options as Partial<Constant>).lambda) }
  },
  text: ({ lambda }, short) => `lambda ${short(lambda)}, constant`,
  lambda: ({ lambda }, state) => raised(lambda, state),
}

/** λ of a rule that otherwise knows it, while steps are refused. */
export const raised = (lambda: number, { refusals }: Refusals): number =>
  Math.min(lambda * power(REFUSED, refusals), LARGEST_LAMBDA)
