import { WoodburyError } from '../errors.js'
import { checkOptions, fraction, nonNegative, oneOf, positiveInteger, show, wholeNumber } from '../options.js'
import { isObject } from '../plain.js'
import { isList } from './data/numbers.js'
import { type CurveData, settlePoints } from './data/points.js'
import type { Curve } from './model/curve.js'
import type { SettledModel } from './model/settle-model.js'
import { SharedCurve } from './model/shared-curve.js'
import { inForm } from './parameters.js'
import { type Band, type BandKind, bandOf, fitted } from './result/bands.js'
import type { Bootstrapped } from './result/bootstrap.js'
import { type Findings, type Fit, fitOf, type InForm } from './result/fit.js'
import type { Profile } from './result/profile.js'
import { counted, reportOf } from './result/report.js'

export interface PredictOptions {
  /** Limits of the curve itself, or of a new observation. */
  readonly band?: BandKind
  /** The share that a band covers, 0.95. */
  readonly level?: number
  /** Standard deviation of a new observation, for a prediction band where sigma was given; by default the mean square of the data's. */
  readonly sigma?: number
  /** Which data set's parameters, and which output, where there are several. */
  readonly set?: number
  readonly output?: number
}

/** A fitted curve. */
export interface CurveFit extends Fit {
  /** y at new x, in the form that x had in the data; with `band` an object with limits. */
  predict(x: CurveData['x'], options?: PredictOptions & { band?: undefined }): number[]
  predict(x: CurveData['x'], options: PredictOptions & { band: BandKind }): Band
  /** The fit in words, at most 80 columns wide. */
  report(): string
  /**
   * An interval by refitting with the parameter held, right where the standard error is not; null is an open end.
   * @throws WoodburyError BAD_OPTION for an unknown name, NOT_SUPPORTED for a fit that was loaded, which has no data
   */
  profile(name: string | number, level?: number): Profile
  /**
   * Percentile intervals of refits whose errors are drawn again from the residuals; by default 200 of them.
   * @throws WoodburyError NOT_SUPPORTED for a fit that was loaded
   */
  bootstrap(level?: number, options?: { samples?: number; seed?: number }): InForm<[number, number] | null>
  toJSON(): SavedFit
}

/** What needs the data, which a fit that was loaded does not have. */
export interface Refits {
  profile(name: string | number, level: number): Profile
  bootstrap(level: number, samples: number, seed: number): Bootstrapped
}

/** What `loadFit` reads. */
export interface SavedFit extends Findings {
  readonly model: SavedModel
}

/** What a model was written as, and where its parameters are among the fit's. */
export interface SavedModel {
  readonly expressions: readonly string[] | undefined
  /** What a ready-made model is called; undefined for others. */
  readonly name?: string
  readonly variables: readonly string[] | undefined
  readonly ties: Readonly<Record<string, string>> | undefined
  readonly columns: number
  /** For each data set where the model's parameters, `ownNames`, are; undefined where they are all of the fit's. */
  readonly places: readonly (readonly number[])[] | undefined
  readonly ownNames: readonly string[]
  readonly meanSquareSigma: number
}

/** The methods of a fit over what it is made of. */
export function curveFitOf(findings: Findings, model: SavedModel, settled: SettledModel, refits: Refits): CurveFit {
  const p = Float64Array.from(findings.values)
  const { places, columns, meanSquareSigma } = model
  function predict(x: CurveData['x'], options: PredictOptions = {}): number[] & Band {
    const where = 'predict'
    checkOptions(where, ['band', 'level', 'sigma', 'set', 'output'], options)
    const { level = 0.95, set = 0, output = 0, band } = options
    const rows = lengthOf(x)
    const [points] = settlePoints({ x, y: new Float64Array(rows) }, 'error', where)
    if (points.columns.length !== columns)
      throw new WoodburyError(
        'SHAPE_MISMATCH',
        `${where}: x has ${points.columns.length} columns, the model ${columns}. Pass the same inputs.`,
      )
    checkPlace('set', set, places?.length)
    checkPlace('output', output, settled.outputs)
    const own: Curve = settled.curve(
      points,
      settled.outputs === undefined && options.output === undefined ? -1 : output,
    )
    const curve = places ? new SharedCurve(own, Int32Array.from(places[set])) : own
    if (band === undefined) return fitted(curve, p, rows) as number[] & Band
    const kind = oneOf(where, 'band', band, ['confidence', 'prediction'])
    const variance = options.sigma === undefined ? meanSquareSigma : nonNegative(where, 'sigma', options.sigma) ** 2
    return bandOf(curve, p, rows, findings, { kind, level: fraction(where, 'level', level), variance }) as number[] &
      Band
  }
  return Object.assign(fitOf(findings), {
    predict,
    report: () => reportOf(findings, titleOf(findings, model)),
    profile: (name: string | number, level = 0.95) => refits.profile(name, fraction('profile', 'level', level)),
    bootstrap: (level = 0.95, options: { samples?: number; seed?: number } = {}) => {
      checkOptions('bootstrap', ['samples', 'seed'], options)
      const { samples = 200, seed = 0 } = options
      const share = fraction('bootstrap', 'level', level)
      const intervals = refits.bootstrap(
        share,
        positiveInteger('bootstrap', 'samples', samples),
        wholeNumber('bootstrap', 'seed', seed),
      )
      return inForm(findings, intervals as never) as never
    },
    toJSON: () => ({ ...findings, model }),
  })
}

/** Refuses what is no place among `count`; undefined where their number is not known. */
function checkPlace(name: string, place: number, count = Number.POSITIVE_INFINITY): void {
  if (Number.isSafeInteger(place) && place >= 0 && place < count) return
  const last = count < Number.POSITIVE_INFINITY ? `0 to ${count - 1}` : 'its place, from 0 on'
  throw new WoodburyError('BAD_OPTION', `predict: ${name} is ${show(place)}. Pass ${last}.`)
}

const lengthOf = (x: unknown): number => {
  if (isList(x)) return x.length
  if (isObject(x) && Array.isArray(x.shape)) return Number(x.shape[0])
  throw new WoodburyError('SHAPE_MISMATCH', `predict: x is ${show(x)}. Pass a list of new x.`)
}

const titleOf = ({ names, residuals }: Findings, { expressions, name }: SavedModel): string =>
  `Fit of ${name ?? expressions?.join(' and ') ?? 'a function'} to ${counted(residuals.length, 'point')}, ${counted(names.length, 'parameter')}`
