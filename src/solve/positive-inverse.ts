import { type DType, viewOf } from '../runtime/dtype.js'
import type { Kernels } from '../runtime/kernels.js'
import { Factor } from './factor.js'
import { largestFactor } from './leading.js'
import { invertTriangle, productRoom, type TriangularRoom } from './triangular-inverse.js'

/** Numbers in float64 of each area, for matrices of at most n columns. */
export const inverseRoom = (n: number) => ({ factor: largestFactor(n), inverse: n * n, product: productRoom(n) })

/** Byte offsets of the areas. */
export type InverseRoom = TriangularRoom

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
    invertTriangle(float64, room, n)
    const inverse = [room.inverse, n] as const
    const square = [room.factor, n] as const
    float64.syrk(true, n, n, inverse, square, false)
    float64.mirror(square, inverse, n, 0)
    viewOf(dtype, kernels.buffer, out, n * n).set(new Float64Array(kernels.buffer, room.inverse, n * n))
    return true
  }
}
