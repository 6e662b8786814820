import { solveDense } from '../reference/linear.js'

/** A perceptron of tanh layers with a linear end, as plain arrays: W by layer [in + 1][out], its last row the bias. */
export type Weights = number[][][]

export const WIDTHS = [3, 5, 4, 2] as const

/** Parameters as a model holds them: kernel [in, out] row by row, then the bias. */
export function weightsOf(params: ArrayLike<number>, widths: readonly number[] = WIDTHS): Weights {
  let at = 0
  return widths
    .slice(1)
    .map((units, l) => Array.from({ length: widths[l] + 1 }, () => Array.from({ length: units }, () => params[at++])))
}

export const flat = (weights: Weights): number[] => weights.flat(2)

/** Inputs of every layer, each with its 1, and the outputs. */
export function forward(weights: Weights, x: readonly number[]) {
  const inputs: number[][] = []
  let h = [...x]
  weights.forEach((W, l) => {
    inputs.push([...h, 1])
    const a = W[0].map((_, o) => W.reduce((sum, row, i) => sum + row[o] * inputs[l][i], 0))
    h = l < weights.length - 1 ? a.map(Math.tanh) : a
  })
  return { inputs, z: h }
}

/** δ of every layer for a seed at the outputs. */
export function backward(weights: Weights, inputs: readonly number[][], seed: readonly number[]): number[][] {
  const deltas: number[][] = [[...seed]]
  for (let l = weights.length - 1; l > 0; l--) {
    const below = inputs[l].slice(0, -1).map((value, i) => {
      const sum = weights[l][i].reduce((total, w, o) => total + w * deltas[0][o], 0)
      return sum * (1 - value * value)
    })
    deltas.unshift(below)
  }
  return deltas
}

export interface Sample {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** Mean of ½ ‖z − y‖². */
export const lossOf = (params: ArrayLike<number>, samples: readonly Sample[]): number => {
  const weights = weightsOf(params)
  const sum = samples.reduce((total, { x, y }) => {
    const { z } = forward(weights, x)
    return total + z.reduce((part, value, a) => part + (value - y[a]) ** 2 / 2, 0)
  }, 0)
  return sum / samples.length
}

/** Derivatives of one scalar of the outputs by all parameters, in their order. */
export function rowOf(weights: Weights, x: readonly number[], seed: readonly number[]): number[] {
  const { inputs } = forward(weights, x)
  const deltas = backward(weights, inputs, seed)
  return deltas.flatMap((delta, l) => inputs[l].flatMap(h => delta.map(value => h * value)))
}

/** Mean gradient of ½ ‖z − y‖². */
export function gradientOf(
  params: ArrayLike<number>,
  samples: readonly Sample[],
  widths?: readonly number[],
): number[] {
  const weights = weightsOf(params, widths)
  const rows = samples.map(({ x, y }) => {
    const { z } = forward(weights, x)
    return rowOf(
      weights,
      x,
      z.map((value, a) => value - y[a]),
    )
  })
  return rows[0].map((_, p) => rows.reduce((sum, row) => sum + row[p], 0) / samples.length)
}

/** G = (1/N) Σ JᵀJ. */
export function ggnOf(params: ArrayLike<number>, samples: readonly Sample[]): number[][] {
  const weights = weightsOf(params)
  const m = WIDTHS[WIDTHS.length - 1]
  const rows = samples.flatMap(({ x }) =>
    Array.from({ length: m }, (_, a) =>
      rowOf(
        weights,
        x,
        Array.from({ length: m }, (_, b) => (a === b ? 1 : 0)),
      ),
    ),
  )
  const P = rows[0].length
  const G = Array.from({ length: P }, () => new Array<number>(P).fill(0))
  for (const row of rows)
    for (let p = 0; p < P; p++) for (let q = 0; q < P; q++) G[p][q] += (row[p] * row[q]) / samples.length
  return G
}

export const times = (A: readonly (readonly number[])[], v: readonly number[]): number[] =>
  A.map(row => row.reduce((sum, value, k) => sum + value * v[k], 0))

/** (A + shift I)⁻¹ B. */
export function solveShifted(A: number[][], shift: number, B: number[][]): number[][] {
  const M = A.map((row, i) => row.map((value, j) => (i === j ? value + shift : value)))
  const columns = B[0].map((_, c) =>
    solveDense(
      M,
      B.map(row => row[c]),
    ),
  )
  return B.map((_, r) => columns.map(column => column[r]))
}

export const transposed = (A: number[][]): number[][] => A[0].map((_, c) => A.map(row => row[c]))
