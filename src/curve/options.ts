import { WoodburyError } from '../errors.js'
import {
  checkNames,
  checkOptions,
  nonNegative,
  oneOf,
  positiveInteger,
  positiveNumber,
  show,
  wholeNumber,
} from '../options.js'
import { hasFields, isObject } from '../plain.js'
import { milliseconds } from '../runtime/timers.js'
import type { Missing } from './data/points.js'
import type { IterationRecord } from './engine/problem.js'
import { type RowLossName, rowLosses } from './engine/row-loss.js'
import type { Tolerance } from './engine/stopping.js'
import type { ModelOptions } from './model/settle-model.js'
import type { ParameterOptions, Values } from './parameters.js'

/** What any fit may be told; see `fitCurve` and `leastSquares` for what each adds. */
export interface FitOptions extends ParameterOptions {
  /** How residuals count; beyond `lossScale` (in units of sigma where there is one) they count less. */
  readonly loss?: 'linear' | RowLossName
  readonly lossScale?: number
  /** Quantities of the parameters with errors, as expressions: `{ fwhm: '2.3548*s' }`. */
  readonly derived?: Readonly<Record<string, string>>
  /** Follows the model's curvature to second order (geodesic acceleration): fewer steps along narrow curved valleys, an evaluation more for each. */
  readonly geodesic?: boolean
  /**
   * Fits from this many starts, the given one and others, and keeps the best. Others are drawn evenly within the bounds; where a
   * parameter is open on a side they come from the data, and for `leastSquares`, which has none, from about its start. Never worse
   * than the given start alone; 1, and 8 where start is `'auto'`.
   */
  readonly starts?: number
  readonly seed?: number
  /** All relative. Defaults: gradient 1e-11 (cosine between residuals and a column), step 1e-13, cost 1e-20. */
  readonly tolerance?: Partial<Tolerance>
  readonly maxEvaluations?: number
  readonly seconds?: number
  readonly signal?: AbortSignal
  readonly onIteration?: (record: IterationRecord) => void
}

export interface CurveOptions<P extends Values = Values> extends FitOptions, ModelOptions<P> {
  /**
   * Start values; a ready-made model finds its own. `'auto'` takes the names in an expression that are no variables as parameters,
   * and fits from the best of many points drawn from the data.
   */
  readonly start?: P | 'auto'
  /** `'omit'` leaves points with NaN out; `'error'` refuses them. */
  readonly missing?: Missing
  /** With several data sets: the parameters that all have in common. Others become one a set, `a_1`, `a_2` … */
  readonly shared?: readonly string[]
  /**
   * Parameters that enter linearly, solved for at every step instead of being searched (variable projection): their names, or
   * `'auto'` to find them in an expression. Their start does not matter.
   */
  readonly linear?: 'auto' | readonly (string | number)[]
  /**
   * Fits of 20,000 points and more begin with some of the rows, 2,000 and then eight times as many, drawn by `seed`; the end is
   * that of all rows. A number is the rows of the first subset, however many points there are; `false` leaves subsets out.
   */
  readonly subsample?: 'auto' | false | number
  /** `'poisson'` for counts: the deviance is made least, and errors are absolute. */
  readonly likelihood?: 'poisson'
}

/** Options whose p may have any form. */
export type AnyCurveOptions = Omit<CurveOptions, 'jacobian'> & ModelOptions<never>

export interface SettledOptions {
  readonly loss: 'linear' | RowLossName
  readonly lossScale: number
  readonly geodesic: boolean
  readonly starts: number
  readonly seed: number
  readonly subsample: 'auto' | false | number
  readonly tolerance: Tolerance
  readonly maxEvaluations: number
  readonly seconds: number
  readonly began: number
  readonly signal: AbortSignal | undefined
  readonly onIteration: ((record: IterationRecord) => void) | undefined
}

const KNOWN = [
  'start',
  'lower',
  'upper',
  'fixed',
  'ties',
  'ordered',
  'typicalSize',
  'loss',
  'lossScale',
  'derived',
  'geodesic',
  'starts',
  'seed',
  'tolerance',
  'maxEvaluations',
  'seconds',
  'signal',
  'onIteration',
]

const CURVE_ONLY = ['variables', 'jacobian', 'missing', 'shared', 'likelihood', 'linear', 'subsample']

