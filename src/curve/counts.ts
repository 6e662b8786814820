import { WoodburyError } from '../errors.js'
import { oneOf } from '../options.js'
import type { CurveProblem } from './curve-problem.js'
import { logGamma } from './distributions/log-gamma.js'

/**
 * The counts of all rows, for a Poisson likelihood.
 * @throws WoodburyError BAD_OPTION beside weights, sigma or another loss, and for a y below 0, with its index
 */
export function countsOf(
  likelihood: string,
  { sets, residuals }: CurveProblem,
  loss: string,
  where: string,
): Float64Array {
  oneOf(where, 'likelihood', likelihood, ['poisson'])
  if (loss !== 'linear' || sets.some(({ points }) => points.scale))
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: likelihood "poisson" knows how much counts vary. Leave ${loss === 'linear' ? 'sigma and weights' : 'loss'} out.`,
    )
  const counts = new Float64Array(residuals.rows)
  let at = 0
  for (const { points } of sets) {
    const index = points.y.findIndex(value => value < 0)
    if (index >= 0)
      throw new WoodburyError(
        'BAD_OPTION',
        `${where}: y is ${points.y[index]} at index ${index}. Counts are 0 or more.`,
        { index },
      )
    counts.set(points.y, at)
    at += points.y.length
  }
  return counts
}

/** −2 log L where every count is its own mean. */
export function saturatedDeviance(counts: Float64Array): number {
  let sum = 0
  for (const y of counts) if (y > 0) sum += y - y * Math.log(y) + logGamma(y + 1)
  return 2 * sum
}
