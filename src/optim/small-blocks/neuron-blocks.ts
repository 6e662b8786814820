import type { DeltaSite } from '../../model/layers/layer.js'
import { sizeOf, viewOf } from '../../runtime/dtype.js'
import { FamilyKernels } from '../../runtime/family-kernels.js'
import { inputSide } from '../kronecker/kronecker-options.js'
import { withOnes } from '../kronecker/with-ones.js'
import type { LayerAt } from '../layerwise.js'
import { type Blocks, weighted } from './averaged-blocks.js'

/** A block a neuron, F_o = Σ_i δ_io² h_i h_iᵀ/N, and the Cholesky factors of all. */
export class NeuronBlocks implements Blocks {
  readonly #family: FamilyKernels

  constructor(readonly at: LayerAt) {
    this.#family = new FamilyKernels(at.executor, 'float64')
  }

  mix(k: number, { delta, rows, q }: DeltaSite, samples: number, share: number): void {
    const { kernels, graph, arrays, dtype } = this.at
    const { units } = graph.nodes[k]
    const n = inputSide(graph.nodes[k])
    const D = viewOf(dtype, kernels.buffer, delta, rows * units)
    const weights = new Float64Array(kernels.buffer, arrays.weights, samples)
    const augmented = withOnes(this.at, k, samples, arrays.augmented)
    for (let o = 0; o < units; o++) {
      for (let i = 0; i < samples; i++) {
        let sum = 0
        for (let a = 0; a < q; a++) sum += D[(i * q + a) * units + o] ** 2
        weights[i] = Math.sqrt(sum)
      }
      weighted(this.at, augmented, n, samples)
      const F = arrays[`A.${k}`] + o * n * n * sizeOf(dtype)
      kernels.axpby(share, F, (1 - share) / samples, arrays.batchFactor, F, n * n)
    }
  }

  invert(k: number, lambda: number): boolean {
    const { kernels, graph, arrays, dtype } = this.at
    const { units } = graph.nodes[k]
    const n = inputSide(graph.nodes[k])
    const [F, L] = [arrays[`A.${k}`], arrays[`factors.${k}`]]
    for (let o = 0; o < units; o++)
      kernels.shifted([F + o * n * n * sizeOf(dtype), n], [L + o * n * n * 8, n], n, 1, lambda)
    this.#family.factorSmall(L, n, units, arrays.status)
    return new Float64Array(kernels.buffer, arrays.status, units).every(pivot => pivot < 0)
  }

  apply(k: number, V: number, n: number, units: number): number {
    const { kernels, arrays, dtype } = this.at
    const from = viewOf(dtype, kernels.buffer, V, n * units)
    const to = viewOf(dtype, kernels.buffer, arrays.layer, n * units)
    const X = new Float64Array(kernels.buffer, arrays.columns, units * n)
    for (let o = 0; o < units; o++) for (let i = 0; i < n; i++) X[o * n + i] = from[i * units + o]
    this.#family.solveSmall(arrays[`factors.${k}`], n, units, arrays.columns)
    for (let o = 0; o < units; o++) for (let i = 0; i < n; i++) to[i * units + o] = X[o * n + i]
    return arrays.layer
  }
}
