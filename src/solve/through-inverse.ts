import type { FamilyKernels } from '../runtime/family-kernels.js'
import type { Kernels } from '../runtime/kernels.js'

/** Byte offsets. */
export interface ThroughInverseRoom {
  /** m unsigned words. */
  readonly order: number
  /** 2m numbers in float64. */
  readonly scratch: number
}

/**
 * out ← W G⁻¹ Bᵀ, w × b, in float64, for a G (m × m) that need not be symmetric, by P G = L Qᵀ: (W Q) (L⁻¹ P Bᵀ). G and below it the w rows of W
 * lie in one area, rows `ld` apart, and are used up; B: b × m, rows m apart, is used up too. Returns whether G is regular.
 */
export function throughInverse(
  float64: Kernels,
  family: FamilyKernels,
  [G, ld]: readonly [number, number],
  { m, w, b }: { readonly m: number; readonly w: number; readonly b: number },
  B: number,
  out: number,
  { order, scratch }: ThroughInverseRoom,
): boolean {
  const shape = { rows: m + w, pivots: m, n: m, steps: m, tolerance: 0 }
  if (family.pivotedQr([G, ld], shape, order, scratch) < m) return false
  const places = new Uint32Array(float64.buffer, order, m)
  for (let k = 0; k < b; k++) {
    const row = new Float64Array(float64.buffer, B + k * m * 8, m)
    const before = row.slice()
    for (let i = 0; i < m; i++) row[i] = before[places[i]]
    float64.solveLower([G, ld], m, B + k * m * 8)
  }
  float64.matmul('NT', [w, b, m], [G + m * ld * 8, ld], [B, m], [out, b], false)
  return true
}
