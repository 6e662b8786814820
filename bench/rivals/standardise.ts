import type { Matrix } from '../../src/data/table.js'

/** Mean and deviation of each column of a matrix; 1 for the deviation of a constant one. */
export interface Columns {
  readonly mean: readonly number[]
  readonly scale: readonly number[]
}

const column = ({ data, shape: [n, d] }: Matrix, c: number) => Array.from({ length: n }, (_, i) => data[i * d + c])
const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length

export function columnsOf(matrix: Matrix): Columns {
  const columns = Array.from({ length: matrix.shape[1] }, (_, c) => column(matrix, c))
  const mean = columns.map(meanOf)
  const scale = columns.map((values, c) => Math.sqrt(meanOf(values.map(value => (value - mean[c]) ** 2))) || 1)
  return { mean, scale }
}

/** The rows of a matrix, standardised by the given columns. */
export const standardised = ({ data, shape: [n, d] }: Matrix, { mean, scale }: Columns): number[][] =>
  Array.from({ length: n }, (_, i) => mean.map((middle, c) => (data[i * d + c] - middle) / scale[c]))
