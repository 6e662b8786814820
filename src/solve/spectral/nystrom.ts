import type { Random } from '../../random/index.js'
import { roundingOf, sizeOf, viewOf } from '../../runtime/dtype.js'
import type { Executor } from '../../runtime/executor.js'
import { FamilyKernels } from '../../runtime/family-kernels.js'
import { Kernels } from '../../runtime/kernels.js'

/** Byte offsets: rank × P numbers of the kernels' dtype twice, rank² + 3 rank in float64. */
export interface NystromRoom {
  readonly basis: number
  readonly image: number
  readonly small: number
}

/** Numbers of each area. */
export const nystromRoom = (rank: number, count: number) => ({
  basis: rank * count,
  image: rank * count,
  small: rank * (rank + 3),
})

/** The shift grows by this until the sketch has a Cholesky factor, at most so many times. */
const MORE = 10
const ATTEMPTS = 8

/**
 * The randomised Nyström approximation U diag(l) Uᵀ of a symmetric matrix A that is not negative, from `rank` products, and
 * the preconditioner of A + μI that it makes: M⁻¹ r = r + U [((l_k + μ)/(l + μ) − 1) ∘ Uᵀ r], l_k the smallest. Frangella, Tropp, Udell
 * 2023, arXiv 2110.02820, algorithms 2.1 and 5.1 as public code has them (the paper's text was not at hand). Departure:
 * the singular values of B are roots of the eigenvalues of Bᵀ B, good to half the digits, of which a preconditioner needs few.
 */
export class Nystrom {
  readonly #float64: Kernels
  readonly #family: FamilyKernels
  /** l, ascending. */
  readonly #values: Float64Array

  constructor(
    readonly kernels: Kernels,
    executor: Executor,
    readonly room: NystromRoom,
    readonly rank: number,
    readonly count: number,
  ) {
    this.#float64 = new Kernels(executor, 'float64')
    this.#family = new FamilyKernels(executor, 'float64')
    this.#values = new Float64Array(rank)
  }

  /** Looks at A through `rank` products out ← A v. Returns whether it was finite; if not, M is the unit matrix. */
  sketch(multiply: (v: number, out: number) => void, random: Random): boolean {
    this.#values.fill(0)
    this.#testMatrix(random)
    for (let j = 0; j < this.rank; j++) multiply(this.#omega(j), this.#image(j))
    const { kernels, rank, count, room } = this
    const size = Math.sqrt(kernels.sumSquares(room.image, rank * count))
    const shift = this.#factor(2 * roundingOf(kernels.dtype) * Math.sqrt(count) * size)
    if (shift === undefined) return false
    this.#divide()
    return this.#decompose(shift)
  }

  /** out ← M⁻¹ r for A + μI. */
  apply(mu: number, r: number, out: number): void {
    const { kernels, count, rank } = this
    kernels.axpby(1, r, 0, r, out, count)
    const [least] = this.#values
    for (let i = 1; i < rank; i++) {
      const along = kernels.dot(this.#omega(i), r, count)
      kernels.axpy(((least + mu) / (this.#values[i] + mu) - 1) * along, this.#omega(i), out, count)
    }
  }

  readonly #omega = (i: number) => this.room.basis + i * this.count * sizeOf(this.kernels.dtype)
  readonly #image = (i: number) => this.room.image + i * this.count * sizeOf(this.kernels.dtype)

  get #square(): Float64Array {
    return new Float64Array(this.kernels.buffer, this.room.small, this.rank ** 2)
  }

  /** Ω: normal numbers, the rows made orthonormal by Gram and Schmidt, twice. */
  #testMatrix(random: Random): void {
    const { kernels, count, rank, room } = this
    const all = viewOf(kernels.dtype, kernels.buffer, room.basis, rank * count)
    for (let p = 0; p < all.length; p++) all[p] = random.normal()
    for (let i = 0; i < rank; i++) {
      const row = this.#omega(i)
      for (let pass = 0; pass < 2; pass++)
        for (let j = 0; j < i; j++) kernels.axpy(-kernels.dot(this.#omega(j), row, count), this.#omega(j), row, count)
      kernels.scale(1 / Math.sqrt(kernels.sumSquares(row, count)), row, count)
    }
  }

  /** Y ← Y + νΩ, small ← C, C Cᵀ = Ωᵀ Y. Returns ν, from that asked for up. */
  #factor(least: number): number | undefined {
    const { kernels, count, rank, room } = this
    const products: number[] = []
    for (let i = 0; i < rank; i++)
      for (let j = 0; j < rank; j++) products.push(j > i ? 0 : kernels.dot(this.#omega(i), this.#image(j), count))
    for (let attempt = 0, nu = least; attempt < ATTEMPTS; attempt++, nu *= MORE) {
      this.#square.set(products.map((value, k) => (k % (rank + 1) === 0 ? value + nu : value)))
      if (this.#float64.cholesky([room.small, rank], rank) >= 0) continue
      kernels.axpy(nu, room.basis, room.image, rank * count)
      return nu
    }
    return undefined
  }

  /** Rows of Y ← C⁻¹ Y = B. */
  #divide(): void {
    const { kernels, count, rank } = this
    const C = this.#square
    for (let i = 0; i < rank; i++) {
      for (let j = 0; j < i; j++) kernels.axpy(-C[i * rank + j], this.#image(j), this.#image(i), count)
      kernels.scale(1 / C[i * rank + i], this.#image(i), count)
    }
  }

  /** basis ← U, l: B Bᵀ = V S² Vᵀ, U = S⁻¹ Vᵀ B, l = max(0, S² − ν). */
  #decompose(nu: number): boolean {
    const { kernels, count, rank, room } = this
    const V = this.#square
    for (let i = 0; i < rank; i++)
      for (let j = 0; j <= i; j++) V[i * rank + j] = kernels.dot(this.#image(i), this.#image(j), count)
    const [values, scratch] = [room.small + rank * rank * 8, room.small + rank * (rank + 1) * 8]
    if (this.#family.eigenSymmetric([room.small, rank], rank, values, scratch) >= 0) return false
    const squares = new Float64Array(kernels.buffer, values, rank)
    kernels.scale(0, room.basis, rank * count)
    for (let i = 0; i < rank; i++) {
      this.#values[i] = Math.max(0, squares[i] - nu)
      // Below, U would be made of rounding.
      if (!(this.#values[i] > 0)) continue
      for (let j = 0; j < rank; j++)
        kernels.axpy(V[i * rank + j] / Math.sqrt(squares[i]), this.#image(j), this.#omega(i), count)
    }
    return true
  }
}
