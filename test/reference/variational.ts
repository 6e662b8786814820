import type { Graph } from '../../src/model/graph.js'
import { solveDense } from './linear.js'
import { first, moved, outputs, second, value } from './taylor.js'

/** E = −½ Σ_k [∂²_k log ψ + (∂_k log ψ)²] + V of a network − γ|x|², by polynomials, axis by axis. */
export function localEnergy(
  graph: Graph,
  params: ArrayLike<number>,
  x: readonly number[],
  gamma: number,
  potential: (x: readonly number[]) => number,
): number {
  let kinetic = 0
  x.forEach((at, k) => {
    const [u] = outputs(graph, params, x, k, -1)
    kinetic -= (second(u) - 2 * gamma + (first(u) - 2 * gamma * at) ** 2) / 2
  })
  return kinetic + potential(x)
}

/** ∂ log ψ/∂θ of each position, less the mean of all of them, over √N. */
export function centredRows(graph: Graph, params: ArrayLike<number>, positions: readonly number[][]): number[][] {
  const rows = positions.map(x =>
    Array.from(params, (_, p) => {
      const [u] = outputs(graph, params, x, 0, p)
      return value(moved(u))
    }),
  )
  const N = rows.length
  const mean = rows[0].map((_, p) => rows.reduce((sum, row) => sum + row[p] / N, 0))
  return rows.map(row => row.map((o, p) => (o - mean[p]) / Math.sqrt(N)))
}

/** e = −(E − mean E)/√N, E clipped to its median ± 5 mean absolute deviations from it. */
export function rightHandSide(E: readonly number[]): number[] {
  const N = E.length
  const sorted = [...E].sort((a, b) => a - b)
  const median = N % 2 ? sorted[(N - 1) / 2] : (sorted[N / 2 - 1] + sorted[N / 2]) / 2
  const spread = E.reduce((sum, e) => sum + Math.abs(e - median), 0) / N
  const clipped = E.map(e => Math.max(median - 5 * spread, Math.min(median + 5 * spread, e)))
  const mean = clipped.reduce((sum, e) => sum + e, 0) / N
  return clipped.map(e => -(e - mean) / Math.sqrt(N))
}

/** Oᵀ (O Oᵀ + 11ᵀ/N + λI)⁻¹ (e − μ O d₋) + μ d₋: SPRING as its authors have it (Goldshlager, Abrahamsen & Lin 2024). */
export function springDirection(
  O: readonly number[][],
  e: readonly number[],
  lambda: number,
  mu: number,
  before: readonly number[],
): number[] {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, each, k) => sum + each * b[k], 0)
  const N = O.length
  const T = O.map((a, i) => O.map((b, j) => dot(a, b) + 1 / N + (i === j ? lambda : 0)))
  const t = solveDense(
    T,
    e.map((each, i) => each - mu * dot(O[i], before)),
  )
  return before.map((each, p) => mu * each + O.reduce((sum, row, i) => sum + t[i] * row[p], 0))
}

/** Rows of `columns` numbers. */
export const rowsOf = (flat: readonly number[], columns: number): number[][] =>
  Array.from({ length: flat.length / columns }, (_, i) => flat.slice(i * columns, (i + 1) * columns))
