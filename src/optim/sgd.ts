import { checkOptions, fraction } from '../options.js'
import type { Optimizer } from './optimizer.js'
import { learningRateOf, type Schedule } from './schedule.js'
import { gradientBatchOf, hints } from './smw-options.js'

export interface SgdOptions {
  /** Samples a step (default 128), or `full`. */
  gradientBatch?: number | 'full'
  /** Default cosine(0.01). */
  learningRate?: number | Schedule
  /** Default 0.9. */
  momentum?: number
}

/**
 * Stochastic gradient descent with heavy-ball momentum: v ← μ v + g, θ ← θ − α v.
 * @throws WoodburyError BAD_OPTION
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  checkOptions('sgd', ['gradientBatch', 'learningRate', 'momentum'], options, hints)
  const { gradientBatch, learningRate, momentum } = options
  return {
    method: 'sgd',
    ...(gradientBatch !== undefined && { gradientBatch: gradientBatchOf('sgd', gradientBatch) }),
    ...(learningRate !== undefined && { learningRate: learningRateOf('sgd', learningRate) }),
    ...(momentum !== undefined && { momentum: fraction('sgd', 'momentum', momentum) }),
  }
}
