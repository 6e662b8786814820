import { solveShifted, times, transposed } from './plain-net.js'

export type Matrix = number[][]

export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, k) => sum + value * b[k], 0)

export const outer = (a: readonly number[], b: readonly number[] = a): Matrix =>
  a.map(value => b.map(other => value * other))

export const identity = (n: number): Matrix =>
  Array.from({ length: n }, (_, r) => Array.from({ length: n }, (__, c) => +(r === c)))

export const product = (A: Matrix, B: Matrix): Matrix => transposed(transposed(B).map(column => times(A, column)))

/** a A + b B. */
export const combined = (a: number, A: Matrix, b: number, B: Matrix): Matrix =>
  A.map((row, r) => row.map((value, c) => a * value + b * B[r][c]))

export const inverse = (A: Matrix): Matrix => solveShifted(A, 0, identity(A.length))

/** f of each two entries. */
export const map = (A: Matrix, B: Matrix, f: (a: number, b: number) => number): Matrix =>
  A.map((row, r) => row.map((value, c) => f(value, B[r][c])))
