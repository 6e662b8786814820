import { type FloatArray, sizeOf, viewOf } from '../../runtime/dtype.js'
import type { Activation } from '../graph.js'
import type { DeltaSite, Site } from '../layers/layer.js'
import { type Channels, positionsOf, summands } from './channels.js'
import { type Curve, curves } from './curves.js'

/**
 * φ on every channel of a node, element by element, `columns` = units of the function it carries:
 *   h = φ(a), h_k = φ′ a_k, h_S = φ′ a_S + φ″ Σ_{k∈S} a_k²
 * for a first derivative k and a sum S of second ones; its adjoint, and its derivative along a tangent. Of the derivatives
 * of φ those that the channels want lie in `site.slope` after `forward`, samples × columns each.
 */
export class ActivationChannels {
  readonly #positions: number
  readonly #sums: readonly (readonly number[])[]
  readonly #curve: Curve

  constructor(
    readonly phi: Activation,
    readonly channels: Channels,
  ) {
    this.#positions = positionsOf(channels)
    this.#sums = summands(channels)
    this.#curve = curves[phi] as Curve
  }

  /** Derivatives of φ that `forward` keeps. */
  get #kept(): number {
    return Math.min(this.#positions, this.#sums.length > 0 ? 3 : 2)
  }

  #table(site: Site, order: number, samples: number, columns: number): FloatArray {
    const { kernels, slope } = site
    const length = samples * columns
    return viewOf(kernels.dtype, kernels.buffer, slope + (order - 1) * length * sizeOf(kernels.dtype), length)
  }

  #channels(site: Site, offset: number, samples: number, columns: number): FloatArray {
    const { kernels } = site
    return viewOf(kernels.dtype, kernels.buffer, offset, samples * this.#positions * columns)
  }

  /** value ← φ(product), which may be the same place. */
  forward(site: Site, columns: number, samples: number): void {
    const { kernels, product, value, slope } = site
    const T = this.#positions
    if (T === 1) {
      kernels.activation(this.phi, product, 0, value, slope, columns, samples)
      return
    }
    const first = this.#table(site, 1, samples, columns)
    const second = this.#table(site, 2, samples, columns)
    kernels.copyColumns([second.byteOffset, columns], [product, T * columns], columns, samples, false)
    kernels.activation(this.phi, second.byteOffset, 0, second.byteOffset, first.byteOffset, columns, samples)
    const third = this.#kept > 2 ? this.#table(site, 3, samples, columns) : undefined
    const A = this.#channels(site, product, samples, columns)
    const H = this.#channels(site, value, samples, columns)
    const sums = this.#sums
    const axes = this.channels.first.length
    const curve = this.#curve
    for (let i = 0; i < samples; i++)
      for (let c = 0; c < columns; c++) {
        const at = i * T * columns + c
        const e = i * columns + c
        const a = A[at]
        const h = second[e]
        const s = first[e]
        const bend = curve.second(a, h, s)
        for (let S = 0; S < sums.length; S++) {
          const place = at + (1 + axes + S) * columns
          let squares = 0
          for (const k of sums[S]) squares += A[at + k * columns] * A[at + k * columns]
          H[place] = s * A[place] + bend * squares
        }
        for (let k = 1; k <= axes; k++) H[at + k * columns] = s * A[at + k * columns]
        second[e] = bend
        if (third) third[e] = curve.third(a, h, s)
        H[at] = h
      }
  }

  /** δ ← its adjoint: from ∂/∂h of every channel to ∂/∂a, in place. After `forward`, which kept a in `product`. */
  backward(site: Site, { delta, rows, q }: Pick<DeltaSite, 'delta' | 'rows' | 'q'>, columns: number): void {
    const { kernels } = site
    const samples = rows / q
    const T = this.#positions
    if (T === 1) {
      kernels.mulRows([delta, columns], [site.slope, columns], q, columns, rows)
      return
    }
    const tables = [1, 2, 3].map(order =>
      order <= this.#kept ? this.#table(site, order, samples, columns) : undefined,
    )
    const [first, second, third] = tables as [FloatArray, FloatArray, FloatArray | undefined]
    const A = this.#channels(site, site.product, samples, columns)
    const D = viewOf(kernels.dtype, kernels.buffer, delta, rows * T * columns)
    const sums = this.#sums
    const axes = this.channels.first.length
    for (let r = 0; r < rows; r++) {
      const i = Math.floor(r / q)
      for (let c = 0; c < columns; c++) {
        const at = i * T * columns + c
        const to = r * T * columns + c
        const e = i * columns + c
        const s = first[e]
        const bend = second[e]
        let value = s * D[to]
        for (let k = 1; k <= axes; k++) {
          const place = k * columns
          const seed = D[to + place]
          value += bend * A[at + place] * seed
          D[to + place] = s * seed
        }
        for (let S = 0; S < sums.length; S++) {
          const place = (1 + axes + S) * columns
          const seed = D[to + place]
          let squares = 0
          for (const k of sums[S]) {
            const along = A[at + k * columns]
            squares += along * along
            D[to + k * columns] += 2 * bend * along * seed
          }
          value += (bend * A[at + place] + (third as FloatArray)[e] * squares) * seed
          D[to + place] = s * seed
        }
        D[to] = value
      }
    }
  }

  /** tangent ← that of h where a moves along it, in place. After `forward`, which kept a in `product`. */
  tangent(site: Site, tangent: number, columns: number, samples: number): void {
    const { kernels } = site
    const T = this.#positions
    if (T === 1) {
      kernels.mulRows([tangent, columns], [site.slope, columns], 1, columns, samples)
      return
    }
    const tables = [1, 2, 3].map(order =>
      order <= this.#kept ? this.#table(site, order, samples, columns) : undefined,
    )
    const [first, second, third] = tables as [FloatArray, FloatArray, FloatArray | undefined]
    const A = this.#channels(site, site.product, samples, columns)
    const V = this.#channels(site, tangent, samples, columns)
    const sums = this.#sums
    const axes = this.channels.first.length
    for (let i = 0; i < samples; i++)
      for (let c = 0; c < columns; c++) {
        const at = i * T * columns + c
        const e = i * columns + c
        const s = first[e]
        const bend = second[e]
        const moved = V[at]
        for (let S = 0; S < sums.length; S++) {
          const place = at + (1 + axes + S) * columns
          let squares = 0
          let along = 0
          for (const k of sums[S]) {
            squares += A[at + k * columns] * A[at + k * columns]
            along += A[at + k * columns] * V[at + k * columns]
          }
          V[place] = s * V[place] + bend * (moved * A[place] + 2 * along) + (third as FloatArray)[e] * moved * squares
        }
        for (let k = 1; k <= axes; k++) {
          const place = at + k * columns
          V[place] = s * V[place] + bend * moved * A[place]
        }
        V[at] = s * moved
      }
  }
}
