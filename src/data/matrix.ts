import { arrayIn } from '../arrays.js'
import { brandOf, classOf, REVOKED } from '../brand.js'
import { WoodburyError } from '../errors.js'
import { show } from '../options.js'
import { type Fields, isObject } from '../plain.js'
import { type DType, dtypeOf, type FloatArray } from '../runtime/dtype.js'
import { allFinite } from '../vectors.js'
import { floats, type Matrix } from './table.js'

/** Numbers in the order of rows, as `asMatrix` takes them. */
type Numbers = ArrayLike<unknown>

export type MatrixOptions = {
  dtype?: DType
  /** Numbers that are looked at in an array that is kept as it is; without it all. The others are `checkFinite`'s. */
  first?: number
}

/**
 * Turns what a user passes as x or y into a matrix of finite numbers:
 * `number[][]` (rows may be typed arrays), a flat `number[]` or typed array (one column), or `{ data, shape: [n, d] }`.
 * A `{ data, shape }` that already has the dtype keeps its array; nothing the caller owns is written.
 *
 * @param where opens every message, as in 'fit: x'
 * @param dtype of the result; without it float64, and float32 for a Float32Array
 * @throws WoodburyError EMPTY_DATA, SHAPE_MISMATCH (ragged rows, or a shape that does not hold the data), BAD_VALUE
 *   (something that is not a number), NON_FINITE_INPUT (NaN, ∞, or a number too large for float32); row and column,
 *   counted from 0, are in the message and in `facts`
 */
export function asMatrix(value: unknown, where: string, options: MatrixOptions = {}): Matrix {
  if (isNumbers(value))
    return Array.isArray(value) && isNumbers(value[0])
      ? fromRows(value, where, options.dtype)
      : fromFlat(value, where, options)
  if (isObject(value) && 'data' in value && 'shape' in value) return fromShaped(value, where, options)
  throw new WoodburyError('BAD_VALUE', `${where} is ${kind(value)}. Pass rows (number[][]) or { data, shape: [n, d] }.`)
}

/** A word for what a value is, for messages: 'a string', 'null', 'a hole' … */
export function kind(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'undefined'
  if (classOf(value) === 'Array') return 'an array'
  if (typeof value !== 'object' || classOf(value) === 'Object')
    return typeof value === 'object' ? 'an object' : `a ${typeof value}`
  return `a ${brandOf(value) ?? classOf(value)}`
}

/** Whether a value is an array or a typed array, of any realm (but not a DataView or a string). */
export function isNumbers(value: unknown): value is Numbers {
  return brandOf(value) !== undefined || (classOf(value) !== REVOKED && Array.isArray(value))
}

function fromFlat(values: Numbers, where: string, options: MatrixOptions): Matrix {
  if (values.length === 0) throw empty(where, 'no rows')
  return { data: checked(values, 1, where, options), shape: [values.length, 1] }
}

function fromShaped({ data, shape, stride }: Fields, where: string, options: MatrixOptions): Matrix {
  if (!isNumbers(data))
    throw new WoodburyError('BAD_VALUE', `${where}: data is ${kind(data)}. Pass a Float32Array or Float64Array.`)
  if (!isNumbers(shape) || shape.length !== 2 || ![shape[0], shape[1]].every(size => isCount(size)))
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where}: shape is ${text(shape)}. Pass two whole numbers, [rows, columns].`,
      {
        shape,
      },
    )
  const [rows, columns] = [Number(shape[0]), Number(shape[1])]
  if (isNumbers(stride) && (stride[0] !== columns || stride[1] !== 1))
    throw new WoodburyError(
      'BAD_VALUE',
      `${where} is a view with strides ${text(stride)}. Pass a copy whose rows follow one another.`,
    )
  if (rows * columns !== data.length)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where}: shape [${rows}, ${columns}] holds ${rows * columns} numbers but data has ${data.length}.`,
      { shape: [rows, columns], expected: rows * columns, found: data.length },
    )
  if (data.length === 0) throw empty(where, `shape [${rows}, ${columns}]`)
  return { data: checked(data, columns, where, options), shape: [rows, columns] }
}

