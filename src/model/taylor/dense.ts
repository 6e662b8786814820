import { type FloatArray, viewOf } from '../../runtime/dtype.js'
import { isFrozen } from '../graph.js'
import { requireInputs } from '../layers/inputs.js'
import type { DeltaSite, Layer, Site } from '../layers/layer.js'
import { rowProducts } from '../layers/row-products.js'
import { ActivationChannels } from './activation-channels.js'
import { positionsOf } from './channels.js'
import type { TaylorDenseNode } from './nodes.js'

const channelsOf = ({ phi, channels }: TaylorDenseNode) => new ActivationChannels(phi, channels)

/** Positions T of a sample, and the widths of one position. */
function shapeOf(node: TaylorDenseNode, site: Site) {
  const T = positionsOf(node.channels)
  return { T, units: site.units / T, inputs: (site.inputUnits[0] as number) / T, x: site.inputs[0] as number }
}

/** out ← x V on every channel, + v in the value's. */
function image(node: TaylorDenseNode, site: Site, v: number, out: number, samples: number): void {
  const { kernels, slots } = site
  const { T, units, inputs, x } = shapeOf(node, site)
  kernels.matmul('NN', [samples * T, units, inputs], [x, inputs], [v + slots[0], units], [out, units], false)
  if (node.bias) kernels.addBias([out, T * units], v + slots[1], units, samples)
}

function activate(node: TaylorDenseNode, site: Site, samples: number): void {
  if (node.phi !== 'linear') channelsOf(node).forward(site, shapeOf(node, site).units, samples)
}

function fromSamples(
  node: TaylorDenseNode,
  site: Site,
  E: number,
  out: number,
  samples: number,
  accumulate: boolean,
): void {
  const { kernels, slots } = site
  const { T, units, inputs, x } = shapeOf(node, site)
  const kernel = [out + slots[0], units] as const
  kernels.matmul('TN', [inputs, units, samples * T], [x, inputs], [E, units], kernel, accumulate)
  if (node.bias) kernels.columnSum(out + slots[1], [E, T * units], samples, units, accumulate)
}

/**
 * J[r, p − from] ← ∂s_r/∂θ_p for `count` rows from row `first` and the columns `from` … `to` of the layer's own: a kernel's
 * is Σ_t x_t δ_t over the channels t of the row's sample, a bias's the δ of the value.
 */
function jacobian(
  node: TaylorDenseNode,
  site: Site,
  { delta, q }: Pick<DeltaSite, 'delta' | 'q'>,
  [first, count]: readonly [number, number],
  [from, to]: readonly [number, number],
  [J, ldj]: readonly [number, number],
): void {
  const { kernels } = site
  const { T, units, inputs, x } = shapeOf(node, site)
  const view = (offset: number, length: number): FloatArray => viewOf(kernels.dtype, kernels.buffer, offset, length)
  const D = view(delta, (first + count) * T * units)
  const X = view(x, Math.ceil((first + count) / q) * T * inputs)
  const out = view(J, (count - 1) * ldj + to - from)
  for (let r = 0; r < count; r++) {
    const d = (first + r) * T * units
    const h = Math.floor((first + r) / q) * T * inputs
    let i = Math.floor(from / units)
    let o = from - i * units
    for (let at = r * ldj; at < r * ldj + to - from; at++) {
      let sum = 0
      if (i < inputs) for (let t = 0; t < T; t++) sum += X[h + t * inputs + i] * D[d + t * units + o]
      else sum = D[d + o]
      out[at] = sum
      if (++o < units) continue
      o = 0
      i++
    }
  }
}

/**
 * h = φ(x W + b) with derivatives by the inputs of the graph: a weight-shared layer with the channels as its positions, the
 * bias in the value's alone. After `backward`, `delta` is ∂s/∂(x W + b) of every channel.
 */
export const taylorDense: Layer<TaylorDenseNode> = {
  units(node, inputUnits) {
    requireInputs(node, inputUnits, 1)
    return positionsOf(node.channels) * node.units
  },

  parameters(node, inputUnits) {
    const inputs = (inputUnits[0] as number) / positionsOf(node.channels)
    const kernel = { name: 'kernel', shape: [inputs, node.units] } as const
    return node.bias ? [kernel, { name: 'bias', shape: [node.units] }] : [kernel]
  },

  positions: node => positionsOf(node.channels),
  needsSlope: node => node.phi !== 'linear',
  readsSlope: true,
  needsProduct: node => node.phi !== 'linear',

  forward(node, site, theta, samples) {
    image(node, site, theta, site.product, samples)
    activate(node, site, samples)
  },

  tangent(node, site, { tangent, inputTangents }, theta, v, samples) {
    const { kernels, slots } = site
    const { T, units, inputs } = shapeOf(node, site)
    const moves = !isFrozen(node)
    if (moves) image(node, site, v, tangent, samples)
    const below = inputTangents[0] as number
    if (below !== 0) {
      const W = [theta + slots[0], units] as const
      kernels.matmul('NN', [samples * T, units, inputs], [below, inputs], W, [tangent, units], moves)
    }
    if (node.phi !== 'linear') channelsOf(node).tangent(site, tangent, units, samples)
  },

  backward(node, site, deltas, theta) {
    const { kernels, slots } = site
    const { T, units, inputs } = shapeOf(node, site)
    const { delta, inputDeltas, accumulate, rows } = deltas
    if (node.phi !== 'linear') channelsOf(node).backward(site, deltas, units)
    const below = inputDeltas[0] as number
    if (below === 0) return
    const W = [theta + slots[0], units] as const
    kernels.matmul('NT', [rows * T, inputs, units], [delta, units], W, [below, inputs], accumulate[0] as boolean)
  },

  parameterised: {
    activate: (node, site, _theta, samples) => activate(node, site, samples),

    gram(node, site, deltas, K, [work, length], accumulate) {
      const { kernels } = site
      const { units, inputs } = shapeOf(node, site)
      const { rows } = deltas
      const columns = units * (inputs + (node.bias ? 1 : 0))
      const most = Math.max(1, Math.floor(length / rows))
      for (let from = 0; from < columns; from += most) {
        const to = Math.min(from + most, columns)
        jacobian(node, site, deltas, [0, rows], [from, to], [work, to - from])
        kernels.syrk(false, rows, to - from, [work, to - from], [K, rows], accumulate || from > 0)
      }
    },

    ...rowProducts({ image, fromSamples }),

    rows(node, site, deltas, from, count, J, ldj) {
      const { units, inputs } = shapeOf(node, site)
      const columns = units * (inputs + (node.bias ? 1 : 0))
      const place = J + site.slots[0]
      jacobian(node, site, deltas, [from, count], [0, columns], [place, ldj])
    },
  },
}
