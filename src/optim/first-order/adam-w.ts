import { sizeOf } from '../../runtime/dtype.js'
import { batchOf } from '../batch.js'
import { fromZero } from '../common-options.js'
import { describe, type Said } from '../method.js'
import { type Adam, type AdamOptions, adamDefaults, adamOptions, adamPass, adamSettings } from './adam.js'
import { type Elementwise, gradientFlops, movedSquares, vectors } from './elementwise.js'

export interface AdamW extends Omit<Adam, 'method'> {
  readonly method: 'adamW'
  readonly weightDecay: number
}

export interface AdamWOptions extends AdamOptions {
  /** w of θ ← (1 − α w) θ − …, on kernels alone (default 0.01). */
  weightDecay?: number
}

export const adamWMethod: Elementwise<AdamW> = {
  name: 'adamW',
  title: 'AdamW',
  steps: 'elementwise',
  rate: 0.001,
  options: { ...adamOptions, weightDecay: fromZero('decay of the kernels, apart from the gradient') },
  said: adamW,
  settle: (said, task) => ({
    ...adamDefaults,
    weightDecay: 0.01,
    ...said,
    gradientBatch: batchOf(said.gradientBatch, task),
  }),
  flops: gradientFlops,
  state: (_settled, sizes) => vectors(['firstMoment', 'secondMoment'], sizes),
  settings: (settled, short) => [adamSettings(settled, short), ['weight decay', short(settled.weightDecay)]],

  update(settled, at) {
    const { kernels, graph, theta, next, rate } = at
    const squares = adamPass(settled, at)
    if (settled.weightDecay === 0) return squares
    for (const { slots } of graph.nodes)
      for (const { shape, offset, size } of slots) {
        const from = offset * sizeOf(kernels.dtype)
        if (shape.length > 1) kernels.axpy(-rate * settled.weightDecay, theta + from, next + from, size)
      }
    return { gradient: squares.gradient, step: movedSquares(at) }
  },
}

/**
 * Adam with weight decay apart from the gradient: θ ← (1 − α w) θ − α m̂/(√v̂ + ε). Loshchilov & Hutter 2019,
 * arXiv 1711.05101, algorithm 2; here biases do not decay.
 * @family first order
 * @formula Adam, and θ ← (1 − αw)θ on kernels
 * @source Loshchilov & Hutter 2019, arXiv 1711.05101
 * @cost a gradient
 * @memory two vectors of P
 * @needs nothing beyond the loss
 * @use where Adam over-fits
 * @throws WoodburyError BAD_OPTION
 */
export function adamW(options: AdamWOptions = {}): Said<AdamW> {
  return describe('adamW', adamWMethod.options, options)
}
