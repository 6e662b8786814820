import { type Damping, dampingOf } from '../damping/table.js'
import type { Option } from '../option-table.js'
import {
  fraction,
  nonNegative,
  nonNegativeInteger,
  oneOf,
  positiveInteger,
  positiveNumber,
  shareOf,
  trueOrFalse,
} from '../options.js'
import { learningRateOf, type Schedule } from './schedule.js'

type Check<T> = Option<T>['check']

const made =
  <T>(check: Check<T>) =>
  (text: string): Option<T> => ({ text, check })

/** A number from 0 to below 1. */
export const belowOne = made(fraction)
/** A number from 0 up. */
export const fromZero = made(nonNegative)
/** A number above 0. */
export const above0 = made(positiveNumber)
/** A number above 0, at most 1. */
export const partOfAll = made(shareOf)
/** A whole number above 0. */
export const whole = made((where, option, value) => positiveInteger(where, option, value))
/** A whole number from 0 up. */
export const wholeFromZero = made(nonNegativeInteger)
/** true or false. */
export const yesOrNo = (text: string): Option<boolean> => ({ text, words: ['true', 'false'], check: trueOrFalse })
/** One of the words. */
export const word = <T extends string>(text: string, words: readonly T[]): Option<T> => ({
  text,
  words,
  check: (where, option, value) => oneOf(where, option, value, words),
})

/** N1. */
export const gradientBatch: Option<number | 'full'> = {
  text: 'samples of the gradient of a step, or full',
  check: (where, option, value) => (value === 'full' ? value : positiveInteger(where, option, value)),
}

/** α. */
export const learningRate: Option<Schedule> = {
  text: 'step length: a number, or a schedule such as cosine(1)',
  check: learningRateOf,
}

/** λ. */
export const damping: Option<Damping> = {
  text: 'how lambda goes: a number for a constant one, or a rule such as gainRatio()',
  check: dampingOf,
}

/** μ. */
export const momentum = belowOne('from 0 to below 1')

/** κ. */
export const klClip = fromZero('longest step, as a KL divergence; 0: any')

export const rejectBadSteps = yesOrNo('whether a step that raises the loss is undone')
