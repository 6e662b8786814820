import { copied } from './background/copied.js'
import type { CurveFit } from './curve-fit.js'
import type { CurveData } from './data/points.js'
import { fitModel } from './fit-model.js'
import { loadFit } from './load-fit.js'
import { type AnyModel, type Model, modelOf } from './model/settle-model.js'
import { type AnyCurveOptions, type CurveOptions, checkFields, settleCurveOptions } from './options.js'
import type { Values } from './parameters.js'

const BACKGROUND = 'fitCurve.inBackground'

/**
 * Fits a curve to points by least squares, in this thread and in float64.
 *
 * @param named the model: an expression ("a*exp(-b*x)+c"), a list of them for several outputs, a ready-made model, or `(x, p, m?) => y`
 * @param data `{ x, y, sigma?, weights? }`, or a list of such for a fit of all together; never written to
 * @throws WoodburyError BAD_MODEL, SHAPE_MISMATCH, NON_FINITE_INPUT, NON_FINITE_MODEL (at the start: point and parameters named), BAD_OPTION
 * @example fitCurve('a*exp(-b*x) + c', { x, y }, { start: { a: 1, b: 0.1, c: 0 } }).parameters.b
 */
function fitHere<P extends Values>(
  named: Model<P>,
  data: CurveData | readonly CurveData[],
  options: CurveOptions<P> = {},
): CurveFit {
  return fitModel(named, data, options as AnyCurveOptions)
}

/**
 * The same fit in a worker, where there are any: an expression or a ready-made model, since functions cannot leave this thread.
 * `onIteration` is called here. An abort resolves with what was reached; where memory is not shared with workers, iterations and
 * history are counted from there. Without workers it computes here, once the caller has gone on, and nothing but `seconds`,
 * `maxEvaluations` and `onIteration` can stop it.
 *
 * @param data copied at the call
 * @throws WoodburyError (as a rejection) as `fitCurve`; BAD_MODEL for functions, WORKER_LOST where the worker ended
 */
async function inBackground<P extends Values>(
  named: Exclude<Model<P>, (...args: never) => unknown>,
  data: CurveData | readonly CurveData[],
  options: Omit<CurveOptions<P>, 'jacobian'> = {},
): Promise<CurveFit> {
  const model = modelOf(named as AnyModel)
  checkFields(options, BACKGROUND)
  const { jacobian, ...given } = options as AnyCurveOptions
  const { signal, onIteration } = settleCurveOptions(given, BACKGROUND)
  const own = copied({ data, options: { ...given, signal: undefined } }, BACKGROUND)
  const { fitInBackground } = await import('./background/in-background.js')
  return fitInBackground({
    model,
    ...own,
    hasJacobian: jacobian !== undefined,
    signal,
    onIteration,
    fitHere: (watched, from) => fitModel(model, own.data, { ...own.options, ...watched }, from),
    loadFit,
  })
}

export const fitCurve = /* @__PURE__ */ Object.assign(fitHere, { inBackground })
