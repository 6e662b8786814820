import { WoodburyError } from '../errors.js'
import { type CurveFit, curveFitOf } from './curve-fit.js'
import { numbersOf } from './data/numbers.js'
import { type CurveData, type Points, settlePoints } from './data/points.js'
import { solveWithErrorsInX } from './errors-in-x.js'
import { type AnyModel, type Model, modelOf, settleModel, startOf } from './model/settle-model.js'
import { type AnyCurveOptions, type CurveOptions, settleCurveOptions } from './options.js'
import { indexOf, settleParameters, type Values } from './parameters.js'
import { bootstrapOf } from './result/bootstrap.js'
import { errorsOf } from './result/fit.js'
import { profileOf } from './result/profile.js'
import { solveCurve } from './solve-curve.js'

const WHERE = 'fitCurve'

/**
 * Fits a curve to points by least squares, in this thread and in float64.
 *
 * @param named the model: an expression ("a*exp(-b*x)+c"), a list of them for several outputs, a ready-made model, or `(x, p, m?) => y`
 * @param data `{ x, y, sigma?, weights? }`, or a list of such for a fit of all together; never written to
 * @throws WoodburyError BAD_MODEL, SHAPE_MISMATCH, NON_FINITE_INPUT, NON_FINITE_MODEL (at the start: point and parameters named), BAD_OPTION
 * @example fitCurve('a*exp(-b*x) + c', { x, y }, { start: { a: 1, b: 0.1, c: 0 } }).parameters.b
 */
export function fitCurve<P extends Values>(
  named: Model<P>,
  data: CurveData | readonly CurveData[],
  options: CurveOptions<P> = {},
): CurveFit {
  return fitModel(named, data, options as AnyCurveOptions)
}

/** The same, the type of p forgotten. */
function fitModel(named: AnyModel, data: CurveData | readonly CurveData[], options: AnyCurveOptions): CurveFit {
  const settled = settleCurveOptions(options, WHERE)
  const given: readonly CurveData[] = Array.isArray(data) ? data : [data as CurveData]
  if (given.length === 0)
    throw new WoodburyError('EMPTY_DATA', `${WHERE}: the list of data sets is empty. Pass at least one.`)
  const points = given.map(set => settlePoints(set, options.missing ?? 'error', WHERE))
  const model = modelOf(named)
  const own = settleParameters(startOf(model, points[0][0], options.start, WHERE), options, WHERE)
  const known = settleModel(model, own, points[0][0].columns.length, options, WHERE)
  const hasSigma = given.some(({ sigma }) => sigma !== undefined)
  const task = { model: known, own, points, hasSigma, options, settled, where: WHERE }
  const sigmaX = sigmaXOf(given, points)
  const solved = sigmaX
    ? solveWithErrorsInX(task, sigmaX, at => known.curve(at, known.outputs === undefined ? -1 : 0))
    : solveCurve(task)
  const { findings, engine, minimum, sharing, problem } = solved
  const saved = {
    expressions: known.expressions,
    variables: options.variables,
    ties: options.ties,
    columns: points[0][0].columns.length,
    places: sharing.places?.map(place => Array.from(place)),
    ownNames: own.names,
    meanSquareSigma: problem.meanSquareSigma,
  }
  return curveFitOf(findings, saved, known, {
    profile(name, level) {
      const { names, form } = sharing.parameters
      const k = indexOf(name, names, form, 'profile', WHERE)
      const { errors, degreesOfFreedom } = findings
      const variance = errors === 'absolute' ? null : findings.variance
      return profileOf(engine, minimum, k, { level, error: errorsOf(findings)[k], variance, degreesOfFreedom })
    },
    bootstrap: (level, samples, seed) => bootstrapOf(engine, minimum.p, { level, samples, seed }),
  })
}

/** σ of x by row; undefined where none was given. */
function sigmaXOf(data: readonly CurveData[], points: readonly (readonly Points[])[]): Float64Array | undefined {
  const given = data.find(({ sigmaX }) => sigmaX !== undefined)?.sigmaX
  if (given === undefined) return undefined
  const [[{ columns, factor, y, indices }]] = points
  if (data.length > 1 || points[0].length > 1 || columns.length > 1 || factor)
    throw new WoodburyError(
      'BAD_OPTION',
      `${WHERE}: sigmaX goes with one x and one y, and without a covariance. Leave it out.`,
    )
  const all = typeof given === 'number' ? new Float64Array(y.length).fill(given) : numbersOf(given, WHERE, 'sigmaX')
  const kept = typeof given === 'number' || !indices ? all : Float64Array.from(indices, row => all[row])
  if (kept.length !== y.length)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${WHERE}: sigmaX has ${all.length} values, y has ${y.length}. Pass one a point.`,
    )
  const index = kept.findIndex(value => !(value >= 0 && value < Number.POSITIVE_INFINITY))
  if (index < 0) return kept
  throw new WoodburyError(
    'BAD_OPTION',
    `${WHERE}: sigmaX at index ${index} is ${kept[index]}. Pass a standard deviation.`,
    { index },
  )
}
