import type { Damping } from '../damping/table.js'
import { checkOptions, fraction, nonNegative, oneOf, positiveInteger, trueOrFalse } from '../options.js'
import { dampingOf } from './damping-parts.js'
import type { SecondOrder } from './optimizer.js'
import { learningRateOf, type Schedule } from './schedule.js'

/** What the two SMW methods have in common; each unset option is settled by `fit`. */
export interface SmwOptions {
  /** N1, samples; `full` takes the whole training set each step (semi-stochastic). */
  gradientBatch?: number | 'full'
  /** N2, samples of the curvature; at most N1 unless independent. */
  curvatureBatch?: number
  /** S2 ⊂ S1, or drawn for itself. */
  curvatureFrom?: 'gradientBatch' | 'independent'
  /** A part (`gainRatio()`, `nielsen()`), or a number for a constant λ. */
  damping?: Damping | number
  /** α: a number or a schedule. */
  learningRate?: number | Schedule
  /** SPRING's μ, 0 ≤ μ < 1. */
  momentum?: number
  /** κ: the step is shortened until ½ ‖O d‖² ≤ κ; 0 is no clip. */
  klClip?: number
  /**
   * c: the step is then shortened until −gᵀd ≤ c · loss of the batch, what there is to gain (Polyak's bound); 0 is none.
   * Default 1 for classification in mini-batches, else 0.
   */
  lossBound?: number
  /** Undo a step that raises the loss, raise λ and reset the momentum. */
  rejectBadSteps?: boolean
  /** Which side of the identity is solved: R × R, P × P, or the smaller one. */
  solve?: 'auto' | 'rows' | 'parameters'
}

export const smwNames = [
  'gradientBatch',
  'curvatureBatch',
  'curvatureFrom',
  'damping',
  'learningRate',
  'momentum',
  'klClip',
  'lossBound',
  'rejectBadSteps',
  'solve',
] as const

/** Names people bring from elsewhere. */
export const hints: Readonly<Record<string, string>> = {
  batchSize: 'gradientBatch',
  lr: 'learningRate',
  stepSize: 'learningRate',
  lambda: 'damping',
}

/** @throws WoodburyError BAD_OPTION */
export function gradientBatchOf(where: string, value: unknown): number | 'full' {
  return value === 'full' ? value : positiveInteger(where, 'gradientBatch', value)
}

/** Checks what was set and leaves out what was not. @throws WoodburyError BAD_OPTION */
export function smwOptions(where: string, options: SmwOptions, extra: readonly string[] = []): Partial<SecondOrder> {
  checkOptions(where, [...smwNames, ...extra], options, hints)
  const check: { readonly [K in keyof SmwOptions]-?: (value: unknown) => unknown } = {
    gradientBatch: value => gradientBatchOf(where, value),
    curvatureBatch: value => positiveInteger(where, 'curvatureBatch', value),
    curvatureFrom: value => oneOf(where, 'curvatureFrom', value, ['gradientBatch', 'independent']),
    damping: value => dampingOf(where, value),
    learningRate: value => learningRateOf(where, value),
    momentum: value => fraction(where, 'momentum', value),
    klClip: value => nonNegative(where, 'klClip', value),
    lossBound: value => nonNegative(where, 'lossBound', value),
    rejectBadSteps: value => trueOrFalse(where, 'rejectBadSteps', value),
    solve: value => oneOf(where, 'solve', value, ['auto', 'rows', 'parameters']),
  }
  const set = smwNames.filter(name => options[name] !== undefined)
  return Object.fromEntries(set.map(name => [name, check[name](options[name])]))
}
