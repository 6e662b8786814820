import { type Constant, constantRule } from './constant.js'
import { type FollowLoss, followLossRule } from './follow-loss.js'
import { type GainRatio, gainRatioRule } from './gain-ratio.js'
import { type Nielsen, nielsenRule } from './nielsen.js'
import type { DampingRule } from './rule.js'

/** A damping rule as plain data. */
export type Damping = GainRatio | Nielsen | FollowLoss | Constant

const rules: { readonly [K in Damping['kind']]: DampingRule<Extract<Damping, { kind: K }>> } = {
  gainRatio: gainRatioRule,
  nielsen: nielsenRule,
  followLoss: followLossRule,
  constant: constantRule,
}

export const dampingRule = (part: Damping): DampingRule<Damping> => rules[part.kind] as DampingRule<Damping>
