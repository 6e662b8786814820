import { sizeOf } from '../../runtime/dtype.js'
import type { ConcatNode } from '../graph.js'
import { requireSeveral } from './inputs.js'
import type { Layer } from './layer.js'

/** h = [x_0, x_1, …]: each input gets its columns of δ back. */
export const concat: Layer<ConcatNode> = {
  units(node, inputUnits) {
    requireSeveral(node, inputUnits)
    return inputUnits.reduce((a, b) => a + b, 0)
  },
  parameters: () => [],
  needsSlope: () => false,

  forward(_node, { kernels, units, inputUnits, value, inputs }, _theta, samples) {
    let at = value
    inputs.forEach((x, k) => {
      const columns = inputUnits[k] as number
      kernels.copyColumns([at, units], [x, columns], columns, samples, false)
      at += columns * sizeOf(kernels.dtype)
    })
  },

  tangent(_node, { kernels, units, inputUnits }, { tangent, inputTangents }, _theta, _v, samples) {
    if (inputTangents.includes(0)) kernels.scale(0, tangent, samples * units)
    let at = tangent
    inputTangents.forEach((below, k) => {
      const columns = inputUnits[k] as number
      if (below !== 0) kernels.copyColumns([at, units], [below, columns], columns, samples, false)
      at += columns * sizeOf(kernels.dtype)
    })
  },

  backward(_node, { kernels, units, inputUnits }, { delta, inputDeltas, accumulate, rows }) {
    let at = delta
    inputDeltas.forEach((below, k) => {
      const columns = inputUnits[k] as number
      if (below !== 0) kernels.copyColumns([below, columns], [at, units], columns, rows, accumulate[k] as boolean)
      at += columns * sizeOf(kernels.dtype)
    })
  },
}
