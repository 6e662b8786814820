import { power } from '../../portable.js'
import { sizeOf } from '../../runtime/dtype.js'
import { batchOf } from '../batch.js'
import { belowOne, fromZero, gradientBatch, learningRate, whole } from '../common-options.js'
import type { Said, Sizes, StateSpec } from '../method.js'
import { preset } from '../preset.js'
import { cosine, type Schedule } from '../schedule.js'
import { type At, type Elementwise, gradientFlops, movedSquares, vectors } from './elementwise.js'

export interface Muon {
  readonly method: 'muon'
  readonly gradientBatch: number | 'full'
  readonly learningRate: Schedule
  readonly momentum: number
  readonly iterations: number
  readonly weightDecay: number
  readonly adamShare: number
}

export interface MuonOptions {
  /** Samples a step (default 128), or `full`. */
  gradientBatch?: number | 'full'
  /** α of the matrices, default cosine(0.02). */
  learningRate?: number | Schedule
  /** b of B ← b B + (1 − b) g (default 0.95). */
  momentum?: number
  /** Newton–Schulz iterations of a matrix (default 5). */
  iterations?: number
  /** w of θ ← (1 − α w) θ − …, on kernels alone (default 0). */
  weightDecay?: number
  /** Rate of Adam, which the last layer and the biases take, as a share of α (default 0.015: 3e-4 at 0.02). */
  adamShare?: number
}

/** Coefficients of X ← a X + (b A + c A²) X, A = X Xᵀ: singular values from 0 up come near 1 in five iterations. */
const [a, b, c] = [3.4445, -4.775, 2.0315]

/** Betas and ε of Adam, and ε of the division by a norm, as in the authors' code. */
const ADAM = { beta1: 0.9, beta2: 0.95, epsilon: 1e-10 }
const TINY = 1e-7

/** Matrices that are orthogonalised: kernels of all layers but the outputs. */
const matricesOf = ({ nodes, outputs }: Sizes['graph']) =>
  nodes.flatMap(({ slots }, k) => (outputs.includes(k) ? [] : slots.filter(({ shape }) => shape.length > 1)))

function room({ graph, dtype }: Sizes): StateSpec {
  const shapes = matricesOf(graph).map(({ shape }) => shape as readonly [number, number])
  const largest = { length: Math.max(0, ...shapes.map(([rows, columns]) => rows * columns)), dtype }
  const smaller = { length: Math.max(0, ...shapes.map(([rows, columns]) => Math.min(rows, columns) ** 2)), dtype }
  return { iterate: largest, turned: largest, gram: smaller, polynomial: smaller }
}

export const muonMethod: Elementwise<Muon> = {
  name: 'muon',
  title: 'Muon',
  steps: 'elementwise',
  rate: 0.02,
  options: {
    gradientBatch,
    learningRate,
    momentum: belowOne('decay of the momentum'),
    iterations: whole('Newton-Schulz iterations of a matrix'),
    weightDecay: fromZero('decay of the kernels, apart from the gradient'),
    adamShare: fromZero("Adam's rate for biases and the last layer, as a share of the step length"),
  },
  said: muon,
  settle: (said, task) => ({
    learningRate: cosine(0.02),
    momentum: 0.95,
    iterations: 5,
    weightDecay: 0,
    adamShare: 0.015,
    ...said,
    gradientBatch: batchOf(said.gradientBatch, task),
  }),
  flops: (settled, task) => gradientFlops(settled, task) + settled.iterations * 4 * task.parameters * task.widths,
  state: (_settled, sizes) => vectors(['firstMoment', 'secondMoment'], sizes),
  room: (_settled, sizes) => room(sizes),
  settings: ({ momentum, iterations, weightDecay }, short) => [
    ['momentum', short(momentum)],
    ['iterations', String(iterations)],
    ['weight decay', short(weightDecay)],
  ],

  update(settled, at) {
    const { kernels, graph, gradient } = at
    const squares = kernels.sumSquares(gradient, graph.parameters)
    const matrices = matricesOf(graph)
    for (const { slots } of graph.nodes)
      for (const slot of slots) {
        const from = slot.offset * sizeOf(kernels.dtype)
        const [inputs, outputs] = slot.shape
        if (matrices.includes(slot)) matrixStep(settled, at, from, inputs, outputs as number)
        else adamStep(settled, at, from, slot.size)
        if (slot.shape.length > 1 && settled.weightDecay > 0)
          kernels.axpy(-at.rate * settled.weightDecay, at.theta + from, at.next + from, slot.size)
      }
    return { gradient: squares, step: movedSquares(at) }
  },
}

