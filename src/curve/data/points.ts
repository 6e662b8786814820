import { WoodburyError } from '../../errors.js'
import { checkNames, oneOf, show } from '../../options.js'
import { hasFields, isObject } from '../../plain.js'
import { factorOf } from './cholesky.js'
import { isList, type Numbers, numbersOf } from './numbers.js'

/**
 * What is fitted: x one number a point, or a list of inputs a point; y one number a point, or for several outputs a list each.
 * `sigma` are standard deviations in the units of y, a number for all or the covariance of all as a matrix, and make the
 * standard errors absolute; `weights` multiply squared residuals and only tell points apart. A weight of 0 leaves a point out.
 * `sigmaX` are standard deviations of x, where there is one column.
 */
export interface CurveData {
  readonly x: Numbers | readonly Numbers[]
  readonly y: Numbers | readonly Numbers[]
  readonly sigma?: number | Numbers | readonly Numbers[]
  readonly weights?: Numbers | readonly Numbers[]
  readonly sigmaX?: number | Numbers
}

export type Missing = 'error' | 'omit'

/** One output of one data set: what the engine reads, never written to. */
export interface Points {
  /** Inputs, one list each. */
  readonly columns: readonly Float64Array[]
  readonly y: Float64Array
  /** What residuals are multiplied by, 1/σ or √weight; undefined where it is 1. */
  readonly scale: Float64Array | undefined
  /** Whether x had a list a point, so that a function is handed lists. */
  readonly lists: boolean
  /** Lower factor of the covariance of y (m × m, row-major), where sigma was a matrix; `scale` is then undefined. */
  readonly factor: Float64Array | undefined
  /** For every row its index in the data as they were passed; undefined where none was left out. */
  readonly indices: Int32Array | undefined
}

const FIELDS = ['x', 'y', 'sigma', 'weights', 'sigmaX']
const HINTS = {
  weight: 'weights',
  xerr: 'sigmaX',
  w: 'weights',
  yerr: 'sigma',
  errors: 'sigma',
  std: 'sigma',
  inputs: 'x',
  targets: 'y',
}

/**
 * The points of a data set, one for each output.
 * @throws WoodburyError SHAPE_MISMATCH, NON_FINITE_INPUT with index and count, EMPTY_DATA, BAD_OPTION
 */
export function settlePoints(data: unknown, missing: Missing, where: string): Points[] {
  if (!hasFields(data))
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where}: the data are ${show(data)}. Pass { x, y }, two lists of one length.`,
    )
  checkNames(where, 'field of the data', FIELDS, data, HINTS)
  oneOf(where, 'missing', missing, ['error', 'omit'])
  const { columns, lists } = columnsOf(data.x, where)
  const many = isList(data.y) && data.y.length > 0 && isList(data.y[0])
  const outputs = many ? Array.from(data.y as ArrayLike<unknown>) : [data.y]
  return outputs.map((y, output) => {
    const name = many ? `y[${output}]` : 'y'
    return points(data, columns, lists, numbersOf(y, where, name), many ? output : undefined, name, missing, where)
  })
}

function columnsOf(x: unknown, where: string): { columns: Float64Array[]; lists: boolean } {
  if (isObject(x) && 'data' in x && Array.isArray(x.shape)) return matrixColumns(x.data, x.shape, where)
  if (!isList(x) || x.length === 0 || !isList(x[0])) return { columns: [numbersOf(x, where, 'x')], lists: false }
  const width = x[0].length
  const columns = Array.from({ length: width }, () => new Float64Array(x.length))
  for (let row = 0; row < x.length; row++) {
    const inputs = numbersOf(x[row], where, `x[${row}]`)
    if (inputs.length !== width)
      throw new WoodburyError(
        'SHAPE_MISMATCH',
        `${where}: x[${row}] has ${inputs.length} inputs, x[0] has ${width}. Pass the same inputs for every point.`,
        { row, width },
      )
    for (let column = 0; column < width; column++) columns[column][row] = inputs[column]
  }
  return { columns, lists: true }
}

function matrixColumns(data: unknown, [rows, width]: readonly unknown[], where: string) {
  const flat = numbersOf(data, where, 'x.data')
  if (!Number.isSafeInteger(rows) || !Number.isSafeInteger(width) || Number(rows) * Number(width) !== flat.length)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where}: x.shape is [${rows}, ${width}], x.data has ${flat.length} numbers.`,
    )
  const columns = Array.from({ length: Number(width) }, (_, column) =>
    Float64Array.from({ length: Number(rows) }, (_, row) => flat[row * Number(width) + column]),
  )
  return { columns, lists: true }
}

