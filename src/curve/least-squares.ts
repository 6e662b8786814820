import { WoodburyError } from '../errors.js'
import { show } from '../options.js'
import { conclude } from './conclude.js'
import { listed } from './data/listed.js'
import { robust } from './engine/row-loss.js'
import { minimiseFromStarts } from './engine/runs/from-starts.js'
import { settleDerived } from './model/settle-model.js'
import { type ResidualFunction, VectorResiduals } from './model/vector-residuals.js'
import { type FitOptions, settleOptions } from './options.js'
import { settleParameters, type Values } from './parameters.js'
import { type Fit, fitOf, type HistoryRecord } from './result/fit.js'
import { isSound, lookAt } from './result/soundness.js'

export interface LeastSquaresOptions<P = never> extends Omit<FitOptions, 'ties'> {
  /** A list of ∂r/∂p for every residual, or only the entries that are not 0; else differences. */
  readonly jacobian?: (p: P) => ArrayLike<ArrayLike<number>> | SparseJacobian
}

/** Entries of a Jacobian by place: three lists of one length. */
export interface SparseJacobian {
  readonly rows: ArrayLike<number>
  readonly columns: ArrayLike<number>
  readonly values: ArrayLike<number>
}

const WHERE = 'leastSquares'

/**
 * Makes the squares of residuals least: calibration, kinematics, whatever is no curve. In this thread and in float64.
 *
 * @param residuals of all of them, given the parameters in the form of `start`; the same number every time
 * @throws WoodburyError BAD_MODEL for what it returns or throws, NON_FINITE_MODEL at the start, BAD_OPTION
 * @example leastSquares(p => points.map(([x, y]) => Math.hypot(x - p[0], y - p[1]) - p[2]), [0, 0, 1])
 */
export function leastSquares<P extends Values>(
  residuals: ResidualFunction<P>,
  start: P,
  options: LeastSquaresOptions<P> = {},
): Fit {
  const settled = settleOptions(options, ['jacobian'], WHERE)
  if (typeof residuals !== 'function')
    throw new WoodburyError(
      'BAD_MODEL',
      `${WHERE}: residuals is ${show(residuals)}. Pass a function p => list of residuals.`,
    )
  const parameters = settleParameters(start, options, WHERE)
  const vector = new VectorResiduals(residuals as never, options.jacobian as never, parameters, WHERE)
  const free = parameters.fixed.filter(isFixed => !isFixed).length
  if (vector.rows < free)
    throw new WoodburyError(
      'BAD_OPTION',
      `${WHERE}: ${vector.rows} residuals cannot determine ${free} parameters. Return more residuals, or fix some parameters.`,
    )
  const first = new Float64Array(vector.rows)
  vector.values(parameters.start, 0, vector.rows, first)
  const history: HistoryRecord[] = []
  const look = lookAt(parameters, vector.rows)
  const minimum = minimiseFromStarts(
    {
      ...settled,
      residuals: vector,
      start: parameters.start,
      box: parameters.box,
      typical: parameters.typical,
      loss: settled.loss === 'linear' ? undefined : robust(settled.loss, settled.lossScale),
      onIteration(record) {
        history.push({ iteration: record.iteration, cost: 2 * record.cost, lambda: record.lambda })
        settled.onIteration?.(record)
      },
    },
    settled,
    found => isSound(found, look),
    broken => {
      const at = parameters.names.map((name, k) => `${name} = ${parameters.start[k]}`).join(', ')
      const valueless = first.findIndex(residual => !Number.isFinite(residual))
      const index = valueless < 0 ? broken : valueless
      const what = index < 0 ? 'the sum of squares' : `${valueless < 0 ? 'a derivative of ' : ''}residual ${index}`
      throw new WoodburyError(
        'NON_FINITE_MODEL',
        `${WHERE}: ${what} is not finite for the start ${at}. Start where all residuals are finite numbers.`,
        { index },
      )
    },
  )
  const last = new Float64Array(vector.rows)
  vector.values(minimum.p, 0, vector.rows, last)
  return fitOf(
    conclude(minimum, {
      parameters,
      rows: vector.rows,
      ties: [],
      derived: settleDerived(options.derived, parameters, WHERE),
      absolute: false,
      logScale: 0,
      totalSquares: undefined,
      look,
      rss: length(last) ** 2,
      hasLoss: settled.loss !== 'linear',
      saturated: undefined,
      residuals: listed(last),
      history,
      derivatives: vector.derivatives,
    }),
  )
}

function length(v: Float64Array): number {
  let squares = 0
  for (const value of v) squares += value * value
  return Math.sqrt(squares)
}
