import type { LinearOperator } from '../../src/operators/index.js'
import { stream } from '../../src/random/index.js'

export type Rows = readonly (readonly number[])[]

export const times = (A: Rows, v: ArrayLike<number>): number[] =>
  A.map(row => row.reduce((sum, value, k) => sum + value * v[k], 0))

export const transposed = (A: Rows): number[][] => A[0].map((_, c) => A.map(row => row[c]))

/** A user's own operator. */
export const operator = (A: Rows): LinearOperator => ({ shape: [A.length, A[0].length], apply: v => times(A, v) })

/** The same with its transpose. */
export const both = (A: Rows): LinearOperator => ({ ...operator(A), applyTransposed: u => times(transposed(A), u) })

export function normals(seed: number, rows: number, columns: number): number[][] {
  const random = stream(seed, 3)
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()))
}

/** Random orthonormal rows, by Gram–Schmidt. */
export function orthogonal(seed: number, n: number): number[][] {
  const rows: number[][] = []
  for (const row of normals(seed, n, n)) {
    let left = row
    for (let turn = 0; turn < 2; turn++)
      for (const q of rows) {
        const along = q.reduce((sum, value, k) => sum + value * left[k], 0)
        left = left.map((value, k) => value - along * q[k])
      }
    const size = Math.hypot(...left)
    rows.push(left.map(value => value / size))
  }
  return rows
}

/** Qᵀ diag(values) Q. */
export function withSpectrum(seed: number, values: readonly number[]): number[][] {
  const Q = orthogonal(seed, values.length)
  return values.map((_, i) => values.map((_, j) => Q.reduce((sum, q, k) => sum + values[k] * q[i] * q[j], 0)))
}
