import { type Constant, constantRule } from './constant.js'
import { type GainRatio, gainRatioRule } from './gain-ratio.js'
import { type Nielsen, nielsenRule } from './nielsen.js'
import type { DampingRule } from './rule.js'

/** A damping rule as plain data. */
export type Damping = GainRatio | Nielsen | Constant

const rules: { readonly [K in Damping['kind']]: DampingRule<Extract<Damping, { kind: K }>> } = {
  gainRatio: gainRatioRule,
  nielsen: nielsenRule,
  constant: constantRule,
}

export const dampingRule = (part: Damping): DampingRule<Damping> => rules[part.kind] as DampingRule<Damping>
