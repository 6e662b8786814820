import type { Kernels } from '../../runtime/kernels.js'
import { Factor } from '../factor.js'
import { largestFactor } from '../leading.js'
import { invertTriangle, productRoom, type TriangularRoom } from '../triangular-inverse.js'

/** Numbers in float64 of each area, for at most so many rows of n. */
export const orthonormalRoom = (rows: number, n: number) => ({
  factor: largestFactor(rows),
  inverse: rows * rows,
  product: Math.max(productRoom(rows), rows * n),
})

/**
 * Y (rows × n in float64, rows ≤ n) ← C⁻¹ Y, Y Yᵀ = C Cᵀ, twice: the Q of a QR decomposition of Yᵀ with a positive
 * diagonal. Rows are brought to length 1 first, which changes nothing but the condition: up to about 1e7 the
 * result is orthonormal to rounding (Yamamoto et al. 2015). Returns whether they were independent; if not, Y is spoiled.
 */
export function orthonormalRows(float64: Kernels, Y: number, rows: number, n: number, room: TriangularRoom): boolean {
  for (let r = 0; r < rows; r++) {
    const row = Y + r * n * 8
    const length = Math.sqrt(float64.sumSquares(row, n))
    if (!(length > 0) || !Number.isFinite(length)) return false
    float64.scale(1 / length, row, n)
  }
  for (let pass = 0; pass < 2; pass++) {
    float64.syrk(false, rows, n, [Y, n], [room.inverse, rows], false)
    if (new Factor(float64, float64, room.factor).of(room.inverse, rows, 1, 0) >= 0) return false
    invertTriangle(float64, room, rows)
    float64.matmul('NN', [rows, n, rows], [room.inverse, rows], [Y, n], [room.product, n], false)
    float64.axpby(1, room.product, 0, room.product, Y, rows * n)
  }
  return true
}
