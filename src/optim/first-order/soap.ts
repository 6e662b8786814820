import { power } from '../../portable.js'
import { sizeOf } from '../../runtime/dtype.js'
import { orthonormalRoom } from '../../solve/spectral/orthonormal-rows.js'
import { batchOf } from '../batch.js'
import { above0, belowOne, fromZero, gradientBatch, learningRate, whole } from '../common-options.js'
import type { Said } from '../method.js'
import { preset } from '../preset.js'
import { cosine, type Schedule } from '../schedule.js'
import { eigenbasis, powerStep } from './eigenbasis.js'
import { type At, type Elementwise, gradientFlops, movedSquares } from './elementwise.js'
import { gather, isDue, type SidedKernel, sidedKernels, sidedRoom, sidedState, sidesOf } from './sides.js'

export interface Soap {
  readonly method: 'soap'
  readonly gradientBatch: number | 'full'
  readonly learningRate: Schedule
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  readonly weightDecay: number
  readonly interval: number
  readonly largestSide: number
}

export interface SoapOptions {
  /** Samples a step (default 128), or `full`. */
  gradientBatch?: number | 'full'
  /** Default cosine(0.003). */
  learningRate?: number | Schedule
  /** Default 0.95. */
  beta1?: number
  /** Of the squares and of both sides' moments (default 0.95). */
  beta2?: number
  /** Default 1e-8. */
  epsilon?: number
  /** w of θ ← (1 − α w) θ, on kernels alone (default 0.01). */
  weightDecay?: number
  /** Steps between power steps of a side of at most 256 columns; of a wider one in proportion to its width (default 10). */
  interval?: number
  /** A side of more columns keeps its own axes (default 1024). */
  largestSide?: number
}

export const soapMethod: Elementwise<Soap> = {
  name: 'soap',
  title: 'SOAP, Adam in the eigenbasis of Shampoo',
  steps: 'elementwise',
  rate: 0.003,
  options: {
    gradientBatch,
    learningRate,
    beta1: belowOne('decay of the first moment'),
    beta2: belowOne("decay of the second moment and of the sides' moments"),
    epsilon: above0('added to the root of the second moment'),
    weightDecay: fromZero('decay of the kernels, apart from the gradient'),
    interval: whole('steps between power steps of a side of at most 256 columns'),
    largestSide: whole('columns above which a side keeps its own axes'),
  },
  said: soap,
  settle: (said, task) => ({
    learningRate: cosine(0.003),
    beta1: 0.95,
    beta2: 0.95,
    epsilon: 1e-8,
    weightDecay: 0.01,
    interval: 10,
    largestSide: 1024,
    ...said,
    gradientBatch: batchOf(said.gradientBatch, task),
  }),
  flops: (settled, task) => gradientFlops(settled, task) + 10 * task.parameters * task.widths,
  state: ({ largestSide }, sizes) => sidedState(['moment', 'basis'], largestSide, sizes),
  room({ largestSide }, sizes) {
    const room = sidedRoom(largestSide, sizes)
    const { factor, inverse, product } = orthonormalRoom(room.values.length, room.values.length)
    const wide = (length: number) => ({ length, dtype: 'float64' }) as const
    return {
      ...room,
      moved: room.turned,
      zeros: room.turned,
      factor: wide(factor),
      inverse: wide(inverse),
      product: wide(product),
    }
  },
  settings: ({ beta1, beta2, interval, weightDecay }, short) => [
    ['betas', `${short(beta1)}, ${short(beta2)}`],
    ['power steps', `every ${interval} steps`],
    ['weight decay', short(weightDecay)],
  ],

  update(settled, at) {
    const { kernels, graph, theta, gradient, next, rate, steps } = at
    const { largestSide, beta2, weightDecay } = settled
    const squares = kernels.sumSquares(gradient, graph.parameters)
    kernels.axpby(1, theta, 0, theta, next, graph.parameters)
    const sided = sidedKernels(graph, largestSide)
    for (const { slots } of graph.nodes)
      for (const slot of slots) {
        const from = slot.offset * sizeOf(kernels.dtype)
        const kernel = sided.find(each => each.slot === slot)
        if (steps > 1) move(settled, at, from, kernel ?? { slot, inputs: 1, outputs: slot.size })
        if (!kernel) continue
        if (steps > 1) kernels.scale(1 - rate * weightDecay, next + from, slot.size)
        gather(at, beta2, gradient + from, kernel)
        turn(settled, at, from, kernel)
      }
    return { gradient: squares, step: movedSquares(at) }
  },
}

