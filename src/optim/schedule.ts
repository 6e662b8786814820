import { WoodburyError } from '../errors.js'
import { checkOptions, positiveNumber, show } from '../options.js'
import { cosPi } from '../portable.js'

/** How the step length α goes over the planned run; `rate` is α at its start. */
export interface Schedule {
  readonly kind: 'constant' | 'cosine' | 'linear'
  readonly rate: number
}

export const constant = (rate: number): Schedule => ({
  kind: 'constant',
  rate: positiveNumber('constant', 'rate', rate),
})

/** Half a cosine from `rate` down to 0. */
export const cosine = (rate: number): Schedule => ({ kind: 'cosine', rate: positiveNumber('cosine', 'rate', rate) })

/** A straight line from `rate` down to 0. */
export const linear = (rate: number): Schedule => ({ kind: 'linear', rate: positiveNumber('linear', 'rate', rate) })

/** α once `fraction` of the budget is used, 0 ≤ fraction ≤ 1. */
export function rateAt({ kind, rate }: Schedule, fraction: number): number {
  const used = Math.min(Math.max(fraction, 0), 1)
  if (kind === 'cosine') return (rate * (1 + cosPi(used))) / 2
  return kind === 'linear' ? rate * (1 - used) : rate
}

/** The `learningRate` option: a number is a constant. @throws WoodburyError BAD_OPTION */
export function learningRateOf(where: string, option: string, value: unknown): Schedule {
  if (typeof value === 'number') return constant(positiveNumber(where, option, value))
  const { kind, rate } = (value ?? {}) as Schedule
  if (kind === 'constant' || kind === 'cosine' || kind === 'linear') {
    checkOptions(`${where}: ${option}`, ['kind', 'rate'], value as Schedule)
    return { kind, rate: positiveNumber(where, `${option}.rate`, rate) }
  }
  throw new WoodburyError(
    'BAD_OPTION',
    `${where}: ${option} is ${show(value)}. Pass a number, cosine(1) or linear(1).`,
    { option },
  )
}

/** As a report shows it. */
export const scheduleText = ({ kind, rate }: Schedule, short: (value: number) => string): string =>
  kind === 'constant' ? `${short(rate)}, constant` : `${short(rate)} to 0, ${kind}`
