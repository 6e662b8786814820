import { type DType, viewOf } from '../runtime/dtype.js'
import type { Kernels } from '../runtime/kernels.js'
import { Factor } from './factor.js'
import { largestFactor, leading } from './leading.js'

/** Rows of the triangular inverse that are found at a time: the rest is matrix products. */
const BLOCK = 48

/** Numbers in float64 of each area, for matrices of at most n columns. */
export const inverseRoom = (n: number) => ({ factor: largestFactor(n), inverse: n * n, product: BLOCK * n })

/** Byte offsets of the areas. */
export interface InverseRoom {
  readonly factor: number
  readonly inverse: number
  readonly product: number
}

/**
 * Inverses of symmetric positive matrices in float64: L by Cholesky, L⁻¹ by blocks of rows, L⁻ᵀL⁻¹. About 2 n³ flops,
 * nearly all of them in matrix products.
 */
export class PositiveInverse {
  constructor(
    readonly kernels: Kernels,
    readonly float64: Kernels,
    readonly room: InverseRoom,
  ) {}

  /**
   * out ← (scale · A + shift · I)⁻¹, n × n of the kernels' dtype, in full, from the lower triangle of A. Returns whether
   * that is positive; if not, out stays.
   */
  invert(A: number, n: number, scale: number, shift: number, out: number, dtype: DType): boolean {
    const { kernels, float64, room } = this
    if (new Factor(kernels, float64, room.factor).of(A, n, scale, shift) >= 0) return false
    this.#invertTriangle(n)
    const inverse = [room.inverse, n] as const
    const square = [room.factor, n] as const
    float64.syrk(true, n, n, inverse, square, false)
    float64.mirror(square, inverse, n, 0)
    viewOf(dtype, kernels.buffer, out, n * n).set(new Float64Array(kernels.buffer, room.inverse, n * n))
    return true
  }

  /** inverse ← L⁻¹, zeros above: rows from i on are −L_ii⁻¹ (L_i,0..i L⁻¹_0..i) beside L_ii⁻¹. */
  #invertTriangle(n: number): void {
    const { float64, room } = this
    const ld = leading(n)
    const L = new Float64Array(float64.buffer, room.factor, n * ld)
    const X = new Float64Array(float64.buffer, room.inverse, n * n)
    X.fill(0)
    for (let from = 0; from < n; from += BLOCK) {
      const to = Math.min(from + BLOCK, n)
      for (let r = from; r < to; r++) {
        X[r * n + r] = 1 / L[r * ld + r]
        for (let c = from; c < r; c++) {
          let sum = 0
          for (let k = c; k < r; k++) sum += L[r * ld + k] * X[k * n + c]
          X[r * n + c] = -sum * X[r * n + r]
        }
      }
      if (from === 0) continue
      const rows = to - from
      const below = room.inverse + from * n * 8
      const left = [room.factor + from * ld * 8, ld] as const
      float64.matmul('NN', [rows, from, from], left, [room.inverse, n], [room.product, from], false)
      float64.scale(-1, room.product, rows * from)
      float64.matmul('NN', [rows, from, rows], [below + from * 8, n], [room.product, from], [below, n], false)
    }
  }
}
