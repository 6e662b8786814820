import { viewOf } from '../../runtime/dtype.js'
import type { LayerAt } from '../layerwise.js'
import { inputSide } from './kronecker-options.js'

/** The inputs of a layer with a 1 behind each where it has a bias: copied to `to`, unless they are all there is. */
export function withOnes({ kernels, graph, sites }: LayerAt, k: number, samples: number, to: number): number {
  const [inputs] = graph.nodes[k].inputUnits
  const [H] = sites[k].inputs
  const n = inputSide(graph.nodes[k])
  if (n === inputs) return H
  kernels.copyColumns([to, n], [H, inputs], inputs, samples, false)
  const all = viewOf(kernels.dtype, kernels.buffer, to, samples * n)
  for (let i = inputs; i < all.length; i += n) all[i] = 1
  return to
}
