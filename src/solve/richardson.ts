import type { Kernels } from '../runtime/kernels.js'

/** A x = b as the iterations see it; vectors are byte offsets of `count` numbers. */
export interface Relaxation {
  readonly count: number
  /** out ← A v. */
  multiply(v: number, out: number): void
  /** Room for a product. */
  readonly product: number
  /** h, below 2/λ_max. */
  readonly step: number
  readonly iterations: number
  /** Adds √(2 h T) times normal numbers to x, T the temperature 1/β; left out at T = 0. */
  shake?(iteration: number): void
}

/**
 * Richardson's iteration x ← x − h (A x − b) from the x that is there: k of them leave (1 − hA)ᵏ of the error. With `shake`
 * the Euler–Maruyama form of dx = −(A x − b) dt + N(0, 2T dt), whose stationary law has mean A⁻¹ b and covariance
 * T (A − hA²/2)⁻¹, T A⁻¹ as h → 0. Returns how many times longer the last residual was than the first: without noise above 1
 * only where h is too long.
 */
export function richardson(kernels: Kernels, x: number, b: number, problem: Relaxation): number {
  const { count, product: r, step, iterations } = problem
  let [first, last] = [0, 0]
  for (let k = 0; k < iterations; k++) {
    problem.multiply(x, r)
    kernels.axpy(-1, b, r, count)
    last = kernels.sumSquares(r, count)
    if (k === 0) first = last
    kernels.axpy(-step, r, x, count)
    problem.shake?.(k)
  }
  return first > 0 ? Math.sqrt(last / first) : 0
}

/** λ_max of A, not negative, by `iterations` power steps from the v that is there, which they leave at length 1. */
export function largestEigenvalue(
  kernels: Kernels,
  v: number,
  { count, multiply, product, iterations }: Pick<Relaxation, 'count' | 'multiply' | 'product' | 'iterations'>,
): number {
  const toLengthOne = () => {
    const length = Math.sqrt(kernels.sumSquares(v, count))
    if (length > 0) kernels.scale(1 / length, v, count)
    return length
  }
  toLengthOne()
  let largest = 0
  for (let k = 0; k < iterations; k++) {
    multiply(v, product)
    kernels.axpby(1, product, 0, product, v, count)
    largest = toLengthOne()
  }
  return largest
}
