import { power } from '../../portable.js'
import type { Squares } from '../../runtime/kernels.js'
import { batchOf } from '../batch.js'
import { above0, belowOne, gradientBatch, learningRate } from '../common-options.js'
import { describe, type Said } from '../method.js'
import { cosine, type Schedule } from '../schedule.js'
import { type At, type Elementwise, gradientFlops, vectors } from './elementwise.js'

export interface Adam {
  readonly method: 'adam'
  readonly gradientBatch: number | 'full'
  readonly learningRate: Schedule
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
}

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

/** The options of Adam and of what goes on from it. */
export const adamOptions = {
  gradientBatch,
  learningRate,
  beta1: belowOne('decay of the first moment'),
  beta2: belowOne('decay of the second moment'),
  epsilon: above0('added to the root of the second moment'),
}

export const adamDefaults = { learningRate: cosine(0.001), beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }

export const adamSettings = (
  { beta1, beta2 }: Pick<Adam, 'beta1' | 'beta2'>,
  short: (value: number) => string,
): [string, string] => ['betas', `${short(beta1)}, ${short(beta2)}`]

/** m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², next = θ − α m̂/(√v̂ + ε). */
export function adamPass(
  { beta1, beta2, epsilon }: Pick<Adam, 'beta1' | 'beta2' | 'epsilon'>,
  { kernels, graph, theta, gradient, next, state, sums, rate, steps }: At,
): Squares {
  const correction1 = 1 - power(beta1, steps)
  const correction2 = 1 - power(beta2, steps)
  const scalars = { rate, beta1, beta2, epsilon, correction1, correction2 }
  return kernels.adam([theta, gradient, state.firstMoment, state.secondMoment, next, sums], scalars, graph.parameters)
}

export const adamMethod: Elementwise<Adam> = {
  name: 'adam',
  title: 'Adam',
  steps: 'elementwise',
  rate: 0.001,
  options: adamOptions,
  said: adam,
  settle: (said, task) => ({ ...adamDefaults, ...said, gradientBatch: batchOf(said.gradientBatch, task) }),
  flops: gradientFlops,
  state: (_settled, sizes) => vectors(['firstMoment', 'secondMoment'], sizes),
  settings: (settled, short) => [adamSettings(settled, short)],
  update: adamPass,
}

/**
 * Adam, for comparison on the same kernels: Kingma & Ba 2015, algorithm 1.
 * @family first order
 * @formula m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − α m̂/(√v̂ + ε)
 * @source Kingma & Ba 2015, arXiv 1412.6980
 * @cost a gradient
 * @memory two vectors of P
 * @needs nothing beyond the loss
 * @use many noisy samples and little time, and for comparison
 * @throws WoodburyError BAD_OPTION
 */
export function adam(options: AdamOptions = {}): Said<Adam> {
  return describe('adam', adamMethod.options, options)
}