/** Names from SciPy, lmfit, R and ml-levenberg-marquardt. */
const HINTS = {
  p0: 'start',
  initialValues: 'start',
  parameters: 'start',
  bounds: 'lower',
  minValues: 'lower',
  maxValues: 'upper',
  vary: 'fixed',
  expr: 'ties',
  maxIterations: 'maxEvaluations',
  maxfev: 'maxEvaluations',
  maxIter: 'maxEvaluations',
  ftol: 'tolerance',
  xtol: 'tolerance',
  gtol: 'tolerance',
  errorTolerance: 'tolerance',
  timeout: 'seconds',
  geodesicAcceleration: 'geodesic',
  f_scale: 'lossScale',
  jac: 'jacobian',
  jacobianFunction: 'jacobian',
  nan_policy: 'missing',
}

const TOLERANCE: Tolerance = { gradient: 1e-11, step: 1e-13, cost: 1e-20 }
const MOST_EVALUATIONS = 4000
/** Starts where none is given. */
const AUTO_STARTS = 8

export const settleCurveOptions = (options: FitOptions, where: string): SettledOptions =>
  settleOptions(options, CURVE_ONLY, where)

/** @throws WoodburyError BAD_OPTION that names the option, what was met and what is expected */
export function settleOptions(
  options: FitOptions & Pick<CurveOptions, 'subsample'>,
  more: readonly string[],
  where: string,
): SettledOptions {
  checkOptions(where, [...KNOWN, ...more], options, HINTS)
  const {
    loss = 'linear',
    lossScale = 1,
    geodesic = false,
    starts = 'start' in options && options.start === 'auto' ? AUTO_STARTS : 1,
    seed = 0,
    subsample = 'auto',
    tolerance = {},
    maxEvaluations,
    seconds,
    signal,
  } = options
  checkKinds(options, where)
  checkNames(where, 'tolerance', Object.keys(TOLERANCE), tolerance)
  const relative = (name: keyof Tolerance) =>
    nonNegative(where, `tolerance.${name}`, tolerance[name] ?? TOLERANCE[name])
  const names = ['linear', ...Object.keys(rowLosses)] as ('linear' | RowLossName)[]
  return {
    loss: oneOf(where, 'loss', loss, names, {
      soft_l1: 'softL1',
      bisquare: 'tukey',
      squared: 'linear',
      lorentzian: 'cauchy',
    }),
    lossScale: positiveNumber(where, 'lossScale', lossScale),
    geodesic,
    starts: positiveInteger(where, 'starts', starts),
    seed: wholeNumber(where, 'seed', seed),
    subsample,
    tolerance: { gradient: relative('gradient'), step: relative('step'), cost: relative('cost') },
    maxEvaluations:
      maxEvaluations === undefined ? MOST_EVALUATIONS : positiveInteger(where, 'maxEvaluations', maxEvaluations),
    seconds: seconds === undefined ? Number.POSITIVE_INFINITY : positiveNumber(where, 'seconds', seconds),
    began: milliseconds(),
    signal,
    onIteration: options.onIteration,
  }
}

/** @throws WoodburyError BAD_OPTION unless options are an object of fields */
export function checkFields(options: unknown, where: string): void {
  if (!hasFields(options))
    throw new WoodburyError('BAD_OPTION', `${where}: options are ${show(options)}. Pass an object of options.`)
}

type Kind = readonly [expected: string, is: (value: unknown) => boolean]

const LIST: Kind = ['a list of names', Array.isArray]
const RECORD: Kind = ['an object by name', hasFields]
const FUNCTION: Kind = ['a function', value => typeof value === 'function']

const KINDS: Readonly<Record<string, Kind>> = {
  fixed: LIST,
  ordered: LIST,
  variables: LIST,
  shared: LIST,
  linear: ['"auto" or a list of names', value => value === 'auto' || Array.isArray(value)],
  subsample: [
    '"auto", false, or how many rows to begin with',
    value => value === 'auto' || value === false || (Number.isSafeInteger(value) && Number(value) > 0),
  ],
  ties: RECORD,
  derived: RECORD,
  tolerance: ['an object such as { gradient: 1e-8 }', hasFields],
  geodesic: ['true or false', value => typeof value === 'boolean'],
  jacobian: FUNCTION,
  onIteration: FUNCTION,
  signal: ['an AbortSignal', value => isObject(value) && typeof value.aborted === 'boolean'],
}

/** Refuses what would be read as something else, such as the letters of a text. */
function checkKinds(options: object, where: string): void {
  for (const option in KINDS) {
    const [expected, is] = KINDS[option]
    const value = (options as Readonly<Record<string, unknown>>)[option]
    if (value !== undefined && !is(value))
      throw new WoodburyError('BAD_OPTION', `${where}: ${option} is ${show(value)}. Pass ${expected}.`, { option })
  }
}
