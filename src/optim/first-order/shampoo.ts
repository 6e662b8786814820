import { power } from '../../portable.js'
import { roundingOf, sizeOf, viewOf } from '../../runtime/dtype.js'
import { batchOf } from '../batch.js'
import { above0, belowOne, gradientBatch, learningRate, whole, word } from '../common-options.js'
import type { Said } from '../method.js'
import { preset } from '../preset.js'
import { cosine, type Schedule } from '../schedule.js'
import { type At, type Elementwise, gradientFlops } from './elementwise.js'
import {
  eigenOf,
  gather,
  isDue,
  type Side,
  type SidedKernel,
  sidedKernels,
  sidedRoom,
  sidedState,
  sidesOf,
} from './sides.js'

/** Whose length a layer's step has: Adam's, that of the gradient, or its own. */
export type Grafting = 'adam' | 'sgd' | 'none'

export interface Shampoo {
  readonly method: 'shampoo'
  readonly gradientBatch: number | 'full'
  readonly learningRate: Schedule
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly interval: number
  readonly largestSide: number
  readonly grafting: Grafting
}

export interface ShampooOptions {
  /** Samples a step (default 128), or `full`. */
  gradientBatch?: number | 'full'
  /** Default cosine(0.003). */
  learningRate?: number | Schedule
  /** Momentum of the preconditioned gradient (default 0.95). */
  beta1?: number
  /** Decay of both sides' moments, and of the grafted squares (default 0.95). */
  beta2?: number
  /** Added to the eigenvalues of a side (default 1e-12). */
  epsilon?: number
  /** Steps between roots of a side of at most 256 columns; of a wider one in proportion to its width (default 10). */
  interval?: number
  /** A side of more columns is left out, and the other takes the whole inverse root (default 1024). */
  largestSide?: number
  /** Whose length a layer's step has: `adam` (default), `sgd`, or `none` for its own. */
  grafting?: Grafting
}

/** ε of Adam's step that is grafted, and ε of the division by a length. */
const GRAFTED = 1e-8
const TINY = 1e-16

export const shampooMethod: Elementwise<Shampoo> = {
  name: 'shampoo',
  title: 'Shampoo',
  steps: 'elementwise',
  rate: 0.003,
  options: {
    gradientBatch,
    learningRate,
    beta1: belowOne('momentum of the preconditioned gradient'),
    beta2: belowOne("decay of the sides' moments"),
    epsilon: above0('added to the eigenvalues of a side'),
    interval: whole('steps between roots of a side of at most 256 columns'),
    largestSide: whole('columns above which a side is left out'),
    grafting: word("whose length a layer's step has", ['adam', 'sgd', 'none']),
  },
  said: shampoo,
  settle: (said, task) => ({
    learningRate: cosine(0.003),
    beta1: 0.95,
    beta2: 0.95,
    epsilon: 1e-12,
    interval: 10,
    largestSide: 1024,
    grafting: 'adam',
    ...said,
    gradientBatch: batchOf(said.gradientBatch, task),
  }),
  flops: (settled, task) => gradientFlops(settled, task) + 6 * task.parameters * task.widths,
  state: ({ largestSide }, sizes) => sidedState(['moment', 'root'], largestSide, sizes),
  room: ({ largestSide }, sizes) => ({
    ...sidedRoom(largestSide, sizes),
    direction: { length: sizes.graph.parameters, dtype: sizes.dtype },
  }),
  settings: ({ beta1, beta2, interval, grafting }, short) => [
    ['betas', `${short(beta1)}, ${short(beta2)}`],
    ['roots', `every ${interval} steps`],
    ['grafting', grafting],
  ],

  update(settled, at) {
    const { kernels, graph, theta, gradient, next, state, rate, steps } = at
    const { beta1, largestSide } = settled
    const count = graph.parameters
    const squares = kernels.sumSquares(gradient, count)
    graftedStep(settled, at)
    for (const kernel of sidedKernels(graph, largestSide)) {
      const from = kernel.slot.offset * sizeOf(kernels.dtype)
      gather(at, settled.beta2, gradient + from, kernel)
      precondition(settled, at, from, kernel)
    }
    const m = state.firstMoment
    kernels.axpby(beta1, m, 1 - beta1, state.direction, m, count)
    const step = -rate / (1 - power(beta1, steps))
    kernels.axpby(1, theta, step, m, next, count)
    return { gradient: squares, step: step ** 2 * kernels.sumSquares(m, count) }
  },
}

