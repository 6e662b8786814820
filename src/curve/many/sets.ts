import { WoodburyError } from '../../errors.js'
import { show } from '../../options.js'
import { isList, numbersOf } from '../data/numbers.js'

const WHERE = 'fitMany'

/** The lists of y, one a set. */
export function setsOf(y: unknown, axis: 'rows' | 'columns'): Float64Array[] {
  if (!isList(y)) {
    const { data, shape } = (y ?? {}) as { data?: unknown; shape?: readonly number[] }
    if (data === undefined || !Array.isArray(shape))
      throw new WoodburyError('SHAPE_MISMATCH', `${WHERE}: y is ${show(y)}. Pass a list of lists, or { data, shape }.`)
    const flat = numbersOf(data, WHERE, 'y.data')
    const [rows, columns] = shape
    if (rows * columns !== flat.length)
      throw new WoodburyError('SHAPE_MISMATCH', `${WHERE}: y.shape is [${shape}], y.data has ${flat.length} numbers.`)
    return axis === 'rows'
      ? Array.from({ length: rows }, (_, row) => flat.slice(row * columns, (row + 1) * columns))
      : Array.from({ length: columns }, (_, column) =>
          Float64Array.from({ length: rows }, (_, row) => flat[row * columns + column]),
        )
  }
  const rows = Array.from(y, (row, index) => numbersOf(row, WHERE, `y[${index}]`))
  if (rows.length === 0) throw new WoodburyError('EMPTY_DATA', `${WHERE}: y is empty. Pass at least one data set.`)
  if (axis === 'rows') return rows
  return Array.from(rows[0], (_, column) => Float64Array.from(rows, row => row[column]))
}
