import { WoodburyError } from '../errors.js'
import { oneOf, positiveNumber, show } from '../options.js'
import { ownPart, ownParts } from '../own-parts.js'
import { fieldsOf } from '../plain.js'
import { backtrackingRule } from './backtracking.js'
import { constantRule } from './constant.js'
import { followLossRule } from './follow-loss.js'
import { gainRatioRule } from './gain-ratio.js'
import { gradientNormRule } from './gradient-norm.js'
import { nielsenRule } from './nielsen.js'
import { type OwnDamping, ownRule } from './own.js'
import { residualVarianceRule } from './residual-variance.js'
import { rowNormRule } from './row-norm.js'
import type { DampingRule } from './rule.js'
import { scheduleRule } from './schedule.js'

/** Every damping rule by its kind; a new one is one file and one line here. */
const rules = {
  gainRatio: gainRatioRule,
  nielsen: nielsenRule,
  followLoss: followLossRule,
  gradientNorm: gradientNormRule,
  backtracking: backtrackingRule,
  schedule: scheduleRule,
  residualVariance: residualVarianceRule,
  rowNorm: rowNormRule,
  constant: constantRule,
}

type Rules = typeof rules

/** A damping rule as plain data. */
export type Damping = { [K in keyof Rules]: ReturnType<Rules[K]['part']> }[keyof Rules]

/** All kinds, those of the user's modules last. */
export const dampingKinds = (): string[] => [...Object.keys(rules), ...ownParts().dampings.keys()]

/** The rule of a kind that `dampingKinds` has. */
export function dampingRule({ kind }: { readonly kind: string }): DampingRule<Damping> {
  if (Object.hasOwn(rules, kind)) return rules[kind as Damping['kind']] as unknown as DampingRule<Damping>
  return ownRule(ownPart('dampings', kind) as OwnDamping) as unknown as DampingRule<Damping>
}

/** The `damping` option: a part, or a number for a constant λ. @throws WoodburyError BAD_OPTION */
export function dampingOf(where: string, option: string, value: unknown): Damping {
  if (typeof value === 'number') return { kind: 'constant', lambda: positiveNumber(where, option, value) }
  const { kind, ...options } = fieldsOf(Object(value), `${where}: ${option}`)
  if (typeof kind === 'string')
    return dampingRule({ kind: oneOf(where, `${option}.kind`, kind, dampingKinds()) }).part(options)
  throw new WoodburyError(
    'BAD_OPTION',
    `${where}: ${option} is ${show(value)}. Pass gainRatio(), nielsen(), another rule, or a number for a constant lambda.`,
    { option },
  )
}
