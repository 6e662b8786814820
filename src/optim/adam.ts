import { checkOptions, fraction, positiveNumber } from '../options.js'
import type { Optimizer } from './optimizer.js'
import { learningRateOf, type Schedule } from './schedule.js'
import { gradientBatchOf, hints } from './smw-options.js'

export interface AdamOptions {
  /** Samples a step (default 128), or `full`. */
  gradientBatch?: number | 'full'
  /** Default cosine(0.001). */
  learningRate?: number | Schedule
  /** Default 0.9. */
  beta1?: number
  /** Default 0.999. */
  beta2?: number
  /** Default 1e-8. */
  epsilon?: number
}

/**
 * Adam, for comparison on the same kernels: Kingma & Ba 2015, algorithm 1.
 * @throws WoodburyError BAD_OPTION
 */
export function adam(options: AdamOptions = {}): Optimizer {
  checkOptions('adam', ['gradientBatch', 'learningRate', 'beta1', 'beta2', 'epsilon'], options, hints)
  const { gradientBatch, learningRate, beta1, beta2, epsilon } = options
  return {
    method: 'adam',
    ...(gradientBatch !== undefined && { gradientBatch: gradientBatchOf('adam', gradientBatch) }),
    ...(learningRate !== undefined && { learningRate: learningRateOf('adam', learningRate) }),
    ...(beta1 !== undefined && { beta1: fraction('adam', 'beta1', beta1) }),
    ...(beta2 !== undefined && { beta2: fraction('adam', 'beta2', beta2) }),
    ...(epsilon !== undefined && { epsilon: positiveNumber('adam', 'epsilon', epsilon) }),
  }
}
