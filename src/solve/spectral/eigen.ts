import type { FamilyKernels } from '../../runtime/family-kernels.js'
import type { Kernels } from '../../runtime/kernels.js'

/** Byte offsets: n², n and 2n numbers in float64. */
export interface EigenRoom {
  /** Becomes the eigenvectors, one a row. */
  readonly square: number
  readonly values: number
  readonly scratch: number
}

/**
 * Eigenvectors of scale · A, n × n of the kernels' dtype, of which the lower triangle is read. Returns the eigenvalues, ascending, a view
 * of their room; nothing where the matrix is not finite.
 */
export function eigenvectors(
  kernels: Kernels,
  family: FamilyKernels,
  A: number,
  n: number,
  scale: number,
  { square, values, scratch }: EigenRoom,
): Float64Array | undefined {
  kernels.shifted([A, n], [square, n], n, scale, 0)
  const failed = family.eigenSymmetric([square, n], n, values, scratch) >= 0
  return failed ? undefined : new Float64Array(kernels.buffer, values, n)
}
