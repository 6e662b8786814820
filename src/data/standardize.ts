import { WoodburyError } from '../errors.js'
import type { Standardization } from '../model/graph.js'
import { type DType, dtypeOf } from '../runtime/dtype.js'
import { type Matrix, zeros } from './table.js'

export type { Standardization }

/**
 * Mean and population standard deviation of each column, in float64 whatever the matrix holds.
 * The mean is corrected by the mean of the deviations from it: a sum of many rows is off by more than one rounding.
 * The deviations are divided by the largest of them before they are squared, so neither 1e-170 nor 1e170 is lost.
 * A column that never changes has scale 1, hence becomes 0; its index is in `constant`.
 */
export function standardization({ data, shape: [rows, columns] }: Matrix): Standardization & { constant: number[] } {
  const sums = () => new Float64Array(columns)
  const [rough, drift, largest, squares] = [sums(), sums(), sums(), sums()]
  const changes = new Uint8Array(columns)
  // Row by row, as the numbers lie in memory: column by column takes a third longer.
  for (let at = 0; at < data.length; )
    for (let column = 0; column < columns; column++, at++) {
      rough[column] += data[at] / rows
      if (data[at] !== data[column]) changes[column] = 1
    }
  for (let at = 0; at < data.length; )
    for (let column = 0; column < columns; column++, at++) {
      const deviation = data[at] - rough[column]
      drift[column] += deviation
      largest[column] = Math.max(largest[column], Math.abs(deviation))
    }
  const mean = Array.from(rough, (value, column) => (changes[column] ? value + drift[column] / rows : data[column]))
  for (let at = 0; at < data.length; )
    for (let column = 0; column < columns; column++, at++) {
      const share = (data[at] - mean[column]) / largest[column]
      squares[column] += share * share
    }
  return {
    mean,
    scale: mean.map((_, column) => (changes[column] ? largest[column] * Math.sqrt(squares[column] / rows) : 1)),
    constant: [...changes.keys()].filter(column => !changes[column]),
  }
}

/**
 * (value − mean) / scale for each column, as a new matrix, computed in float64.
 * @throws WoodburyError SHAPE_MISMATCH when the constants are those of another number of columns
 */
export function standardize(matrix: Matrix, constants: Standardization, dtype: DType = dtypeOf(matrix.data)): Matrix {
  return mapColumns(matrix, constants, dtype, (value, mean, scale) => (value - mean) / scale)
}

/**
 * value · scale + mean for each column: predictions back in the target's own units.
 * @throws WoodburyError SHAPE_MISMATCH when the constants are those of another number of columns
 */
export function unstandardize(matrix: Matrix, constants: Standardization, dtype: DType = dtypeOf(matrix.data)): Matrix {
  return mapColumns(matrix, constants, dtype, (value, mean, scale) => value * scale + mean)
}

function mapColumns(
  { data, shape: [rows, columns] }: Matrix,
  { mean, scale }: Standardization,
  dtype: DType,
  map: (value: number, mean: number, scale: number) => number,
): Matrix {
  if (mean.length !== columns || scale.length !== columns)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `standardize: the data have ${columns} columns, the constants are for ${mean.length}. Use those of the same columns.`,
      { expected: mean.length, found: columns },
    )
  const result = zeros(rows, columns, dtype)
  for (let at = 0; at < data.length; )
    for (let column = 0; column < columns; column++, at++) result.data[at] = map(data[at], mean[column], scale[column])
  return result
}