function fromRows(rows: readonly unknown[], where: string, dtype: DType = 'float64'): Matrix {
  const first = rows[0] as Numbers
  const columns = first.length
  arrayIn(first, `${where}: row 0`)
  if (columns === 0) throw empty(where, 'rows without values')
  const data = floats(rows.length * columns, dtype)
  for (let row = 0; row < rows.length; row++) {
    const values = rows[row]
    if (!isNumbers(values))
      throw new WoodburyError(
        'BAD_VALUE',
        `${where}: row ${row} is ${row in rows ? kind(values) : 'a hole'}, the first row is an array. Pass an array for every row.`,
        { row, type: typeof values },
      )
    if (values.length !== columns) {
      arrayIn(values, `${where}: row ${row}`)
      throw new WoodburyError(
        'SHAPE_MISMATCH',
        `${where}: row ${row} has ${values.length} values, the first row has ${columns}. Give every row ${columns}.`,
        { row, expected: columns, found: values.length },
      )
    }
    for (let column = 0; column < columns; column++) {
      const value = values[column]
      const at = row * columns + column
      if (typeof value === 'number') data[at] = value
      if (typeof value !== 'number' || !Number.isFinite(data[at]))
        throw badValue(values, column, row, column, where, dtype)
    }
  }
  return { data, shape: [rows.length, columns] }
}

/** The values as an array of the dtype, each of them a finite number; the same array if it is one already. */
function checked(values: Numbers, columns: number, where: string, { dtype, first }: MatrixOptions): FloatArray {
  const brand = brandOf(values)
  const wanted = dtype ?? (brand === 'Float32Array' ? 'float32' : 'float64')
  const fits = brand === (wanted === 'float32' ? 'Float32Array' : 'Float64Array')
  const data = fits ? (values as FloatArray) : floats(values.length, wanted)
  const typed = brand !== undefined && !brand.startsWith('Big')
  if (typed && !fits) data.set(values as FloatArray)
  if (typed && allFinite(data, 0, fits ? first : undefined)) return data
  for (let at = 0; at < values.length; at++) {
    const value = values[at]
    if (!typed && typeof value === 'number') data[at] = value
    if (typeof value !== 'number' || !Number.isFinite(data[at]))
      throw badValue(values, at, Math.floor(at / columns), at % columns, where, wanted)
  }
  return data
}

/** Looks at the numbers from one place up to another. @throws WoodburyError NON_FINITE_INPUT */
export function checkFinite({ data, shape: [, columns] }: Matrix, where: string, from: number, to: number): void {
  if (allFinite(data, from, to)) return
  for (let at = from; ; at++)
    if (!Number.isFinite(data[at]))
      throw badValue(data, at, Math.floor(at / columns), at % columns, where, dtypeOf(data))
}

function badValue(
  values: Numbers,
  at: number,
  row: number,
  column: number,
  where: string,
  dtype: DType,
): WoodburyError {
  const value = values[at]
  const place = `${where}: row ${row}, column ${column}`
  if (typeof value !== 'number') {
    const type = at in values ? kind(value) : 'a hole'
    const shown = typeof value === 'string' ? ` ("${value.slice(0, 40)}")` : ''
    const cure =
      typeof value === 'bigint'
        ? 'Convert them, as Float64Array.from(values, Number) does'
        : 'Every value must be a number'
    return new WoodburyError('BAD_VALUE', `${place} is ${type}${shown}. ${cure}.`, {
      row,
      column,
      type: value === null ? 'null' : typeof value,
    })
  }
  if (Number.isFinite(value))
    return new WoodburyError(
      'NON_FINITE_INPUT',
      `${place} is ${value}, too large for ${dtype}. Rescale it or pass float64.`,
      {
        row,
        column,
        value,
      },
    )
  return new WoodburyError('NON_FINITE_INPUT', `${place} is ${value}. Remove or replace the row: it must be finite.`, {
    row,
    column,
    value,
  })
}

function empty(where: string, what: string): WoodburyError {
  return new WoodburyError('EMPTY_DATA', `${where} is empty (${what}). Pass at least one row and one column.`)
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

function text(shape: unknown): string {
  return isNumbers(shape) ? `[${Array.from(shape, show).join(', ')}]` : kind(shape)
}
