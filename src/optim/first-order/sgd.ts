import { batchOf } from '../batch.js'
import { gradientBatch, learningRate, momentum, yesOrNo } from '../common-options.js'
import { describe, type Said } from '../method.js'
import { cosine, type Schedule } from '../schedule.js'
import { type Elementwise, gradientFlops, movedSquares, vectors } from './elementwise.js'

export interface Sgd {
  readonly method: 'sgd'
  readonly gradientBatch: number | 'full'
  readonly learningRate: Schedule
  readonly momentum: number
  readonly nesterov: boolean
}

export interface SgdOptions {
  /** Samples a step (default 128), or `full`. */
  gradientBatch?: number | 'full'
  /** Default cosine(0.01). */
  learningRate?: number | Schedule
  /** Default 0.9. */
  momentum?: number
  /** Whether the step looks ahead along the velocity (default false). */
  nesterov?: boolean
}

export const sgdMethod: Elementwise<Sgd> = {
  name: 'sgd',
  title: 'SGD',
  steps: 'elementwise',
  rate: 0.01,
  options: {
    gradientBatch,
    learningRate,
    momentum,
    nesterov: yesOrNo('whether the step looks ahead along the velocity'),
  },
  said: sgd,
  settle: (said, task) => ({
    learningRate: cosine(0.01),
    momentum: 0.9,
    nesterov: false,
    ...said,
    gradientBatch: batchOf(said.gradientBatch, task),
  }),
  flops: gradientFlops,
  state: (_settled, sizes) => vectors(['velocity'], sizes),
  settings: ({ momentum, nesterov }, short) => [['momentum', `${short(momentum)}${nesterov ? ', Nesterov' : ''}`]],

  update({ momentum, nesterov }, at) {
    const { kernels, graph, theta, gradient, next, state, sums, rate } = at
    const length = nesterov ? rate * momentum : rate
    const squares = kernels.momentum([theta, gradient, state.velocity, next, sums], length, momentum, graph.parameters)
    if (!nesterov) return squares
    kernels.axpy(-rate, gradient, next, graph.parameters)
    return { gradient: squares.gradient, step: movedSquares(at) }
  },
}

/**
 * Stochastic gradient descent with heavy-ball momentum: v ← μ v + g, θ ← θ − α v; with `nesterov` θ ← θ − α (g + μ v)
 * (Sutskever et al. 2013, with v in the gradient's unit).
 * @family first order
 * @formula v ← μv + g, θ ← θ − αv
 * @source Sutskever et al. 2013
 * @cost a gradient
 * @memory one vector of P
 * @needs nothing beyond the loss
 * @use for comparison
 * @throws WoodburyError BAD_OPTION
 */
export function sgd(options: SgdOptions = {}): Said<Sgd> {
  return describe('sgd', sgdMethod.options, options)
}
