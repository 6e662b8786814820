import { exp, log } from '../../portable.js'
import type { Kernels } from '../../runtime/kernels.js'
import { dot } from '../../vectors.js'
import { type InverseHessian, isConvex } from './inverse-hessian.js'

/** Below this a the family's members cannot be told apart: plain BFGS. */
const ALIKE = 1e-14

/** Byte offsets in float64: H: P × P, two P × 3 factors of its change, and three vectors. */
export interface BroydenRoom {
  readonly H: number
  readonly left: number
  readonly right: number
  readonly vector: number
  readonly product: number
  /** H y. */
  readonly turned: number
}

/**
 * H of the self-scaled Broyden family, the update "SSBroyden2" of Urbán, Stefanou & Pons 2024, after
 * Al-Baali: with v = ρ s − H y/yᵀH y,
 *   H₊ = (H − H y yᵀH/yᵀH y + φ yᵀH y v vᵀ)/τ + ρ s sᵀ,
 * θ, τ, φ as in `learn`. 4 P² flops beside those of H g. H starts at I.
 */
export class SelfScaledBroyden implements InverseHessian {
  #updates = 0

  constructor(
    readonly float64: Kernels,
    readonly room: BroydenRoom,
    readonly count: number,
  ) {}

  #view(offset: number, length = this.count): Float64Array {
    return new Float64Array(this.float64.buffer, offset, length)
  }

  apply(g: Float64Array, out: Float64Array): void {
    const { float64, room, count } = this
    this.#view(room.vector).set(g)
    const product = this.#view(room.product)
    product.fill(0)
    float64.rowDot(room.product, [room.H, count], [room.vector, count], count, count, count)
    out.set(product)
  }

  learn(s: Float64Array, y: Float64Array, alpha: number, g: Float64Array): void {
    if (!isConvex(s, y)) return
    const { float64, room, count } = this
    const P = count
    const Hy = this.#view(room.turned)
    this.apply(y, Hy)
    const rho = 1 / dot(s, y)
    const yHy = dot(y, Hy)
    const h = rho * yHy
    const b = -alpha * rho * dot(s, g)
    const { tau, phi } = scaling(h, b, P)
    const left = this.#view(room.left, 3 * P)
    const right = this.#view(room.right, 3 * P)
    for (let p = 0; p < P; p++) {
      const v = rho * s[p] - Hy[p] / yHy
      left[3 * p] = -Hy[p] / (tau * yHy)
      right[3 * p] = Hy[p]
      left[3 * p + 1] = (phi * yHy * v) / tau
      right[3 * p + 1] = v
      left[3 * p + 2] = rho * s[p]
      right[3 * p + 2] = s[p]
    }
    float64.scale(1 / tau, room.H, P * P)
    float64.matmul('NT', [P, P, 3], [room.left, 3], [room.right, 3], [room.H, P], true)
    this.#updates++
  }

  reset(): void {
    const H = this.#view(this.room.H, this.count * this.count)
    H.fill(0)
    for (let p = 0; p < this.count; p++) H[p * this.count + p] = 1
    this.#updates = 0
  }

  counters(): Record<string, number> {
    return { learned: this.#updates }
  }

  restore({ learned }: Readonly<Record<string, number>>): void {
    this.#updates = learned
  }
}

/** τ and φ of the update, from h = yᵀH y/sᵀy and b = sᵀH⁻¹s/sᵀy. */
export function scaling(h: number, b: number, P: number): { tau: number; phi: number } {
  const a = b * h - 1
  if (!(a > ALIKE)) return { tau: 1, phi: 1 }
  const c = Math.sqrt(a / (1 + a))
  const least = Math.min(1, h * (1 - c))
  const theta = Math.max((least - 1) / a, Math.min(1 / least, (1 - b) / b))
  const sigma = 1 + a * theta
  const q = exp(log(Math.abs(sigma)) / (1 - P))
  const one = Math.min(1, 1 / b)
  const tau = theta > 0 ? one * Math.min(q, 1 / theta) : Math.min(one * q, sigma)
  return { tau, phi: (1 - theta) / sigma }
}
