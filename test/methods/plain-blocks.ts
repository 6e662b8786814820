import { PURPOSE, stream } from '../../src/random/index.js'
import { curves } from './plain-data.js'
import { backward, forward, type Sample, type Weights, weightsOf } from './plain-net.js'

export { net } from './plain-data.js'

export const { samples, data } = curves(stream(17, PURPOSE.generateData))

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

/** share · U Uᵀ + λ I. */
export const damped = (U: number[][], share: number, lambda: number): number[][] =>
  U.map((u, i) => U.map((v, j) => share * u.reduce((sum, value, p) => sum + value * v[p], 0) + (i === j ? lambda : 0)))

/** The layers' parts of a parameter vector. */
export const byLayer = (v: ArrayLike<number>): number[][] => (weightsOf(v) as Weights).map(W => W.flat())
