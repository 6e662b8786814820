import { WoodburyError } from '../../errors.js'
import type { Fields } from '../../plain.js'
import { numbersOf } from '../data/numbers.js'
import type { SparseRows } from '../engine/residuals.js'

/**
 * Entries by row and column, put in order of their rows; equal places add up.
 * @throws WoodburyError BAD_MODEL for a place outside, or lists of different lengths
 */
export function sparseRows(given: Fields, rows: number, columns: number, where: string): SparseRows {
  const [at, of, values] = ['rows', 'columns', 'values'].map(name => numbersOf(given[name], where, `jacobian.${name}`))
  if (at.length !== values.length || of.length !== values.length)
    throw new WoodburyError(
      'BAD_MODEL',
      `${where}: jacobian has ${at.length} rows, ${of.length} columns and ${values.length} values. Return three lists of one length.`,
    )
  const isPlace = (place: number, most: number) => Number.isInteger(place) && place >= 0 && place < most
  const starts = new Int32Array(rows + 1)
  for (let entry = 0; entry < values.length; entry++) {
    if (!isPlace(at[entry], rows) || !isPlace(of[entry], columns))
      throw new WoodburyError(
        'BAD_MODEL',
        `${where}: jacobian has entry ${entry} in row ${at[entry]}, column ${of[entry]}. It has ${rows} rows and ${columns} columns.`,
        { entry },
      )
    starts[at[entry] + 1]++
  }
  for (let row = 0; row < rows; row++) starts[row + 1] += starts[row]
  const next = starts.slice()
  const found = { starts, columns: new Int32Array(values.length), values: new Float64Array(values.length) }
  for (let entry = 0; entry < values.length; entry++) {
    const place = next[at[entry]]++
    found.columns[place] = of[entry]
    found.values[place] = values[entry]
  }
  return found
}

/** Writes the rows from … to into a block of columns, `stride` apart. */
export function spread(
  { starts, columns, values }: SparseRows,
  from: number,
  to: number,
  J: Float64Array,
  stride: number,
) {
  for (let at = 0; at < J.length; at += stride) J.fill(0, at, at + to - from)
  for (let row = from; row < to; row++)
    for (let entry = starts[row]; entry < starts[row + 1]; entry++)
      J[columns[entry] * stride + row - from] += values[entry]
}
