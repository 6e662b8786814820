import { WoodburyError } from '../errors.js'
import { show } from '../options.js'
import { type CurveData, type Points, settlePoints } from './data/points.js'
import { BLOCK } from './engine/residuals.js'
import type { Curve } from './model/curve.js'
import { type Model, settleModel } from './model/settle-model.js'
import { type CurveOptions, checkFields } from './options.js'
import { inForm, settleParameters, type Values } from './parameters.js'
import type { InForm } from './result/fit.js'

/** How a Jacobian compares with differences of the model, column by column. */
export interface JacobianCheck {
  /** Parameters whose columns are wrong, by name. */
  readonly wrongColumns: readonly string[]
  /** ‖given − differences‖ of each column as a share of the larger. */
  readonly errors: InForm<number>
}

/** What correct derivatives may differ from extrapolated differences. */
const LARGEST_ERROR = 1e-5
const WHERE = 'checkJacobian'

/**
 * Compares `options.jacobian` with differences of the model at `options.start`; looks at one output, the first.
 * @throws WoodburyError BAD_OPTION without a jacobian or start, and as `fitCurve`
 */
export function checkJacobian<P extends Values>(
  model: Model<P>,
  data: CurveData,
  options: CurveOptions<P>,
): JacobianCheck {
  checkFields(options, WHERE)
  const { jacobian, start, missing = 'error' } = options
  if (!jacobian || start === undefined)
    throw new WoodburyError('BAD_OPTION', `${WHERE}: pass both jacobian and start, as to fitCurve.`)
  if (typeof model !== 'function')
    throw new WoodburyError(
      'BAD_MODEL',
      `${WHERE}: the model is ${show(model)}. Pass a function: others have exact derivatives.`,
    )
  const all = settlePoints(data, missing, WHERE)
  const points = all[0]
  const parameters = settleParameters(start, options, WHERE)
  const curveWith = (given: CurveOptions<P>['jacobian']) =>
    settleModel(model, parameters, points.columns.length, { ...options, jacobian: given as never }, WHERE).curve(
      points,
      all.length > 1 ? 0 : -1,
    )
  const given = columnsOf(curveWith(jacobian), parameters.start, points)
  const seen = columnsOf(curveWith(undefined), parameters.start, points)
  const errors = given.map((column, k) => distance(column, seen[k]))
  return {
    errors: inForm(parameters, errors) as InForm<number>,
    wrongColumns: parameters.names.filter((_, k) => !(errors[k] <= LARGEST_ERROR)),
  }
}

function columnsOf(curve: Curve, p: Float64Array, { y }: Points): Float64Array[] {
  const columns = Array.from(p, () => new Float64Array(y.length))
  const f = new Float64Array(BLOCK)
  const J = new Float64Array(BLOCK * p.length)
  for (let from = 0; from < y.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, y.length)
    curve.linearise(p, from, to, f, J, BLOCK)
    columns.forEach((column, k) => {
      column.set(J.subarray(k * BLOCK, k * BLOCK + to - from), from)
    })
  }
  return columns
}

function distance(a: Float64Array, b: Float64Array): number {
  let apart = 0
  let length = 0
  for (let row = 0; row < a.length; row++) {
    apart += (a[row] - b[row]) ** 2
    length += Math.max(a[row] ** 2, b[row] ** 2)
  }
  return length === 0 ? 0 : Math.sqrt(apart / length)
}
