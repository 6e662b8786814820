import { KernelCalls } from './kernel-calls.js'

/** The kernels of the second module as the house calls them, for runs whose plan asks for it; see `kernels.ts`. */
export class FamilyKernels extends KernelCalls {
  /**
   * The rows of A (n × n, of which the lower triangle is read) become orthonormal eigenvectors, row k that of values[k];
   * values: n numbers, ascending; scratch: 2n numbers; all in float64, as is the set of calls. Returns −1, n where A is not finite, or the index
   * of an eigenvalue that was not found.
   */
  eigenSymmetric([A, lda]: readonly [number, number], n: number, values: number, scratch: number): number {
    return this.whole('eigenSymmetric')(A, n, lda, values, scratch)
  }

  /**
   * P A = L Qᵀ: the first `pivots` rows of A (rows × n) in order of what those before leave over of them, all turned by Q, so that
   * A becomes L; order: `pivots` unsigned words; scratch: 2 · pivots numbers; all else in float64, as is the set of calls. Returns the
   * number of reflectors, at most `steps`, fewer where no more than `tolerance` of the longest row is left over; −1 where A is not finite.
   */
  pivotedQr(
    [A, lda]: readonly [number, number],
    { rows, pivots, n, steps, tolerance }: PivotedQrShape,
    order: number,
    scratch: number,
  ): number {
    return this.whole('pivotedQr')(A, rows, pivots, n, lda, steps, tolerance, order, scratch)
  }

  /**
   * Cholesky factors of `count` blocks of n × n, one behind the other, in place and lower triangle, in float64 as is the set of
   * calls. `status`: a number for each, −1 or the pivot that is not positive.
   */
  factorSmall(A: number, n: number, count: number, status: number): void {
    this.stream('factorSmall', count, (count * n ** 3) / 6, 'even', [A, n, status])
  }

  /** x_b := (L_b L_bᵀ)⁻¹ x_b, the n numbers of row b of X, for `count` factors of `factorSmall`. */
  solveSmall(L: number, n: number, count: number, X: number): void {
    this.stream('solveSmall', count, count * n ** 2, 'even', [L, n, X])
  }
}

export interface PivotedQrShape {
  readonly rows: number
  readonly pivots: number
  readonly n: number
  readonly steps: number
  readonly tolerance: number
}
