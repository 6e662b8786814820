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
 * T (A − hA²/2)⁻¹, T A⁻¹ as h → 0.
 */
export function richardson(kernels: Kernels, x: number, b: number, problem: Relaxation): void {
  const { count, product, step, iterations } = problem
  for (let k = 0; k < iterations; k++) {
    problem.multiply(x, product)
    kernels.axpy(-step, product, x, count)
    kernels.axpy(step, b, x, count)
    problem.shake?.(k)
  }
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
