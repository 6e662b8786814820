import { viewOf } from '../../runtime/dtype.js'
import { requireInputs } from '../layers/inputs.js'
import type { Layer } from '../layers/layer.js'
import { positionsOf } from './channels.js'
import type { TaylorInputNode } from './nodes.js'

/** h = x, or (x − mean)/scale; h_k = e_k, divided by the scale; h_S = 0. Nothing flows further down. */
export const taylorInput: Layer<TaylorInputNode> = {
  units(node, inputUnits) {
    requireInputs(node, inputUnits, 1)
    return positionsOf(node.channels) * (inputUnits[0] as number)
  },
  parameters: () => [],
  needsSlope: () => false,

  forward({ channels, axis, constants }, { kernels, units, inputUnits, value, inputs }, _theta, samples) {
    const [columns] = inputUnits
    const X = viewOf(kernels.dtype, kernels.buffer, inputs[0] as number, samples * columns)
    const H = viewOf(kernels.dtype, kernels.buffer, value, samples * units)
    H.fill(0)
    for (let i = 0; i < samples; i++) {
      for (let c = 0; c < columns; c++) {
        const x = X[i * columns + c]
        H[i * units + c] = constants ? (x - constants.mean[c]) / constants.scale[c] : x
      }
      channels.first.forEach((k, place) => {
        const c = k - axis
        if (c >= 0 && c < columns) H[i * units + (1 + place) * columns + c] = 1 / (constants?.scale[c] ?? 1)
      })
    }
  },

  tangent() {},
  backward() {},
}
