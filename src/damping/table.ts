import { WoodburyError } from '../errors.js'
import { oneOf, positiveNumber, show } from '../options.js'
import { fieldsOf } from '../plain.js'
import { constantRule } from './constant.js'
import { followLossRule } from './follow-loss.js'
import { gainRatioRule } from './gain-ratio.js'
import { gradientNormRule } from './gradient-norm.js'
import { nielsenRule } from './nielsen.js'
import type { DampingRule } from './rule.js'
import { scheduleRule } from './schedule.js'

/** Every damping rule by its kind; a new one is one file and one line here. */
const rules = {
  gainRatio: gainRatioRule,
  nielsen: nielsenRule,
  followLoss: followLossRule,
  gradientNorm: gradientNormRule,
  schedule: scheduleRule,
  constant: constantRule,
}

type Rules = typeof rules

/** A damping rule as plain data. */
export type Damping = { [K in keyof Rules]: ReturnType<Rules[K]['part']> }[keyof Rules]

export const dampingKinds = Object.keys(rules) as Damping['kind'][]

export const dampingRule = (part: Pick<Damping, 'kind'>): DampingRule<Damping> =>
  rules[part.kind] as unknown as DampingRule<Damping>

/** The `damping` option: a part, or a number for a constant λ. @throws WoodburyError BAD_OPTION */
export function dampingOf(where: string, option: string, value: unknown): Damping {
  if (typeof value === 'number') return { kind: 'constant', lambda: positiveNumber(where, option, value) }
  const { kind, ...options } = fieldsOf(Object(value), `${where}: ${option}`)
  if (typeof kind === 'string')
    return dampingRule({ kind: oneOf(where, `${option}.kind`, kind, dampingKinds) }).part(options)
  throw new WoodburyError(
    'BAD_OPTION',
    `${where}: ${option} is ${show(value)}. Pass gainRatio(), nielsen(), another rule, or a number for a constant lambda.`,
    { option },
  )
}
