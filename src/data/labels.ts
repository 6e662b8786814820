import { brandOf } from '../brand.js'
import { WoodburyError } from '../errors.js'
import { show } from '../options.js'
import { isNumbers, kind } from './matrix.js'

/**
 * Class indices, 0 ≤ index < classes, from any of the forms a user may hold them in: a flat array or typed array,
 * a column ([[0], [2]] or shape [n, 1]), or one-hot rows of `classes` numbers (a single 1, the rest 0).
 * An Int32Array that is in range is returned as it is; nothing the caller owns is written.
 *
 * @param where opens every message, as in 'fit: y'
 * @throws WoodburyError EMPTY_DATA; LABEL_OUT_OF_RANGE for a label that is not a whole number from 0 to classes − 1
 *   (row, value and range named); SHAPE_MISMATCH for a row of another length, BAD_VALUE for a row that is not one-hot
 */
export function asLabels(value: unknown, classes: number, where: string): Int32Array {
  const { count, width, at } = rowsOf(value, classes, where)
  if (count === 0) throw new WoodburyError('EMPTY_DATA', `${where} is empty. Pass at least one label.`)
  const labels = width === 1 && brandOf(value) === 'Int32Array' ? (value as Int32Array) : new Int32Array(count)
  for (let row = 0; row < count; row++) {
    const label = width === 1 ? at(row, 0) : hotIndex(row, width, at, where)
    if (typeof label !== 'number' || !Number.isInteger(label) || label < 0 || label >= classes)
      throw outOfRange(row, label, classes, where, { count, at })
    if (labels !== value) labels[row] = label
  }
  return labels
}

type Rows = { count: number; width: number; at: (row: number, column: number) => unknown }

function rowsOf(value: unknown, classes: number, where: string): Rows {
  if (isNumbers(value)) {
    if (!Array.isArray(value) || !isNumbers(value[0])) return { count: value.length, width: 1, at: row => value[row] }
    const width = value[0].length
    checkWidth(width, classes, 0, where)
    return { count: value.length, width, at: (row, column) => cell(value, row, column, width, where) }
  }
  if (typeof value === 'object' && value !== null && 'data' in value && 'shape' in value) {
    const { data, shape } = value
    if (isNumbers(data) && isNumbers(shape) && (shape.length === 1 || shape.length === 2)) {
      const [count, width = 1] = Array.from(shape as ArrayLike<number>)
      if (![count, width].every(Number.isSafeInteger) || count * width !== data.length)
        throw new WoodburyError(
          'SHAPE_MISMATCH',
          `${where}: shape [${Array.from(shape, show).join(', ')}] does not hold the ${data.length} numbers of data.`,
          { shape: Array.from(shape), found: data.length },
        )
      if (count > 0) checkWidth(width, classes, 0, where)
      return { count, width, at: (row, column) => data[row * width + column] }
    }
  }
  throw new WoodburyError('BAD_VALUE', `${where} is ${kind(value)}. Pass class indices (number[]) or one-hot rows.`)
}

function cell(rows: readonly unknown[], row: number, column: number, width: number, where: string): unknown {
  const values = rows[row]
  if (!isNumbers(values))
    throw new WoodburyError('BAD_VALUE', `${where}: row ${row} is ${kind(values)}, the first row is an array.`, { row })
  if (values.length !== width)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where}: row ${row} has ${values.length} values, the first row has ${width}.`,
      { row, expected: width, found: values.length },
    )
  return values[column]
}

function checkWidth(width: number, classes: number, row: number, where: string): void {
  if (width === 1 || width === classes) return
  throw new WoodburyError(
    'SHAPE_MISMATCH',
    `${where}: row ${row} has ${width} values. For ${classes} classes pass class indices or one-hot rows of ${classes} numbers.`,
    { row, expected: classes, found: width },
  )
}

function hotIndex(row: number, width: number, at: Rows['at'], where: string): number {
  let hot = -1
  let zeros = 0
  for (let column = 0; column < width; column++) {
    const value = at(row, column)
    if (value === 1) hot = column
    else if (value === 0) zeros++
  }
  if (hot >= 0 && zeros === width - 1) return hot
  const shown = Array.from({ length: Math.min(width, 8) }, (_, column) => show(at(row, column))).join(', ')
  throw new WoodburyError(
    'BAD_VALUE',
    `${where}: row ${row} is [${shown}${width > 8 ? ', …' : ''}]. A one-hot row holds a single 1 and otherwise 0.`,
    { row },
  )
}

function outOfRange(
  row: number,
  label: unknown,
  classes: number,
  where: string,
  { count, at }: Pick<Rows, 'count' | 'at'>,
): WoodburyError {
  let least = Number.POSITIVE_INFINITY
  let whole = true
  for (let i = 0; i < count; i++) {
    const value = at(i, 0)
    whole &&= Number.isInteger(value)
    if (typeof value === 'number') least = Math.min(least, value)
  }
  let advice = ''
  if (whole && least === 1) advice = '; yours start at 1: subtract 1?'
  else if (whole && least > 1) advice = `; yours start at ${least}: number the classes from 0, or pass text labels.`
  else advice = '.'
  const shown =
    typeof label === 'string'
      ? `"${label.slice(0, 40)}" (a string)`
      : typeof label === 'number'
        ? `${label}`
        : kind(label)
  return new WoodburyError(
    'LABEL_OUT_OF_RANGE',
    `${where}: row ${row} has label ${shown}; labels must be whole numbers from 0 to ${classes - 1}${advice}`,
    { row, value: label, min: 0, max: classes - 1 },
  )
}
