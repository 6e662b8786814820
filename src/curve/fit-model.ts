import { WoodburyError } from '../errors.js'
import { type CurveFit, curveFitOf } from './curve-fit.js'
import { numbersOf } from './data/numbers.js'
import { type CurveData, type Points, settlePoints } from './data/points.js'
import { solveWithErrorsInX } from './errors-in-x.js'
import { withOwnBounds } from './model/own-bounds.js'
import { type AnyModel, modelOf, settleModel } from './model/settle-model.js'
import { isUnstarted, startOf } from './model/start-of.js'
import { type AnyCurveOptions, settleCurveOptions } from './options.js'
import { indexOf, settleParameters } from './parameters.js'
import { bootstrapOf } from './result/bootstrap.js'
import { errorsOf } from './result/fit.js'
import { profileOf } from './result/profile.js'
import { solveCurve } from './solve-curve.js'

const WHERE = 'fitCurve'

/**
 * `fitCurve`, the type of p forgotten.
 * @param from values of all parameters to go on from in place of the start, in their order
 */
export function fitModel(
  named: AnyModel,
  data: CurveData | readonly CurveData[],
  told: AnyCurveOptions,
  from?: Float64Array,
): CurveFit {
  const settled = settleCurveOptions(told, WHERE)
  const given: readonly CurveData[] = Array.isArray(data) ? data : [data as CurveData]
  if (given.length === 0)
    throw new WoodburyError('EMPTY_DATA', `${WHERE}: the list of data sets is empty. Pass at least one.`)
  const points = given.map(set => settlePoints(set, told.missing ?? 'error', WHERE))
  const model = modelOf(named)
  const options = withOwnBounds(model, told)
  const own = settleParameters(startOf(model, points[0][0], options, WHERE), options, WHERE)
  const known = settleModel(model, own, points[0][0].columns.length, options, WHERE)
  const hasSigma = given.some(({ sigma }) => sigma !== undefined)
  const task = {
    model: known,
    own,
    points,
    hasSigma,
    options,
    settled,
    where: WHERE,
    isUnstarted: isUnstarted(model, options),
    from,
  }
  const sigmaX = sigmaXOf(given, points)
  const solved = sigmaX
    ? solveWithErrorsInX(task, sigmaX, at => known.curve(at, known.outputs === undefined ? -1 : 0))
    : solveCurve(task)
  const { findings, engine, minimum, sharing, problem } = solved
  const saved = {
    expressions: known.expressions,
    name: known.name,
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
      if (sharing.parameters.fixed[k])
        throw new WoodburyError(
          'BAD_OPTION',
          `profile: ${names[k]} is ${names[k] in (options.ties ?? {}) ? 'tied' : 'fixed'}, so it has no interval of its own. Profile one that is fitted.`,
        )
      const { errors, degreesOfFreedom } = findings
      const variance = errors === 'absolute' ? null : findings.variance
      if (errors === 'scaled' && variance === null) return [null, null]
      return profileOf(engine, minimum, k, { level, error: errorsOf(findings)[k], variance, degreesOfFreedom })
    },
    bootstrap: (level, samples, seed) =>
      bootstrapOf(engine, minimum.p, { level, samples, seed, degreesOfFreedom: findings.degreesOfFreedom }),
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
