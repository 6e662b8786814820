import type { Minimum } from '../engine/problem.js'
import { converged } from '../engine/stopping.js'
import type { Parameters } from '../parameters.js'
import { type Uncertainty, uncertaintyOf } from './uncertainty.js'

/** The scaled gradient from which on a parameter at its bound would leave the box: far above where runs end. */
const PUSHING = 1e-7

/** What the data say of the parameters at the end of a run. */
export type Look = (minimum: Minimum) => Uncertainty

/**
 * Looks at the runs of one fit, at each once: whether it is sound and what it says ask the same.
 * @param magnitude ‖y/σ‖; by default as each run has it
 */
export function lookAt(parameters: Parameters, rows: number, magnitude?: number): Look {
  const seen = new Map<Minimum, Uncertainty>()
  return minimum => {
    const known = seen.get(minimum)
    if (known) return known
    const found = uncertaintyAt(minimum, parameters, rows, magnitude ?? minimum.magnitude)
    seen.set(minimum, found)
    return found
  }
}

/** Whether a run converged to parameters that the data determine. */
export function isSound(minimum: Minimum, look: Look): boolean {
  if (!converged(minimum.stopped)) return false
  const { causes } = look(minimum)
  return !causes.some(cause => cause?.kind === 'notIdentifiable' || cause?.kind === 'stuckAtStart')
}

function uncertaintyAt(minimum: Minimum, parameters: Parameters, rows: number, magnitude: number): Uncertainty {
  const { p, linear, cost } = minimum
  const { names, start, fixed, box } = parameters
  return uncertaintyOf({
    R: linear.qr.R,
    norms: linear.norms,
    names,
    p,
    start,
    fixed,
    atBound: names.map((_, k) => {
      const isThere = p[k] === box.lower[k] || p[k] === box.upper[k] || hasEqual(p, k, box.order)
      // A bound that nothing pushes against holds nothing: what the data leave open is then marked for that.
      return isThere && Math.abs(linear.gradient[k]) > PUSHING * linear.norms[k] * Math.sqrt(2 * cost)
    }),
    variance: (2 * cost) / Math.max(1, rows - names.length),
    // By the size that it had as well: an answer of 0 to rounding is no parameter without effect.
    leastNorm: k => (start[k] === 0 ? 0 : (1e-13 * magnitude) / Math.max(Math.abs(p[k]), Math.abs(start[k]))),
  })
}

/** Whether an order holds a parameter at another's value. */
const hasEqual = (p: Float64Array, k: number, order: Int32Array | undefined) =>
  order?.includes(k) === true && order.some(other => other !== k && p[other] === p[k])
