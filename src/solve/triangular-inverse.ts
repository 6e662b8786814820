import type { Kernels } from '../runtime/kernels.js'
import { leading } from './leading.js'

/** Rows of the triangular inverse that are found at a time: the rest is matrix products. */
const BLOCK = 48

/** Numbers of float64 of `product` below, for n columns. */
export const productRoom = (n: number): number => BLOCK * n

/** Byte offsets, all in float64: the factor, its inverse (n × n), and room for products. */
export interface TriangularRoom {
  readonly factor: number
  readonly inverse: number
  readonly product: number
}

/**
 * inverse ← L⁻¹ of a factor of n columns as `Factor` leaves it, zeros above the diagonal: rows from i on are
 * −L_ii⁻¹ (L_i,0..i L⁻¹_0..i) beside L_ii⁻¹. About n³/3 flops, nearly all of them in matrix products.
 */
export function invertTriangle(float64: Kernels, room: TriangularRoom, n: number): void {
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
