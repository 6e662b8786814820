import { viewOf } from '../../../runtime/dtype.js'
import { dot } from '../../../vectors.js'
import type { LayerAt } from '../../layerwise.js'
import type { Pair } from './double-damping.js'

/** Products of small vectors with matrices in linear memory, through `vector` and `product`, each as long as the widest layer. */
export class Vectors {
  constructor(readonly at: LayerAt) {}

  view(offset: number, length: number) {
    const { dtype, kernels } = this.at
    return viewOf(dtype, kernels.buffer, offset, length)
  }

  /** vᵀ M, M: n × columns. */
  times(v: Float64Array, M: number, columns: number): Float64Array {
    const { kernels, arrays } = this.at
    const { vector, product } = arrays
    const n = v.length
    this.view(vector, n).set(v)
    kernels.matmul('NN', [1, columns, n], [vector, n], [M, columns], [product, columns], false)
    return Float64Array.from(this.view(product, columns))
  }

  /** Means over the first samples of the columns of a samples × columns matrix; `scale`: what a sum is divided by. */
  means(X: number, samples: number, columns: number, scale: number): Float64Array {
    const { kernels, arrays } = this.at
    kernels.columnSum(arrays.product, [X, columns], samples, columns, false)
    return Float64Array.from(this.view(arrays.product, columns), value => value / scale)
  }

  /** H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ, ρ = 1/sᵀy, as H + s wᵀ + w sᵀ, w = ½ (ρ² yᵀH y + ρ) s − ρ H y. */
  updateInverse(H: number, { s, y }: Pair, Hy: Float64Array): void {
    const { kernels, arrays } = this.at
    const n = s.length
    const rho = 1 / dot(s, y)
    const half = (rho * rho * dot(y, Hy) + rho) / 2
    const w = s.map((value, i) => half * value - rho * Hy[i])
    const [left, right] = [arrays.pair, arrays.turned].map(offset => this.view(offset, 2 * n))
    left.set(s)
    left.set(w, n)
    right.set(w)
    right.set(s, n)
    kernels.matmul('TN', [n, n, 2], [arrays.pair, n], [arrays.turned, n], [H, n], true)
  }
}
