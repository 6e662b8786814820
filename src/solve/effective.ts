import type { Factor } from './factor.js'
import { invertTriangle, productRoom, type TriangularRoom } from './triangular-inverse.js'

/** Byte offsets of what a trace of an inverse needs beside the factor. */
export type EffectiveRoom = Omit<TriangularRoom, 'factor'>

/** Numbers in float64 of each area, for matrices of n columns. */
export const effectiveRoom = (n: number) => ({ inverse: n * n, product: productRoom(n) })

/**
 * tr C (C + wI)⁻¹ = n − w ‖L⁻¹‖²_F of C = scale · K, n × n, L the Cholesky factor of C + wI: how many directions C holds
 * against w. About ⅔ n³ flops in float64. NaN where C + wI is not positive.
 */
export function effective(factor: Factor, K: number, n: number, scale: number, w: number, room: EffectiveRoom): number {
  if (factor.of(K, n, scale, w) >= 0) return Number.NaN
  invertTriangle(factor.float64, { factor: factor.offset, ...room }, n)
  return n - w * factor.float64.sumSquares(room.inverse, n * n)
}
