import { seedGradient } from '../../model/heads.js'
import { layerOf } from '../../model/layers/table.js'
import type { Sweeps } from './sweeps.js'

/**
 * ‖g_i‖² of every sample, g_i the gradient of its weighted loss: Σ_l ‖δ_l‖² (‖h_l‖² + 1), the 1 where there is a bias
 * (Goodfellow 2015). Exact while every layer's parameters are used once a sample. No gradient is formed: a forward and a
 * backward sweep, and two passes over their values.
 */
export function gradientNorms(sweeps: Sweeps): Float64Array {
  const { graph, room, lin } = sweeps
  const result = new Float64Array(lin.samples.count)
  sweeps.each((part, bound) => {
    const { kernels, sites, buffer } = bound
    seedGradient(bound.heads, lin.samples, part, 1)
    const deltas = sweeps.backward(part, bound)
    const sums = new Float64Array(buffer, room.sums, part.count)
    const squares = (at: number, units: number): Float64Array => {
      sums.fill(0)
      kernels.rowDot(room.sums, [at, units], [at, units], 1, units, part.count)
      return sums
    }
    graph.nodes.forEach(({ node, units, slots }, k) => {
      if (!layerOf(node).parameterised) return
      const ofDeltas = squares(deltas[k].delta, units).slice()
      const ofInputs = squares(sites[k].inputs[0], sites[k].inputUnits[0])
      const bias = slots.length > 1 ? 1 : 0
      for (let i = 0; i < part.count; i++) result[part.start + i] += ofDeltas[i] * (ofInputs[i] + bias)
    })
  })
  return result
}
