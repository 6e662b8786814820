import { WoodburyError } from '../errors.js'
import { placeOf, range } from '../model/feed.js'
import type { Workspace } from '../step/workspace.js'
import type { LoopPlan } from './plan.js'

/**
 * Residuals of every point at θ, of a run that has just begun on such.
 * @throws WoodburyError NON_FINITE_MODEL that names the set and the point of the first that is not finite
 */
export function checkFirstResiduals({ sets, training }: LoopPlan, workspace: Workspace, theta: number): void {
  if (!sets) return
  const { count, inputs } = training
  const given = inputs[inputs.length - 1]
  const setOf = (place: number) => given[(place * given.length) / count]
  workspace.loss(theta, training, range(0, count), ([{ outputs, m }], part) => {
    for (let i = 0; i < part.count * m; i++) {
      if (Number.isFinite(outputs.z[i])) continue
      const place = placeOf(part, Math.floor(i / m))
      const set = setOf(place)
      let first = place
      while (first > 0 && setOf(first - 1) === set) first--
      const point = inputs.slice(0, -1).flatMap(data => {
        const units = data.length / count
        return Array.from(data.subarray(place * units, (place + 1) * units))
      })
      throw new WoodburyError(
        'NON_FINITE_MODEL',
        `residuals: ${m > 1 ? `residual ${i % m}` : 'the residual'} of ${sets[set]} is ${outputs.z[i]} at the start, at point ${place - first} (${point.join(', ')}). Leave such points out, or write it so that it is finite there.`,
        { set: sets[set], point: place - first, coordinates: point },
      )
    }
  })
}
