import type { Batch } from '../../model/feed.js'
import type { DeltaSite } from '../../model/layers/layer.js'
import { slotsOf } from '../../model/shapes.js'
import { sizeOf } from '../../runtime/dtype.js'
import { Factor } from '../../solve/factor.js'
import { factoredLayers } from '../kronecker/kronecker-options.js'
import type { LayerAt } from '../layerwise.js'
import { alongRows, combineRows, gramOf, type RowSet, rowSet } from './row-set.js'

/**
 * One block a layer made of all rows of a look, U (R × n) of N samples, and F = U Uᵀ/N + λ I with its factor:
 * (Uᵀ U/N + λ I)⁻¹ V = (V − Uᵀ F⁻¹ U V/N)/λ, and of V = Uᵀ s/N + w θ without forming it
 * w θ/λ + Uᵀ F⁻¹ (s − w U θ/λ)/N.
 */
export class ExactBlocks {
  readonly layers: readonly number[]
  /** Samples of the rows. */
  samples = 0
  #sets = new Map<number, RowSet>()
  #lambda = 0

  constructor(readonly at: LayerAt) {
    this.layers = factoredLayers(at.graph)
  }

  get rows(): number {
    return this.samples * this.at.graph.outputs.length
  }

  /** The rows of a layer. */
  set(k: number): RowSet {
    return this.#sets.get(k) as RowSet
  }

  /** The rows from now on: those of a batch whose values and δ lie in the cache, or where `copied` those handed over before. */
  use(samples: number, deltas?: readonly DeltaSite[]): void {
    const { arrays, sites, graph } = this.at
    this.samples = samples
    this.#sets = new Map(
      this.layers.map(k => {
        const D = deltas ? deltas[k].delta : arrays[`D.${k}`]
        const H = deltas ? sites[k].inputs[0] : arrays[`H.${k}`]
        return [k, rowSet(this.at, k, D, H, samples, graph.outputs.length)]
      }),
    )
  }

  /** Copies of the rows in use take their place, for batches to come. */
  keep(): void {
    const { kernels, arrays, graph, dtype } = this.at
    const bytes = new Uint8Array(kernels.buffer)
    for (const [k, { deltas, site }] of this.#sets) {
      const { units, inputUnits } = graph.nodes[k]
      bytes.copyWithin(arrays[`D.${k}`], deltas.delta, deltas.delta + this.rows * units * sizeOf(dtype))
      const [H] = site.inputs
      bytes.copyWithin(arrays[`H.${k}`], H, H + this.samples * inputUnits[0] * sizeOf(dtype))
    }
    this.use(this.samples)
  }

  /** K of every layer. */
  gram(): void {
    const { clock, arrays } = this.at
    clock.time('gram', () => {
      for (const [k, set] of this.#sets) gramOf(this.at, set, arrays[`K.${k}`])
    })
  }

  /** The factors under λ. Returns whether all are there. */
  factor(lambda: number): boolean {
    this.#lambda = lambda
    const { clock, arrays } = this.at
    const { samples, rows } = this
    if (samples === 0) return false
    return clock.time('factor', () =>
      this.layers.every(k => this.#factorOf(k).of(arrays[`K.${k}`], rows, 1 / samples, lambda) < 0),
    )
  }

  #factorOf(k: number): Factor {
    const { kernels, float64, arrays } = this.at
    return new Factor(kernels, float64, arrays[`factor.${k}`])
  }

  /** The gradient of the batch, Uᵀ s/N, from its rows. Returns its squared norm. */
  formGradient({ count }: Batch): number {
    const { at } = this
    const { kernels, arrays, clock, gradient, graph, dtype } = at
    this.#view(arrays.weights).set(at.rowWeights.subarray(0, this.rows).map(s => s / count))
    return clock.time('gradient', () => {
      let squares = 0
      for (const [k, set] of this.#sets) {
        const { offset, count: numbers } = slotsOf(graph, k)
        const V = gradient + offset * sizeOf(dtype)
        combineRows(at, set, arrays.weights, V)
        squares += kernels.sumSquares(V, numbers)
      }
      return squares
    })
  }

  /** ‖g‖² by K, without g. */
  squaresByGram({ count }: Batch): number {
    const { at, rows } = this
    const { kernels, arrays, clock } = at
    this.#view(arrays.weights).set(at.rowWeights.subarray(0, rows))
    return clock.time('gradient', () =>
      this.layers.reduce((sum, k) => {
        const squares = kernels.quadratic([arrays[`K.${k}`], rows], rows, arrays.weights)
        return sum + Math.max(squares, 0) / count ** 2
      }, 0),
    )
  }

  /**
   * u ← (Uᵀ U/N + λ I)⁻¹ (g + w θ) of every layer, g that of the rows themselves. Returns (g + w θ)ᵀ u. `seen` hears F⁻¹ s/N of a layer.
   */
  applyAll(theta: number, w: number, u: number, seen?: (k: number, c: Float64Array) => void): number {
    const { at, rows, samples } = this
    const { kernels, arrays, graph, dtype } = at
    const s = at.rowWeights
    const c = this.#view(arrays.solution)
    const moved = this.#view(arrays.weights)
    let along = 0
    for (const [k, set] of this.#sets) {
      const { offset, count } = slotsOf(graph, k)
      const start = offset * sizeOf(dtype)
      if (w > 0) alongRows(at, set, theta + start, arrays.weights)
      else moved.fill(0)
      for (let r = 0; r < rows; r++) {
        moved[r] = s[r] - (w * moved[r]) / this.#lambda
        c[r] = moved[r] / samples
      }
      at.clock.time('solve', () => this.#factorOf(k).solve(rows, arrays.solution))
      if (seen) seen(k, w > 0 ? this.#pure(k) : c)
      // U u = s − N λ c.
      for (let r = 0; r < rows; r++) along += (s[r] / samples) * (s[r] - samples * this.#lambda * c[r])
      combineRows(at, set, arrays.solution, u + start)
      if (w === 0) continue
      kernels.axpy(w / this.#lambda, theta + start, u + start, count)
      along += w * kernels.dot(theta + start, u + start, count)
    }
    return along
  }

  /** F⁻¹ s/N of a layer. */
  #pure(k: number): Float64Array {
    const { at, rows, samples } = this
    const c = this.#view(at.arrays.weights)
    for (let r = 0; r < rows; r++) c[r] = at.rowWeights[r] / samples
    this.#factorOf(k).solve(rows, at.arrays.weights)
    return c
  }

  /** V ← Uᵀ x of a layer. */
  combine(k: number, x: Float64Array, V: number): void {
    const { arrays } = this.at
    this.#view(arrays.solution).set(x)
    combineRows(this.at, this.set(k), arrays.solution, V)
  }

  /** Byte offset of (Uᵀ U/N + λ I)⁻¹ V of a layer. */
  apply(k: number, V: number, n: number, units: number): number {
    const { at, rows, samples } = this
    const { kernels, arrays } = at
    const set = this.set(k)
    alongRows(at, set, V, arrays.solution)
    this.#factorOf(k).solve(rows, arrays.solution)
    const t = this.#view(arrays.solution)
    for (let r = 0; r < rows; r++) t[r] /= samples
    combineRows(at, set, arrays.solution, arrays.layer)
    kernels.axpby(1 / this.#lambda, V, -1 / this.#lambda, arrays.layer, arrays.layer, n * units)
    return arrays.layer
  }

  #view(offset: number): Float64Array {
    return new Float64Array(this.at.kernels.buffer, offset, this.rows)
  }
}
