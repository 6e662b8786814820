import { PURPOSE } from '../random/purposes.js'
import { stream } from '../random/stream.js'
import { arrayOf, type DType } from '../runtime/dtype.js'
import type { Activation, DenseNode, Initialiser, Parameters } from './graph.js'
import type { ShapedGraph } from './shapes.js'

const rectified: ReadonlySet<Activation> = new Set(['relu', 'leakyRelu', 'gelu', 'silu'])

function methodOf({ init, activation }: DenseNode): Exclude<Initialiser, 'auto'> {
  if (init !== 'auto') return init
  return rectified.has(activation) ? 'he' : 'lecun'
}

/**
 * First parameters of a graph. Biases are 0; kernels [in, out] are drawn as
 *   lecun   normal, std √(1/in)              LeCun, Bottou, Orr & Müller 1998
 *   glorot  uniform in ±√(6/(in + out))      Glorot & Bengio 2010
 *   he      normal, std √(2/in)              He, Zhang, Ren & Sun 2015
 * The k-th dense node draws from its own stream of the seed, so that its numbers depend on no other node.
 */
export function initialise(graph: ShapedGraph, seed: number, dtype: DType): Parameters {
  const params = arrayOf(dtype, graph.parameters)
  let drawn = 0
  for (const { node, slots } of graph.nodes) {
    if (node.kind !== 'dense') continue
    const random = stream(seed, PURPOSE.initialise, drawn++)
    const [{ offset, size, shape }] = slots
    const [inputs, outputs] = shape
    const method = methodOf(node)
    const limit = Math.sqrt(6 / (inputs + outputs))
    const std = Math.sqrt((method === 'he' ? 2 : 1) / inputs)
    for (let at = offset; at < offset + size; at++)
      params[at] = method === 'glorot' ? limit * (2 * random.uniform() - 1) : std * random.normal()
  }
  return params
}
