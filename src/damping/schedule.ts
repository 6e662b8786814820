import { checkOptions, positiveNumber } from '../options.js'
import { exp, log } from '../portable.js'
import { type Refusals, raised, untried } from './constant.js'
import type { DampingRule } from './rule.js'

export interface DampingSchedule {
  readonly kind: 'schedule'
  /** λ at the start. */
  readonly from: number
  /** λ at the end of the budget. */
  readonly to: number
}

/**
 * λ that goes from `from` (default 1) to `to` (default 1e-3) over the planned run, by the same factor in each equal part
 * of the budget. A refused step raises it fourfold until one is accepted.
 * @throws WoodburyError BAD_OPTION
 */
export function dampingSchedule(options: Partial<Omit<DampingSchedule, 'kind'>> = {}): DampingSchedule {
  checkOptions('dampingSchedule', ['from', 'to'], options)
  const { from = 1, to = 1e-3 } = options
  return {
    kind: 'schedule',
    from: positiveNumber('dampingSchedule', 'from', from),
    to: positiveNumber('dampingSchedule', 'to', to),
  }
}

export const scheduleRule: DampingRule<DampingSchedule, Refusals> = {
  ...untried,
  part: dampingSchedule,
  text: ({ from, to }, short) => `lambda from ${short(from)} to ${short(to)} over the run`,
  lambda({ from, to }, state, { used }) {
    const share = Math.min(Math.max(used, 0), 1)
    return raised(share === 1 ? to : from * exp(share * (log(to) - log(from))), state)
  },
}
