import { viewOf } from '../../runtime/dtype.js'
import type { Layer } from '../layers/layer.js'
import type { CoefficientsNode } from './nodes.js'

/** h = c for every sample; its rows are the δ themselves. */
export const coefficients: Layer<CoefficientsNode> = {
  units: node => node.units,
  parameters: node => [{ name: 'bias', shape: [node.units] }],
  positions: () => 0,
  needsSlope: () => false,

  forward(_node, { kernels, units, value, slots }, theta, samples) {
    const c = viewOf(kernels.dtype, kernels.buffer, theta + slots[0], units)
    const H = viewOf(kernels.dtype, kernels.buffer, value, samples * units)
    for (let i = 0; i < samples; i++) H.set(c, i * units)
  },

  tangent(node, site, { tangent }, _theta, v, samples) {
    coefficients.forward(node, { ...site, value: tangent }, v, samples)
  },

  backward() {},

  parameterised: {
    activate() {},

    gram(_node, { kernels, units }, { delta, rows }, K, _inner, accumulate) {
      kernels.syrk(false, rows, units, [delta, units], [K, rows], accumulate)
    },

    jvp(_node, { kernels, units, slots }, { delta, rows }, v, out) {
      const D = viewOf(kernels.dtype, kernels.buffer, delta, rows * units)
      const c = viewOf(kernels.dtype, kernels.buffer, v + slots[0], units)
      const sums = new Float64Array(kernels.buffer, out, rows)
      for (let r = 0; r < rows; r++) for (let k = 0; k < units; k++) sums[r] += D[r * units + k] * c[k]
    },

    vjp(_node, { kernels, units, slots }, { delta, rows }, x, out, _work, _samples, accumulate) {
      const D = viewOf(kernels.dtype, kernels.buffer, delta, rows * units)
      const g = viewOf(kernels.dtype, kernels.buffer, out + slots[0], units)
      const factors = new Float64Array(kernels.buffer, x, rows)
      for (let k = 0; k < units; k++) {
        let sum = accumulate ? g[k] : 0
        for (let r = 0; r < rows; r++) sum += factors[r] * D[r * units + k]
        g[k] = sum
      }
    },

    fromSamples(_node, { kernels, units, slots }, E, out, samples, accumulate) {
      kernels.columnSum(out + slots[0], [E, units], samples, units, accumulate)
    },

    image(node, site, v, out, samples) {
      coefficients.forward(node, { ...site, value: out }, v, samples)
    },

    rows(_node, { kernels, units, slots }, { delta }, from, count, J, ldj) {
      const D = viewOf(kernels.dtype, kernels.buffer, delta, (from + count) * units)
      const out = viewOf(kernels.dtype, kernels.buffer, J + slots[0], (count - 1) * ldj + units)
      for (let r = 0; r < count; r++) out.set(D.subarray((from + r) * units, (from + r + 1) * units), r * ldj)
    },
  },
}