/** next ← θ − Q_L [α m̂/(√v̂ + ε)] Q_Rᵀ, m and v those of Q_Lᵀ g Q_R. */
function move({ beta1, beta2, epsilon }: Soap, at: At, from: number, kernel: SidedKernel): void {
  const { kernels, gradient, next, state, sums, rate, steps } = at
  const { size } = kernel.slot
  const g = rotated(at, gradient + from, kernel, 'NT')
  const corrections = { correction1: 1 - power(beta1, steps - 1), correction2: 1 - power(beta2, steps - 1) }
  const scalars = { rate, beta1, beta2, epsilon: epsilon / Math.sqrt(corrections.correction2), ...corrections }
  const [m, v] = [state.firstMoment + from, state.secondMoment + from]
  kernels.scale(0, state.zeros, size)
  kernels.adam([state.zeros, g, m, v, state.moved, sums], scalars, size)
  kernels.axpy(1, rotated(at, state.moved, kernel, 'NN'), next + from, size)
}

/** Where X lies in the eigenbasis ('NT'), or a matrix of the eigenbasis outside ('NN'); a side without one stays. */
function rotated({ kernels, state }: At, X: number, kernel: SidedKernel, right: 'NT' | 'NN'): number {
  const { inputs, outputs } = kernel
  let from = X
  if (kernel.left) {
    const B = [state[`basis.${kernel.left.name}`], inputs] as const
    kernels.matmul(
      right === 'NT' ? 'NN' : 'TN',
      [inputs, outputs, inputs],
      B,
      [from, outputs],
      [state.half, outputs],
      false,
    )
    from = state.half
  }
  if (kernel.right) {
    const B = [state[`basis.${kernel.right.name}`], outputs] as const
    kernels.matmul(right, [inputs, outputs, outputs], [from, outputs], B, [state.turned, outputs], false)
    from = state.turned
  }
  return from
}

/** New axes for sides that are due: eigenvectors at first, then a power step; the first moment follows them. */
function turn({ interval }: Soap, at: At, from: number, kernel: SidedKernel): void {
  const { kernels, state, steps } = at
  const due = sidesOf(kernel).filter(side => isDue(side, interval, steps))
  if (due.length === 0) return
  const { size } = kernel.slot
  const m = state.firstMoment + from
  const outside = rotated(at, m, kernel, 'NN')
  kernels.axpby(1, outside, 0, outside, state.moved, size)
  for (const side of due) {
    if (kernels.sumSquares(state[`basis.${side.name}`], side.size ** 2) === 0) eigenbasis(at, side)
    else powerStep(at, side, from, kernel)
  }
  const inside = rotated(at, state.moved, kernel, 'NT')
  kernels.axpby(1, inside, 0, inside, m, size)
}

/**
 * SOAP: Adam on the gradient of every weight matrix turned into the eigenvectors of its second moments from both sides,
 * which a power step follows from time to time. Departure: the moments get 1e-7 of their trace before a power step, whose
 * QR is Cholesky's twice; wide sides are followed less often, and keep their own axes above 1,024 columns instead of
 * 10,000; biases do not decay.
 * @family first order
 * @formula W ← (1 − α w)(W − α Q_L [m̂/(√v̂ + ε)] Q_Rᵀ), m and v Adam's of Q_Lᵀ g Q_R; every T steps Q ← qr(M Q), M = EMA(g gᵀ), EMA(gᵀg)
 * @source Vyas et al. 2024, arXiv 2409.11321, and the authors' public code; the paper's text was not at hand
 * @cost a gradient, 10 d³ flops of products a layer of width d, and every T steps about 20 d³
 * @memory two vectors of P, four matrices a layer as wide as its sides
 * @needs nothing but gradients
 * @use layers of up to about a thousand units in mini-batches, where Adam is the rival
 * @throws WoodburyError BAD_OPTION
 */
export function soap(options: SoapOptions = {}): Said<Soap> {
  return preset(soapMethod, options)
}
