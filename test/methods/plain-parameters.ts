import { stream } from '../../src/random/index.js'
import { solveDense } from '../reference/linear.js'
import { curves } from './plain-data.js'
import { dot } from './plain-matrices.js'
import { ggnOf, gradientOf, lossOf } from './plain-net.js'

export const { samples, data } = curves(stream(8, 6))

/** Loss, gradient and Gauss–Newton matrix of f + w/2 ‖θ‖², the matrix without w. */
export const pointAt = (theta: readonly number[], w: number) => ({
  f: lossOf(theta, samples) + (w / 2) * dot(theta, theta),
  g: gradientOf(theta, samples).map((value, p) => value + w * theta[p]),
  C: ggnOf(theta, samples),
})

/** (C + diag shift)⁻¹ b. */
export const solvePlus = (C: number[][], shift: readonly number[], b: readonly number[]): number[] =>
  solveDense(
    C.map((row, r) => row.map((value, c) => (r === c ? value + shift[r] : value))),
    [...b],
  )

export const moved = (theta: readonly number[], v: readonly number[], alpha = 1): number[] =>
  theta.map((value, p) => value + alpha * v[p])
