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
}

export interface PivotedQrShape {
  readonly rows: number
  readonly pivots: number
  readonly n: number
  readonly steps: number
  readonly tolerance: number
}
