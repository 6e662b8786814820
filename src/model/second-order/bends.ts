import { exp } from '../../portable.js'
import { type FloatArray, viewOf } from '../../runtime/dtype.js'
import type { Activation, GraphNode } from '../graph.js'
import type { Site } from '../layers/layer.js'

const sigmoid = (a: number) => (a >= 0 ? 1 / (1 + exp(-a)) : exp(a) / (1 + exp(a)))

const INVERSE_ROOT_2PI = 0.3989422804014327

/** φ″ by what a forward sweep leaves of φ(a) and φ′(a), and by a where those do not tell it. */
const second: Readonly<Record<Activation, (value: number, slope: number, a: number) => number>> = {
  linear: () => 0,
  relu: () => 0,
  leakyRelu: () => 0,
  tanh: (value, slope) => -2 * value * slope,
  sigmoid: (value, slope) => slope * (1 - 2 * value),
  softplus: (_value, slope) => slope * (1 - slope),
  sin: value => -value,
  gelu: (_value, _slope, a) => INVERSE_ROOT_2PI * exp((-a * a) / 2) * (2 - a * a),
  silu(_value, _slope, a) {
    const s = sigmoid(a)
    return s * (1 - s) * (2 + a * (1 - 2 * s))
  },
}

/** Whether the products of a node are to be kept for its φ″. */
export const bendsByProduct = (node: GraphNode): boolean =>
  node.kind === 'dense' && (node.activation === 'gelu' || node.activation === 'silu')

/** bend ← bend ∘ φ″ at what the last forward sweep left of a node with an activation; θ as there. */
export function multiplyBend(node: GraphNode, site: Site, bend: number, theta: number, samples: number): void {
  if (!('activation' in node)) return
  const { kernels, units, value, slope, product } = site
  const view = (offset: number): FloatArray => viewOf(kernels.dtype, kernels.buffer, offset, samples * units)
  const [out, values, slopes] = [view(bend), view(value), view(slope)]
  const before = view(node.kind === 'activation' ? site.inputs[0] : product)
  const hasBias = node.kind === 'dense' && node.bias && product !== value
  const bias = hasBias ? viewOf(kernels.dtype, kernels.buffer, theta + site.slots[1], units) : undefined
  const of = second[node.activation]
  for (let k = 0; k < out.length; k++) out[k] *= of(values[k], slopes[k], before[k] + (bias ? bias[k % units] : 0))
}
