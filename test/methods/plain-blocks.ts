import { dense, sequential } from '../../src/index.js'
import { PURPOSE, stream } from '../../src/random/index.js'
import { backward, forward, type Sample, times, transposed, type Weights, WIDTHS, weightsOf } from './plain-net.js'

const random = stream(17, PURPOSE.generateData)

/** Twelve samples of two outputs, and a network of three layers. */
export const samples: Sample[] = Array.from({ length: 12 }, () => {
  const x = Array.from({ length: WIDTHS[0] }, () => random.normal())
  return { x, y: [Math.sin(x[0]) * x[1], x[2] ** 2] }
})
export const data = { x: samples.map(({ x }) => [...x]), y: samples.map(({ y }) => [...y]) }
export const net = sequential({ input: 3, seed: 4 }, [dense(5, 'tanh'), dense(4, 'tanh'), dense(2)])

/** Rows of the empirical Fisher of one layer, with what they are made of. */
export interface LayerRows {
  /** N × n, in the order of the layer's parameters. */
  readonly U: number[][]
  readonly D: number[][]
  /** With its 1. */
  readonly H: number[][]
}

/** By layer; `root` are √ω of the samples. */
export function rowsByLayer(params: ArrayLike<number>, of: readonly Sample[], root?: readonly number[]): LayerRows[] {
  const weights = weightsOf(params)
  const each = of.map(({ x, y }, i) => {
    const { inputs, z } = forward(weights, x)
    const seed = z.map((value, a) => (root?.[i] ?? 1) * (value - y[a]))
    return { inputs, deltas: backward(weights, inputs, seed) }
  })
  return weights.map((_, l) => {
    const [D, H] = [each.map(({ deltas }) => deltas[l]), each.map(({ inputs }) => inputs[l])]
    return { D, H, U: D.map((delta, i) => H[i].flatMap(h => delta.map(value => h * value))) }
  })
}

export const product = (A: number[][], B: number[][]): number[][] =>
  transposed(transposed(B).map(column => times(A, column)))

/** share · U Uᵀ + λ I. */
export const damped = (U: number[][], share: number, lambda: number): number[][] =>
  U.map((u, i) => U.map((v, j) => share * u.reduce((sum, value, p) => sum + value * v[p], 0) + (i === j ? lambda : 0)))

/** The layers' parts of a parameter vector. */
export const byLayer = (v: ArrayLike<number>): number[][] => (weightsOf(v) as Weights).map(W => W.flat())