/** Adam's pass over a part of the parameters. */
function adamStep(
  { adamShare }: Muon,
  { kernels, theta, gradient, next, state, sums, rate, steps }: At,
  from: number,
  count: number,
) {
  const places = [theta, gradient, state.firstMoment, state.secondMoment, next].map(place => place + from)
  const [t, g, m, v, n] = places
  const corrections = { correction1: 1 - power(ADAM.beta1, steps), correction2: 1 - power(ADAM.beta2, steps) }
  kernels.adam([t, g, m, v, n, sums], { rate: rate * adamShare, ...ADAM, ...corrections }, count)
}

/** next ← θ − α √max(1, outputs/inputs) X, X the orthogonalised Nesterov momentum of a kernel, inputs × outputs. */
function matrixStep(settled: Muon, at: At, from: number, inputs: number, outputs: number): void {
  const { kernels, theta, gradient, next, state, rate } = at
  const { momentum: beta, iterations } = settled
  const count = inputs * outputs
  const B = state.firstMoment + from
  kernels.axpby(beta, B, 1 - beta, gradient + from, B, count)
  kernels.axpby(beta, B, 1 - beta, gradient + from, state.iterate, count)
  const norm = Math.sqrt(kernels.sumSquares(state.iterate, count)) + TINY
  kernels.scale(1 / norm, state.iterate, count)
  let [X, Y] = [state.iterate, state.turned]
  for (let i = 0; i < iterations; i++) {
    newtonSchulz(at, [X, outputs], [Y, outputs], inputs, outputs)
    ;[X, Y] = [Y, X]
  }
  kernels.axpby(1, theta + from, -rate * Math.sqrt(Math.max(1, outputs / inputs)), X, next + from, count)
}

/** Y ← a X + (b A + c A²) X, A = X Xᵀ of the smaller side: from the left, or from the right. */
function newtonSchulz(
  { kernels, state }: At,
  X: readonly [number, number],
  Y: readonly [number, number],
  rows: number,
  columns: number,
): void {
  const left = rows <= columns
  const n = left ? rows : columns
  const [A, P] = [[state.gram, n] as const, [state.polynomial, n] as const]
  if (left) kernels.matmul('NT', [n, n, columns], X, X, A, false)
  else kernels.matmul('TN', [n, n, rows], X, X, A, false)
  kernels.matmul('NN', [n, n, n], A, A, P, false)
  kernels.axpby(b, state.gram, c, state.polynomial, state.polynomial, n * n)
  if (left) kernels.matmul('NN', [rows, columns, n], P, X, Y, false)
  else kernels.matmul('NN', [rows, columns, n], X, P, Y, false)
  kernels.axpy(a, X[0], Y[0], rows * columns)
}

/**
 * Muon: the momentum of every weight matrix, orthogonalised by five Newton–Schulz iterations, is the step.
 * Departure: Adam's rate for biases and the last layer is a share of α, so that one schedule moves both.
 * @family first order
 * @formula W ← W − α √max(1, out/in) NS₅(b B + (1 − b) g), B ← b B + (1 − b) g, NS: X ← a X + (b A + c A²) X, A = X Xᵀ
 * @source Jordan et al. 2024, the authors' public code; the write-up was not at hand
 * @cost a gradient, and 5 × 6 d² P/d flops of matrix products a layer of width d
 * @memory two vectors of P, four matrices of the largest layer
 * @needs nothing but gradients
 * @use wide layers in mini-batches, where Adam is the rival
 * @throws WoodburyError BAD_OPTION
 */
export function muon(options: MuonOptions = {}): Said<Muon> {
  return preset(muonMethod, options)
}
