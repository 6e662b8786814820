import { batchSamples } from '../batch.js'
import type { Smw } from './smw-options.js'

/** What the work of a curvature follows from. */
export interface Sizes {
  readonly parameters: number
  /** Σ (d_l + d_{l−1}) over the layers with parameters. */
  readonly widths: number
}

/** What the work of a step follows from. */
export interface Work extends Sizes {
  readonly optimizer: Pick<Smw, 'gradientBatch' | 'curvatureBatch' | 'solve'>
  readonly samples: number
  readonly rowsPerSample: number
}

/** The side of the identity on which a system of R rows is solved: R × R or P × P. */
export const sideOf = (solve: Smw['solve'], rows: number, parameters: number): 'rows' | 'parameters' =>
  solve === 'auto' ? (rows <= parameters ? 'rows' : 'parameters') : solve

/**
 * Flops of one curvature of R rows: the Gram and its factor, or the normal matrix and its factor, a flop of the factor
 * counting `factor` times.
 */
export function curvatureFlops(
  rows: number,
  { parameters, widths }: Sizes,
  factor: number,
  solve: Smw['solve'] = 'auto',
): number {
  if (sideOf(solve, rows, parameters) === 'rows') return rows ** 2 * widths + (factor * rows ** 3) / 3
  return rows * parameters ** 2 + (factor * parameters ** 3) / 3
}

/** Floating-point operations of one step, to a factor of two: forward and backward over the gradient's samples, and the curvature. */
export function stepFlops({ optimizer, samples, rowsPerSample, ...sizes }: Work): number {
  const { gradientBatch, curvatureBatch, solve } = optimizer
  const batch = batchSamples(gradientBatch, { samples })
  return 6 * batch * sizes.parameters + curvatureFlops(curvatureBatch * rowsPerSample, sizes, 1, solve)
}
