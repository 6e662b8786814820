import { WoodburyError } from '../../errors.js'
import type { AddNode } from '../graph.js'
import { requireSeveral } from './inputs.js'
import type { Layer } from './layer.js'

/** h = Σ x_k: δ passes unchanged to every term. */
export const add: Layer<AddNode> = {
  units(node, inputUnits) {
    requireSeveral(node, inputUnits)
    const [units] = inputUnits as [number]
    const odd = inputUnits.findIndex(width => width !== units)
    if (odd > 0)
      throw new WoodburyError(
        'BAD_MODEL',
        `model: add "${node.name}" joins "${node.from[0]}" of ${units} units with "${node.from[odd]}" of ${inputUnits[odd]}. Give both the same width, or use concat.`,
        { node: node.name, units: inputUnits },
      )
    return units
  },
  parameters: () => [],
  needsSlope: () => false,

  forward(_node, { kernels, units, value, inputs }, _theta, samples) {
    inputs.forEach((x, k) => {
      kernels.copyColumns([value, units], [x, units], units, samples, k > 0)
    })
  },

  tangent(_node, { kernels, units }, { tangent, inputTangents }, _theta, _v, samples) {
    inputTangents
      .filter(below => below !== 0)
      .forEach((below, k) => {
        kernels.copyColumns([tangent, units], [below, units], units, samples, k > 0)
      })
  },

  backward(_node, { kernels, units }, { delta, inputDeltas, accumulate, rows }) {
    inputDeltas.forEach((below, k) => {
      if (below !== 0) kernels.copyColumns([below, units], [delta, units], units, rows, accumulate[k] as boolean)
    })
  },
}
