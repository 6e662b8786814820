import { roundingOf } from '../runtime/dtype.js'
import type { FamilyKernels } from '../runtime/family-kernels.js'
import type { Kernels } from '../runtime/kernels.js'
import { throughInverse } from './through-inverse.js'

/** Numbers in float64 of each area, for R rows of which r are kept. */
export const interpolativeRoom = (R: number, r: number) => ({
  full: R * R,
  turned: R * R,
  residual: (R + r) * R,
  shares: r * R,
  middle: r * r,
  small: 2 * r * r,
  order: Math.ceil(R / 2),
  scratch: 2 * R,
})

type Room = Readonly<Record<keyof ReturnType<typeof interpolativeRoom>, number>>

/**
 * The interpolative decomposition of a Gram matrix K (R × R), K ≈ Pᵀ K_s P with r of its own rows s, and what takes the place of
 * (K_s + λ I)⁻¹ then: K̂ = M − M (K_s⁻¹ + M)⁻¹ M = (I + M K_s)⁻¹ M, M = P (E + λ I)⁻¹ Pᵀ, P = [I T], T = R₁₁⁻¹ R₁₂ and E = [0, Q₂ R₂₂] of
 * the pivoted QR of K. Exact at r = R. Mu et al. 2022, after the authors' code, which sorts rows by their norm in place of pivots.
 */
export class Interpolative {
  constructor(
    readonly kernels: Kernels,
    readonly float64: Kernels,
    readonly family: FamilyKernels,
    readonly room: Room,
  ) {}

  /**
   * K̂ of scale · K, from the lower triangle of K, into `out`: r² numbers in float64. Returns the rows s, fewer than `most` where those
   * span all; nothing where E + λ I or I + M K_s is singular, or K not finite.
   */
  of(K: number, R: number, scale: number, lambda: number, most: number, out: number): Uint32Array | undefined {
    const { kernels, float64, family, room } = this
    const { full, turned, residual } = room
    kernels.shifted([K, R], [residual, R], R, scale, 0)
    for (const to of [full, turned]) float64.mirror([residual, R], [to, R], R, 0)
    const tolerance = R * roundingOf(kernels.dtype)
    const shape = { rows: R, pivots: R, n: R, steps: most, tolerance }
    const r = family.pivotedQr([turned, R], shape, room.order, room.scratch)
    if (r < 0) return undefined
    const order = new Uint32Array(float64.buffer, room.order, R).slice()
    this.#permute(order)
    this.#shares(R, r)
    if (!this.#middle(R, r, lambda) || !this.#inverse(R, r, out)) return undefined
    return order.subarray(0, r)
  }

  /** residual ← K in the order of the pivots. */
  #permute(order: Uint32Array): void {
    const R = order.length
    const { buffer } = this.float64
    const [from, to] = [this.room.full, this.room.residual].map(at => new Float64Array(buffer, at, R * R))
    for (let i = 0; i < R; i++) for (let j = 0; j < R; j++) to[i * R + j] = from[order[i] * R + order[j]]
  }

  /** T into the first r columns of the rows of `turned` that were not chosen, one row of Tᵀ each. */
  #shares(R: number, r: number): void {
    const { turned } = this.room
    for (let i = r; i < R; i++) this.float64.solveLowerTransposed([turned, R], r, turned + i * R * 8)
  }

  /** M = I/λ + (T − X₁/λ) (X₂ + λ I)⁻¹ Tᵀ, X = Q₂ R₂₂ = K_r − K_s T, rows s above the others. */
  #middle(R: number, r: number, lambda: number): boolean {
    const { float64, family, room } = this
    const { turned, residual, shares, middle } = room
    const m = R - r
    const T = new Float64Array(float64.buffer, turned, R * R)
    const X = new Float64Array(float64.buffer, residual, (R + r) * R)
    const B = new Float64Array(float64.buffer, shares, r * m)
    const M = new Float64Array(float64.buffer, middle, r * r)
    // −T, so that the product adds up to X.
    for (let i = r; i < R; i++) for (let a = 0; a < r; a++) T[i * R + a] = -T[i * R + a]
    if (m > 0) {
      float64.matmul('NT', [R, m, r], [residual, R], [turned + r * R * 8, R], [residual + r * 8, R], true)
      for (let i = 0; i < m; i++) X[(r + i) * R + r + i] += lambda
      for (let a = 0; a < r; a++)
        for (let i = 0; i < m; i++) {
          B[a * m + i] = -T[(r + i) * R + a]
          X[(R + a) * R + r + i] = B[a * m + i] - X[a * R + r + i] / lambda
        }
      const G = [residual + (r * R + r) * 8, R] as const
      if (!throughInverse(float64, family, G, { m, w: r, b: r }, shares, middle, room)) return false
    } else M.fill(0)
    for (let a = 0; a < r; a++) M[a * r + a] += 1 / lambda
    return true
  }

  /** out ← (I + M K_s)⁻¹ M; K_s is what the residual left of K. */
  #inverse(R: number, r: number, out: number): boolean {
    const { float64, family, room } = this
    const { residual, middle, small, shares } = room
    float64.matmul('NN', [r, r, r], [middle, r], [residual, R], [small, r], false)
    const G = new Float64Array(float64.buffer, small, 2 * r * r)
    const M = new Float64Array(float64.buffer, middle, r * r)
    const B = new Float64Array(float64.buffer, shares, r * r)
    G.fill(0, r * r)
    for (let a = 0; a < r; a++) {
      G[a * r + a] += 1
      G[(r + a) * r + a] = 1
      for (let b = 0; b < r; b++) B[b * r + a] = M[a * r + b]
    }
    return throughInverse(float64, family, [small, r], { m: r, w: r, b: r }, shares, out, room)
  }
}