function points(
  data: Readonly<Record<string, unknown>>,
  columns: readonly Float64Array[],
  lists: boolean,
  y: Float64Array,
  output: number | undefined,
  name: string,
  missing: Missing,
  where: string,
): Points {
  const rows = columns[0]?.length ?? 0
  if (rows !== y.length)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where}: x has ${rows} values, ${name} has ${y.length}. Pass one y a point; for residuals without y use leastSquares.`,
      { x: rows, y: y.length },
    )
  if (rows === 0) throw new WoodburyError('EMPTY_DATA', `${where}: x and y are empty. Pass at least one point.`)
  const part = (value: unknown) => (output !== undefined && isList(value) && isList(value[0]) ? value[output] : value)
  const sigma = part(data.sigma)
  const covariance = isList(sigma) && isList(sigma[0]) ? covarianceOf(sigma, rows, where) : undefined
  const scale = scaleOf(covariance ? undefined : sigma, part(data.weights), rows, where)
  if (covariance && scale)
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: weights beside a covariance say the same thing twice. Leave one out.`,
    )
  const kept = keptRows(columns, y, scale, name, missing, where)
  const pick = (from: Float64Array) => (kept ? Float64Array.from(kept, row => from[row]) : from)
  const chosen = kept && covariance ? Array.from(kept, row => covariance[row]) : covariance
  return {
    columns: columns.map(pick),
    y: pick(y),
    scale: scale && pick(scale),
    factor: chosen && factorOf(chosen.map(pick), where),
    lists,
    indices: kept,
  }
}

function covarianceOf(rows: ArrayLike<unknown>, count: number, where: string): Float64Array[] {
  const matrix = Array.from(rows, (row, index) => numbersOf(row, where, `sigma[${index}]`))
  if (matrix.length === count && matrix.every(row => row.length === count)) return matrix
  throw new WoodburyError(
    'SHAPE_MISMATCH',
    `${where}: sigma has ${matrix.length} lists of ${matrix[0]?.length} numbers, y has ${count}. Pass a covariance of ${count} × ${count}.`,
  )
}

/** 1/σ · √weight; NaN where one of them is missing. */
function scaleOf(sigma: unknown, weights: unknown, rows: number, where: string): Float64Array | undefined {
  if (sigma === undefined && weights === undefined) return undefined
  const scale = new Float64Array(rows).fill(1)
  if (sigma !== undefined) {
    const values = typeof sigma === 'number' ? new Float64Array(rows).fill(sigma) : numbersOf(sigma, where, 'sigma')
    checkLength('sigma', values, rows, where)
    for (let row = 0; row < rows; row++) {
      if (values[row] <= 0 || values[row] === Number.POSITIVE_INFINITY)
        refuse('sigma', values[row], row, 'a standard deviation above 0', where)
      scale[row] = 1 / values[row]
    }
  }
  if (weights !== undefined) {
    const values = numbersOf(weights, where, 'weights')
    checkLength('weights', values, rows, where)
    for (let row = 0; row < rows; row++) {
      if (values[row] < 0 || values[row] === Number.POSITIVE_INFINITY)
        refuse('weights', values[row], row, 'a weight from 0 up', where)
      scale[row] *= Math.sqrt(values[row])
    }
  }
  return scale
}

function checkLength(name: string, values: Float64Array, rows: number, where: string): void {
  if (values.length !== rows)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where}: ${name} has ${values.length} values, y has ${rows}. Pass one a point.`,
    )
}

function refuse(name: string, value: number, index: number, expected: string, where: string): never {
  throw new WoodburyError('BAD_OPTION', `${where}: ${name} at index ${index} is ${value}. Pass ${expected}.`, {
    name,
    index,
  })
}

/** Rows that count, undefined where all do. A weight of 0 drops a row, whatever it holds. */
function keptRows(
  columns: readonly Float64Array[],
  y: Float64Array,
  scale: Float64Array | undefined,
  name: string,
  missing: Missing,
  where: string,
): Int32Array | undefined {
  const lists = [
    ...columns.map((list, k) => [columns.length === 1 ? 'x' : `x, input ${k},`, list] as const),
    [name, y] as const,
  ]
  if (scale) lists.push(['sigma or weights', scale])
  const out = new Uint8Array(y.length)
  if (scale) for (let row = 0; row < y.length; row++) out[row] = Number(scale[row] === 0)
  for (const [label, list] of lists) {
    let first = -1
    let count = 0
    for (let row = 0; row < list.length; row++) {
      if (out[row] || list[row] - list[row] === 0) continue
      if (missing === 'omit' && Number.isNaN(list[row])) out[row] = 1
      else {
        if (first < 0) first = row
        count++
      }
    }
    if (first >= 0)
      throw new WoodburyError(
        'NON_FINITE_INPUT',
        `${where}: ${label} is ${list[first]} at index ${first}${count > 1 ? ` (first of ${count})` : ''}. Pass finite numbers${Number.isNaN(list[first]) ? ", or missing: 'omit' to leave such points out" : ''}.`,
        { name: label, index: first, count },
      )
  }
  if (!out.includes(1)) return undefined
  const kept = Int32Array.from(out.keys()).filter(row => !out[row])
  if (kept.length > 0) return kept
  throw new WoodburyError('EMPTY_DATA', `${where}: no point is left without missing values and weights of 0.`)
}
