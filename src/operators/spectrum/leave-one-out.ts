import { dot, norm } from '../../vectors.js'
import { orthonormal } from '../algebra/orthonormal.js'
import { signs } from '../algebra/probes.js'
import { axpy, scaled } from '../algebra/vectors.js'
import type { Symmetric } from '../symmetric.js'

/** What k probes ω tell of A: A Ω = Q R. */
export interface LeaveOneOut {
  readonly probesOf: readonly Float64Array[]
  /** A ω of each. */
  readonly images: readonly Float64Array[]
  readonly Q: readonly Float64Array[]
  /** Unit columns of R⁻ᵀ: Q without what probe i brought is Q (I − s_i s_iᵀ) Qᵀ. Empty where A Ω has not full rank. */
  readonly S: readonly Float64Array[]
  /** Whether A Ω has full rank; if not, Q reaches all that A does. */
  readonly isFull: boolean
}

/** Epperly, Tropp & Webber 2024, §2. */
export async function leaveOneOut({ n, apply }: Symmetric, k: number, seed: number): Promise<LeaveOneOut> {
  const probesOf = [...signs(seed, k, n)]
  const images: Float64Array[] = []
  for (const omega of probesOf) images.push(await apply(omega))
  const { Q, R, isFull } = orthonormal(images)
  return { probesOf, images, Q, S: isFull ? inverseColumns(R, k) : [], isFull }
}

/** Unit columns of R⁻ᵀ: column i solves Rᵀ s = e_i. */
function inverseColumns(R: Float64Array, k: number): Float64Array[] {
  return Array.from({ length: k }, (_, i) => {
    const s = new Float64Array(k)
    for (let a = 0; a < k; a++) {
      let sum = a === i ? 1 : 0
      for (let b = 0; b < a; b++) sum -= R[b * k + a] * s[b]
      s[a] = sum / R[a * k + a]
    }
    return scaled(1 / norm(s), s)
  })
}

/** v − (sᵀv) s. */
export function deflated(v: Float64Array, s: Float64Array): Float64Array {
  const along = dot(s, v)
  return v.map((value, a) => value - along * s[a])
}

/** u ← u − Σ_a weights_a columns_a. */
export function combined(columns: readonly Float64Array[], weights: Float64Array, u: Float64Array): void {
  columns.forEach((column, a) => {
    axpy(-weights[a], column, u)
  })
}