/** direction ← g/(√v̂ + ε), v ← β₂ v + (1 − β₂) g²; or g itself where lengths are those of SGD. */
function graftedStep({ grafting, beta2 }: Shampoo, { kernels, graph, gradient, state, steps }: At): void {
  const count = graph.parameters
  if (grafting === 'sgd') {
    kernels.axpby(1, gradient, 0, gradient, state.direction, count)
    return
  }
  const view = (offset: number) => viewOf(kernels.dtype, kernels.buffer, offset, count)
  const [g, v, d] = [view(gradient), view(state.secondMoment), view(state.direction)]
  const correction = 1 - power(beta2, steps)
  for (let p = 0; p < count; p++) {
    v[p] = beta2 * v[p] + (1 - beta2) * g[p] * g[p]
    d[p] = g[p] / (Math.sqrt(v[p] / correction) + GRAFTED)
  }
}

/** The kernel's part of the direction ← left^−¼ g right^−¼, as long as what stood there. */
function precondition(settled: Shampoo, at: At, from: number, kernel: SidedKernel): void {
  const { kernels, gradient, state, steps } = at
  const { slot, inputs, outputs, left, right } = kernel
  const sides = sidesOf(kernel)
  if (sides.length === 0) return
  for (const side of sides) if (isDue(side, settled.interval, steps)) takeRoot(settled, at, side, sides.length)
  const target = state.direction + from
  const length = Math.sqrt(kernels.sumSquares(target, slot.size))
  let G = [gradient + from, outputs] as const
  if (left) {
    const product = [state.half, outputs] as const
    kernels.matmul('NN', [inputs, outputs, inputs], [state[`root.${left.name}`], inputs], G, product, false)
    G = product
  }
  if (right) {
    const product = [state.turned, outputs] as const
    kernels.matmul('NN', [inputs, outputs, outputs], G, [state[`root.${right.name}`], outputs], product, false)
    G = product
  }
  const own = Math.sqrt(kernels.sumSquares(G[0], slot.size))
  const share = settled.grafting === 'none' ? 1 : length / (own + TINY)
  kernels.axpby(share, G[0], 0, G[0], target, slot.size)
}

/** root ← (moment + ε I)^(−1/2k), k sides; a moment that is not finite leaves the root that was. */
function takeRoot({ beta2, epsilon }: Shampoo, at: At, side: Side, k: number): void {
  const { kernels, float64, state, steps } = at
  const { name, size: n } = side
  const values = eigenOf(at, side, (1 - beta2) / (1 - power(beta2, steps)))
  if (!values) return
  // Smaller ones are rounding.
  const least = roundingOf(kernels.dtype) * values[n - 1]
  const rows = new Float64Array(kernels.buffer, state.square, n * n)
  for (let r = 0; r < n; r++) {
    // Rows scaled by the −1/4k-th power: the root is the product of their transpose with them.
    let scale = Math.sqrt(Math.sqrt(Math.max(values[r], least) + epsilon))
    if (k === 2) scale = Math.sqrt(scale)
    for (let c = r * n; c < (r + 1) * n; c++) rows[c] /= scale
  }
  const [square, product] = [[state.square, n] as const, [state.secondSquare, n] as const]
  float64.syrk(true, n, n, square, product, false)
  float64.mirror(product, square, n, 0)
  viewOf(kernels.dtype, kernels.buffer, state[`root.${name}`], n * n).set(rows)
}

/**
 * Shampoo: the gradient of every weight matrix between inverse fourth roots of its second moments from both sides, as long
 * as Adam's step for that layer. Departure: moments start at 0 with Adam's correction instead of ε I; roots of wide sides
 * are renewed less often; a side above `largestSide` is left out, not blocked. The paper's text was not at hand.
 * @family first order
 * @formula W ← W − α EMA(c L^−¼ g R^−¼), L ← β₂ L + (1 − β₂) g gᵀ, R ← β₂ R + (1 − β₂) gᵀg, c = ‖Adam's‖/‖L^−¼ g R^−¼‖
 * @source Gupta, Koren, Singer 2018, arXiv 1802.09568; grafting and betas from public code of the field
 * @cost a gradient, 6 d³ flops of products a layer of width d, and every T steps two eigendecompositions
 * @memory three vectors of P, four matrices a layer as wide as its sides
 * @needs nothing but gradients
 * @use layers of up to about a thousand units in mini-batches, where Adam is the rival
 * @throws WoodburyError BAD_OPTION
 */
export function shampoo(options: ShampooOptions = {}): Said<Shampoo> {
  return preset(shampooMethod, options)
}
