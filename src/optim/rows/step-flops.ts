import type { Smw } from './smw-options.js'

/** What the work of a step follows from. */
export interface Work {
  readonly optimizer: Pick<Smw, 'gradientBatch' | 'curvatureBatch'>
  readonly samples: number
  readonly parameters: number
  /** Σ (d_l + d_{l−1}) over the layers with parameters. */
  readonly widths: number
  readonly rowsPerSample: number
}

/**
 * Floating-point operations of one step, to a factor of two: forward and backward over the gradient's samples, and the
 * Gram of the rows and its factor, or the normal matrix and its factor.
 */
export function stepFlops({ optimizer, samples, parameters, widths, rowsPerSample }: Work): number {
  const batch = optimizer.gradientBatch === 'full' ? samples : optimizer.gradientBatch
  const gradient = 6 * batch * parameters
  const rows = optimizer.curvatureBatch * rowsPerSample
  if (rows <= parameters) return gradient + rows ** 2 * widths + rows ** 3 / 3
  return gradient + rows * parameters ** 2 + parameters ** 3 / 3
}
