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
}
