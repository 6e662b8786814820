import { stream } from '../../src/random/index.js'
import { solveDense } from '../reference/linear.js'
import { ggnOf, gradientOf, lossOf, type Sample } from './plain-net.js'

const random = stream(8, 6)

/** Twelve samples of two smooth outputs. */
export const samples: Sample[] = Array.from({ length: 12 }, () => {
  const x = [random.normal(), random.normal(), random.normal()]
  return { x, y: [Math.sin(x[0]) * x[1], x[2] ** 2] }
})

export const data = { x: samples.map(({ x }) => [...x]), y: samples.map(({ y }) => [...y]) }

export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, p) => sum + value * b[p], 0)

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
