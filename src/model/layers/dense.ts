import { sizeOf } from '../../runtime/dtype.js'
import { type DenseNode, isFrozen } from '../graph.js'
import { requireInputs } from './inputs.js'
import type { DeltaSite, Layer, Site } from './layer.js'
import { rowProducts } from './row-products.js'

const kernelOf = (site: Site) => site.slots[0] as number
const biasOf = (site: Site) => site.slots[1] as number
const inputOf = (site: Site): [offset: number, columns: number] => [
  site.inputs[0] as number,
  site.inputUnits[0] as number,
]

function activate(node: DenseNode, site: Site, theta: number, samples: number): void {
  const { kernels, units, product, value, slope } = site
  if (node.activation === 'linear' && !node.bias && product === value) return
  kernels.activation(node.activation, product, node.bias ? theta + biasOf(site) : 0, value, slope, units, samples)
}

function image(node: DenseNode, site: Site, v: number, out: number, samples: number): void {
  const { kernels, units } = site
  const [x, inputs] = inputOf(site)
  kernels.matmul('NN', [samples, units, inputs], [x, inputs], [v + kernelOf(site), units], [out, units], false)
  if (node.bias) kernels.addBias([out, units], v + biasOf(site), units, samples)
}

function fromSamples(node: DenseNode, site: Site, E: number, out: number, samples: number, accumulate: boolean): void {
  const { kernels, units } = site
  const [h, inputs] = inputOf(site)
  const kernel = [out + kernelOf(site), units] as const
  kernels.matmul('TN', [inputs, units, samples], [h, inputs], [E, units], kernel, accumulate)
  if (node.bias) kernels.columnSum(out + biasOf(site), [E, units], samples, units, accumulate)
}

/**
 * h = φ(x W + b), W: [in, units]. After `backward`, `delta` is δ = ∂s/∂(x W + b), so that the rows of the Jacobian are
 * x ⊗ δ and δ, and its Gram term is (D Dᵀ) ∘ ((X Xᵀ + 1) ⊗ 1): Ren & Goldfarb 2019, layer by layer.
 */
export const dense: Layer<DenseNode> = {
  units(node, inputUnits) {
    requireInputs(node, inputUnits, 1)
    return node.units
  },

  parameters(node, inputUnits) {
    const kernel = { name: 'kernel', shape: [inputUnits[0] as number, node.units] } as const
    return node.bias ? [kernel, { name: 'bias', shape: [node.units] }] : [kernel]
  },

  needsSlope: node => node.activation !== 'linear',

  forward(node, site, theta, samples) {
    const { kernels, units, product } = site
    const [x, inputs] = inputOf(site)
    const W = [theta + kernelOf(site), units] as const
    kernels.matmul('NN', [samples, units, inputs], [x, inputs], W, [product, units], false)
    activate(node, site, theta, samples)
  },

  tangent(node, site, { tangent, inputTangents, linear }, theta, v, samples) {
    const { kernels, units, slope } = site
    const [, inputs] = inputOf(site)
    const moves = !isFrozen(node)
    if (moves) image(node, site, v, tangent, samples)
    const below = inputTangents[0] as number
    if (below !== 0) {
      const W = [theta + kernelOf(site), units] as const
      kernels.matmul('NN', [samples, units, inputs], [below, inputs], W, [tangent, units], moves)
    }
    if (node.activation === 'linear') return
    if (linear !== 0) kernels.copyColumns([linear, units], [tangent, units], units, samples, false)
    kernels.mulRows([tangent, units], [slope, units], 1, units, samples)
  },

  backward(node, site, { delta, inputDeltas, accumulate, rows, q }, theta) {
    const { kernels, units, slope } = site
    const [, inputs] = inputOf(site)
    const D = [delta, units] as const
    if (node.activation !== 'linear') kernels.mulRows(D, [slope, units], q, units, rows)
    const below = inputDeltas[0] as number
    if (below === 0) return
    const W = [theta + kernelOf(site), units] as const
    kernels.matmul('NT', [rows, inputs, units], D, W, [below, inputs], accumulate[0] as boolean)
  },

  backwardTangent(node, site, deltas, { delta, linear, bend }, theta, v) {
    const { kernels, units, slope } = site
    const { delta: D, inputDeltas, accumulate, rows } = deltas
    const [, inputs] = inputOf(site)
    if (node.activation !== 'linear') {
      kernels.mulRows([D, units], [slope, units], 1, units, rows)
      kernels.mulRows([linear, units], [bend, units], 1, units, rows)
      kernels.axpy(1, linear, D, rows * units)
    }
    const below = inputDeltas[0] as number
    if (below === 0) return
    const at = kernelOf(site)
    const form = [rows, inputs, units] as const
    kernels.matmul('NT', form, [D, units], [theta + at, units], [below, inputs], accumulate[0] as boolean)
    if (!isFrozen(node)) kernels.matmul('NT', form, [delta, units], [v + at, units], [below, inputs], true)
  },

  parameterised: {
    activate,

    gram(node, site, { delta, rows, q }, K, inner, accumulate) {
      const { kernels, units } = site
      kernels.gram([K, rows], [delta, units], rows, units, inner, q, node.bias ? 1 : 0, accumulate)
    },

    ...rowProducts({ image, fromSamples }),

    rows(node, site, { delta, q }: DeltaSite, from, count, J, ldj) {
      const { kernels, units } = site
      const [x, inputs] = inputOf(site)
      const size = sizeOf(kernels.dtype)
      const D = [delta + from * units * size, units] as const
      const H = [x + (from / q) * inputs * size, inputs] as const
      kernels.outerRows([J + kernelOf(site), ldj], D, units, H, inputs, q, node.bias, count)
    },
  },
}
