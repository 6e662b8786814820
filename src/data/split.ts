import { attached } from '../arrays.js'
import { WoodburyError } from '../errors.js'
import { isLabels } from '../model/losses/loss.js'
import { show } from '../options.js'
import { isObject } from '../plain.js'
import { PURPOSE } from '../random/purposes.js'
import { stream } from '../random/stream.js'
import type { FloatArray } from '../runtime/dtype.js'
import type { DataSet, Matrix } from './table.js'

/**
 * Row numbers of a random split: round(fraction · n) of them, but at least one, are held out; the rest is `train`.
 * Both parts are ascending, so that a split does not reorder the data.
 * @throws WoodburyError BAD_OPTION unless 0 < fraction < 1 and both parts get a row
 */
export function splitRows(
  n: number,
  fraction: number,
  seed = 0,
  purpose: number = PURPOSE.split,
): { train: Uint32Array; test: Uint32Array } {
  const isShare = typeof fraction === 'number' && fraction > 0 && fraction < 1
  const held = isShare ? Math.max(1, Math.round(fraction * n)) : n
  if (held >= n)
    throw new WoodburyError(
      'BAD_OPTION',
      `split: fraction ${show(fraction)} of ${n} rows leaves an empty part. Pass a fraction between 0 and 1, as in 0.2.`,
      { fraction, rows: n },
    )
  const order = stream(seed, purpose).permutation(n)
  return { train: order.slice(held).sort(), test: order.slice(0, held).sort() }
}

/** Splits a data set into two of its kind; see `splitRows`. The same seed gives the same split. */
export function split(data: DataSet, fraction: number, seed = 0): { train: DataSet; test: DataSet } {
  checkDataSet(data)
  const rows = splitRows(data.x.shape[0], fraction, seed)
  return { train: takeRows(data, rows.train), test: takeRows(data, rows.test) }
}

function checkDataSet(data: unknown): void {
  const isMatrix = (value: unknown) =>
    isObject(value) &&
    ArrayBuffer.isView(value.data) &&
    Array.isArray(value.shape) &&
    value.shape.every(size => Number.isInteger(size))
  if (isObject(data) && isMatrix(data.x) && (isLabels(data.y) || isMatrix(data.y))) {
    const { x, y } = data as DataSet
    attached(x.data, 'split: x')
    attached(ArrayBuffer.isView(y) ? y : y.data, 'split: y')
    return
  }
  throw new WoodburyError('BAD_VALUE', 'split: data is no data set. Pass what armData() or a reader of files returned.')
}

/** The named rows of a data set, in that order, as a new data set. */
export function takeRows(data: DataSet, rows: ArrayLike<number>): DataSet {
  const y = isLabels(data.y) ? gather(data.y, 1, rows) : takeMatrix(data.y, rows)
  return { ...data, x: takeMatrix(data.x, rows), y }
}

function takeMatrix({ data, shape: [, columns] }: Matrix, rows: ArrayLike<number>): Matrix {
  return { data: gather(data, columns, rows), shape: [rows.length, columns] }
}

function gather<T extends FloatArray | Int32Array>(from: T, width: number, rows: ArrayLike<number>): T {
  const to = from.slice(0, 0).constructor as new (length: number) => T
  const result = new to(rows.length * width)
  for (let i = 0; i < rows.length; i++) result.set(from.subarray(rows[i] * width, (rows[i] + 1) * width), i * width)
  return result
}
