import type { Kernels } from '../runtime/kernels.js'
import { leading } from './leading.js'

/** Numbers in float64 of the area of a factor of n columns. */
export const factorSize = (n: number): number => n * leading(n)

/** The Cholesky factor of scale · K + shift · I in float64, n × n, whatever the dtype of K: both solves and every inverse. */
export class Factor {
  /** @param offset byte offset of `factorSize(n)` numbers for the largest n */
  constructor(
    readonly kernels: Kernels,
    readonly float64: Kernels,
    readonly offset: number,
  ) {}

  /** From the lower triangle of K, rows n apart, `more` added to its diagonal. Returns −1, or the pivot that is not positive. */
  of(K: number, n: number, scale: number, shift: number, more?: Float64Array): number {
    const F = [this.offset, leading(n)] as const
    this.kernels.shifted([K, n], F, n, scale, shift)
    if (more) {
      const view = new Float64Array(this.float64.buffer, this.offset, factorSize(n))
      for (let k = 0; k < n; k++) view[k * (leading(n) + 1)] += more[k]
    }
    return this.float64.cholesky(F, n)
  }

  /** x := (L Lᵀ)⁻¹ x, n numbers in float64. */
  solve(n: number, x: number): void {
    const F = [this.offset, leading(n)] as const
    this.float64.solveLower(F, n, x)
    this.float64.solveLowerTransposed(F, n, x)
  }
}
