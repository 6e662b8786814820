import type { DeltaSite } from '../../model/layers/layer.js'
import { PositiveInverse } from '../../solve/positive-inverse.js'
import { inputSide } from '../kronecker/kronecker-options.js'
import { withOnes } from '../kronecker/with-ones.js'
import type { LayerAt } from '../layerwise.js'

/** What the blocks of a layer are kept as. */
export interface Blocks {
  /** F ← share · F + (1 − share) · that of the first samples in the cache. */
  mix(k: number, delta: DeltaSite, samples: number, share: number): void
  /** Makes (F + λ I)⁻¹ anew. Returns whether it is positive. */
  invert(k: number, lambda: number): boolean
  /** Byte offset of (F + λ I)⁻¹ V, n × units. */
  apply(k: number, V: number, n: number, units: number): number
}

/** batchFactor ← Σ_i w_i² h_i h_iᵀ, lower triangle, w in `weights`; `augmented` holds the inputs of the layer with their 1. */
export function weighted({ kernels, arrays }: LayerAt, augmented: number, n: number, samples: number): void {
  const { scaled, batchFactor, weights } = arrays
  kernels.combineRows([scaled, n], [augmented, n], weights, 1, n, samples)
  kernels.syrk(true, n, samples, [scaled, n], [batchFactor, n], false)
}

/** One block a layer, F = Σ_i w_i h_i h_iᵀ/N with w_i the mean of δ² over its units, and its inverse. */
export class AveragedBlocks implements Blocks {
  readonly #inverse: PositiveInverse

  constructor(readonly at: LayerAt) {
    const { factor, inverse, product } = at.arrays
    this.#inverse = new PositiveInverse(at.kernels, at.float64, { factor, inverse, product })
  }

  mix(k: number, { delta, rows, q }: DeltaSite, samples: number, share: number): void {
    const { kernels, graph, arrays } = this.at
    const { units } = graph.nodes[k]
    const n = inputSide(graph.nodes[k])
    const squares = new Float64Array(kernels.buffer, arrays.weights, rows).fill(0)
    kernels.rowDot(arrays.weights, [delta, units], [delta, units], 1, units, rows)
    for (let i = 0; i < samples; i++) {
      let sum = 0
      for (let a = 0; a < q; a++) sum += squares[i * q + a]
      squares[i] = Math.sqrt(sum / units)
    }
    weighted(this.at, withOnes(this.at, k, samples, arrays.augmented), n, samples)
    const F = arrays[`A.${k}`]
    kernels.axpby(share, F, (1 - share) / samples, arrays.batchFactor, F, n * n)
  }

  invert(k: number, lambda: number): boolean {
    const { graph, arrays, dtype } = this.at
    return this.#inverse.invert(arrays[`A.${k}`], inputSide(graph.nodes[k]), 1, lambda, arrays[`inverseA.${k}`], dtype)
  }

  apply(k: number, V: number, n: number, units: number): number {
    const { kernels, arrays } = this.at
    kernels.matmul('NN', [n, units, n], [arrays[`inverseA.${k}`], n], [V, units], [arrays.layer, units], false)
    return arrays.layer
  }
}
