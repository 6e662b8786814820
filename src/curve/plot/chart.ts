import { WoodburyError } from '../../errors.js'
import { hasFields } from '../../plain.js'
import type { CurveFit } from '../curve-fit.js'
import { isList, numbersOf } from '../data/numbers.js'
import { type CurveData, type Points, settlePoints } from '../data/points.js'
import { extentOf, isWide } from './axis.js'
import type { SettledPlot } from './plot-options.js'

/** One output of one data set, and what the fit says of it. */
export interface Series {
  readonly name: string
  /** Where its points stand: the input, or of several inputs what was fitted. */
  readonly x: ArrayLike<number> & Iterable<number>
  readonly y: Float64Array
  /** Observed less fitted. */
  readonly residuals: Float64Array
  readonly sigma: Float64Array | undefined
  readonly line: Line
  readonly band: { readonly x: readonly number[]; readonly lower: readonly number[]; readonly upper: readonly number[] }
}

export interface Line {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

export interface Chart {
  readonly series: readonly Series[]
  /** Whether x is what was fitted, since the inputs are several. */
  readonly isObservedFitted: boolean
  readonly logX: boolean
}

interface Part {
  readonly points: Points
  readonly sigma: Float64Array | undefined
  readonly name: string
  readonly place: { readonly set: number; readonly output?: number }
}

/** Points of the line, and of the band, across each pixel. */
const LINE_STEPS = 2
const BAND_STEPS = 0.5

/** @throws WoodburyError BAD_OPTION for what is no fit of a curve, and what the data are refused for */
export function chartOf(
  fit: CurveFit,
  data: CurveData | readonly CurveData[],
  plot: SettledPlot,
  where: string,
): Chart {
  const sets: readonly CurveData[] = Array.isArray(data) ? data : [data as CurveData]
  if (sets.length === 0)
    throw new WoodburyError('EMPTY_DATA', `${where}: the list of data sets is empty. Pass at least one.`)
  const parts = sets.flatMap((set, k) => partsOf(set, k, sets.length, where))
  if (parts.some(({ points }) => points.columns.length > 1)) return observedFitted(fit, parts)
  const logX = isWide(extentOf(parts.map(({ points }) => points.columns[0])))
  const series = parts.map(part => {
    const x = part.points.columns[0]
    const extent = extentOf([x])
    const curve = (steps: number) => {
      const at = evenly(extent, Math.round(steps * plot.width), logX)
      return { at, asked: part.points.lists ? at.map(value => [value]) : at }
    }
    const line = curve(LINE_STEPS)
    return {
      ...seriesOf(fit, part, x),
      line: { x: line.at, y: fit.predict(line.asked, part.place) },
      band: plot.band === 'none' ? NO_BAND : bandAt(curve(BAND_STEPS), fit, part, plot.band),
    }
  })
  return { series, isObservedFitted: false, logX }
}

const NO_BAND = { x: [], lower: [], upper: [] }

function partsOf(set: CurveData, k: number, sets: number, where: string): Part[] {
  return settlePoints(set, 'omit', where).map((points, output, { length }) => ({
    points,
    sigma: sigmaOf(set, points, length > 1 ? output : undefined, where),
    name: [sets > 1 ? `set ${k + 1}` : '', length > 1 ? `output ${output + 1}` : ''].filter(Boolean).join(', '),
    place: { set: k, ...(length > 1 && { output }) },
  }))
}

/** The standard deviations of the points that are left. */
function sigmaOf(
  { sigma }: CurveData,
  { y, indices }: Points,
  output: number | undefined,
  where: string,
): Float64Array | undefined {
  if (sigma === undefined) return undefined
  if (typeof sigma === 'number') return new Float64Array(y.length).fill(sigma)
  const own = output !== undefined && isList(sigma[0]) ? sigma[output] : sigma
  const values = numbersOf(own, where, 'sigma')
  return Float64Array.from(y, (_, row) => values[indices?.[row] ?? row])
}

function seriesOf(fit: CurveFit, part: Part, x: Series['x'] | undefined): Omit<Series, 'line' | 'band'> {
  const { points, sigma, name, place } = part
  const { y, columns, lists } = points
  const inputs = lists ? Array.from(y, (_, row) => columns.map(column => column[row])) : columns[0]
  const fitted = fit.predict(inputs, place)
  return { name, x: x ?? fitted, y, sigma, residuals: y.map((value, row) => value - fitted[row]) }
}

/** Limits of the curve where they are numbers: without degrees of freedom there are none. */
function bandAt(
  { at, asked }: { at: number[]; asked: CurveData['x'] },
  fit: CurveFit,
  { place }: Part,
  band: 'confidence' | 'prediction',
): Series['band'] {
  const { lower, upper } = fit.predict(asked, { ...place, band })
  const known = at.map((_, k) => k).filter(k => Number.isFinite(lower[k]) && Number.isFinite(upper[k]))
  return { x: known.map(k => at[k]), lower: known.map(k => lower[k]), upper: known.map(k => upper[k]) }
}

/** Several inputs have no one axis: observed stands over fitted, beside the line on which both are the same. */
function observedFitted(fit: CurveFit, parts: readonly Part[]): Chart {
  const bare = parts.map(part => seriesOf(fit, part, undefined))
  const ends = extentOf(bare.flatMap(({ x, y }) => [x, y]))
  const series = bare.map((one, k) => ({
    ...one,
    line: k === 0 ? { x: ends, y: ends } : { x: [], y: [] },
    band: NO_BAND,
  }))
  return { series, isObservedFitted: true, logX: false }
}

/** Values from end to end, evenly as the axis shows them. */
function evenly([least, most]: readonly [number, number], steps: number, log: boolean): number[] {
  if (least === most) return [least]
  return Array.from({ length: steps + 1 }, (_, k) => {
    const share = k / steps
    const value = log ? least * (most / least) ** share : least + share * (most - least)
    return Math.min(Math.max(value, least), most)
  })
}

/** @throws WoodburyError BAD_OPTION for what cannot predict, as the result of leastSquares */
export function checkFit(fit: unknown, where: string): asserts fit is CurveFit {
  if (hasFields(fit) && typeof fit.predict === 'function' && typeof fit.report === 'function') return
  throw new WoodburyError('BAD_OPTION', `${where}: this is no fitted curve. Pass what fitCurve or loadFit returned.`)
}
