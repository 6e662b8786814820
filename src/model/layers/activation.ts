import type { ActivationNode } from '../graph.js'
import { requireInputs } from './inputs.js'
import type { Layer } from './layer.js'

/** h = φ(x), element-wise, without parameters. */
export const activation: Layer<ActivationNode> = {
  units(node, inputUnits) {
    requireInputs(node, inputUnits, 1)
    return inputUnits[0] as number
  },
  parameters: () => [],
  needsSlope: node => node.activation !== 'linear',

  forward(node, { kernels, units, value, inputs, slope }, _theta, samples) {
    kernels.activation(node.activation, inputs[0] as number, 0, value, slope, units, samples)
  },

  tangent(node, { kernels, units, slope }, { tangent, inputTangents, linear }, _theta, _v, samples) {
    kernels.copyColumns([tangent, units], [inputTangents[0] as number, units], units, samples, false)
    if (node.activation === 'linear') return
    if (linear !== 0) kernels.copyColumns([linear, units], [tangent, units], units, samples, false)
    kernels.mulRows([tangent, units], [slope, units], 1, units, samples)
  },

  backwardTangent(node, { kernels, units, slope }, { delta, inputDeltas, accumulate, rows }, { linear, bend }) {
    const below = inputDeltas[0] as number
    if (below === 0) return
    if (node.activation !== 'linear') {
      kernels.mulRows([delta, units], [slope, units], 1, units, rows)
      kernels.mulRows([linear, units], [bend, units], 1, units, rows)
      kernels.axpy(1, linear, delta, rows * units)
    }
    kernels.copyColumns([below, units], [delta, units], units, rows, accumulate[0] as boolean)
  },

  backward(node, { kernels, units, slope }, { delta, inputDeltas, accumulate, rows, q }) {
    const below = inputDeltas[0] as number
    if (below === 0) return
    if (node.activation !== 'linear') kernels.mulRows([delta, units], [slope, units], q, units, rows)
    kernels.copyColumns([below, units], [delta, units], units, rows, accumulate[0] as boolean)
  },
}
