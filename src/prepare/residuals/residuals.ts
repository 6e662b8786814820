import { WoodburyError } from '../../errors.js'
import type { Model } from '../../model/graph.js'
import { show } from '../../options.js'
import { PREPARES, type PreparedRun } from '../objectives/prepares.js'
import type { FitOptions } from '../options.js'
import { prepareResiduals } from './prepare-residuals.js'
import type { ResidualFunction } from './record.js'

/** What `residuals` returns, for `fit` in the place of data. */
export class Residuals {
  readonly #of: ResidualFunction

  constructor(of: ResidualFunction) {
    this.#of = of
    Object.freeze(this)
  }

  [PREPARES](model: Model, options: FitOptions): PreparedRun {
    return prepareResiduals(model, this.#of, options)
  }
}

/**
 * Residuals with derivatives of a network by its inputs, such as those of a differential equation, for `fit` in the place
 * of data: the sum over the sets of weight × the mean of the residuals' squares is brought down. The function is called
 * once at each `fit`, with values that stand for the network u, the coordinates x of a point and what to compute with,
 * and recorded as plain data. `u.value`, `u.gradient[k]`, `u.second(k)`, `u.laplacian(axes)`; `u.output(k)` of several.
 * @returns what `fit` takes; `result.parameters` has the coefficients made with `m.parameter(name, start)`
 * @throws WoodburyError BAD_OPTION; at `fit` also SHAPE_MISMATCH, EMPTY_DATA, NON_FINITE_INPUT and NON_FINITE_MODEL
 * @example fit(net, residuals((u, x, m) => [{ points, residual: m.add(u.laplacian(), m.sin(x[0])) }]))
 */
export function residuals(of: ResidualFunction): Residuals {
  if (typeof of === 'function') return new Residuals(of)
  throw new WoodburyError(
    'BAD_OPTION',
    `residuals: it is given ${show(of)}. Pass a function (u, x, m) => sets, each { points, residual, weight }.`,
  )
}
