import { WoodburyError } from '../../errors.js'
import { need } from '../../need.js'
import { rowsFrom } from '../rows.js'
import type { DataSet, Matrix, Task } from '../table.js'
import { targetsFrom } from '../targets.js'
import { bytesOf, notThis } from './bytes.js'
import { unpack } from './gzip.js'
import { checkReaderOptions } from './reader-options.js'

/** A NumPy array as numbers: C order whatever the file's order was; float32 stays so, all else becomes float64. */
export type NpyArray = {
  readonly data: Float32Array | Float64Array
  readonly shape: readonly number[]
  /** NumPy's name of the stored type, such as '<f4'. */
  readonly descr: string
}

export type NpyOptions = {
  /** 'classification' takes the numbers of y as class labels; otherwise they are regression targets. */
  task?: Task
  /** Class names a model was trained with. */
  classes?: readonly string[]
  /** What the two files are called in messages. */
  names?: readonly [string, string]
}

type Read = (view: DataView, at: number, little: boolean) => number

/** Kind and size of an element → how to read it from any offset, aligned or not. */
const READERS: ReadonlyMap<string, Read> = new Map([
  ['f2', (view, at, little) => half(view.getUint16(at, little))],
  ['f4', (view, at, little) => view.getFloat32(at, little)],
  ['f8', (view, at, little) => view.getFloat64(at, little)],
  ['i1', (view, at) => view.getInt8(at)],
  ['i2', (view, at, little) => view.getInt16(at, little)],
  ['i4', (view, at, little) => view.getInt32(at, little)],
  ['i8', (view, at, little) => Number(view.getBigInt64(at, little))],
  ['u1', (view, at) => view.getUint8(at)],
  ['u2', (view, at, little) => view.getUint16(at, little)],
  ['u4', (view, at, little) => view.getUint32(at, little)],
  ['u8', (view, at, little) => Number(view.getBigUint64(at, little))],
  ['b1', (view, at) => (view.getUint8(at) === 0 ? 0 : 1)],
])

const MAGIC = '\x93NUMPY'

/**
 * Parses a .npy file, format versions 1 to 3, of numbers or truth values, little- or big-endian, C or Fortran order.
 * Nothing is allocated before the byte count has been found right.
 * @throws WoodburyError BAD_FILE: not an .npy file, cut short (bytes expected and found), or a type without numbers
 *   (objects, text, records, complex); BAD_VALUE for a 64-bit integer that a double does not hold
 */
export function parseNpy(given: Uint8Array, name = 'npy file'): NpyArray {
  const bytes = bytesOf(given, name)
  const head = String.fromCharCode(...bytes.subarray(0, MAGIC.length))
  if (head !== MAGIC.slice(0, bytes.length) || bytes.length === 0)
    throw notThis(bytes, 'an .npy file', name, 'it does not begin with \\x93NUMPY')
  const { header, start } = readHeader(bytes, name)
  const { descr, fortran, shape } = readDescription(header, name)
  const read = READERS.get(descr.slice(1))
  if (!read) throw unusable(name, descr)
  const size = Number(descr.slice(2))
  const count = shape.reduce((product, length) => product * length, 1)
  if (bytes.length - start !== count * size) throw wrongSize(name, count * size, bytes.length - start)
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, count * size)
  const stored = descr.endsWith('f4') ? new Float32Array(count) : new Float64Array(count)
  const little = descr[0] !== '>'
  for (let at = 0; at < count; at++) stored[at] = read(view, at * size, little)
  if (size === 8 && descr[1] !== 'f') checkExact(stored, name)
  return { data: fortran ? cOrder(stored, shape) : stored, shape, descr }
}

/**
 * The data set in two .npy files, each gzipped or not: x of shape [n, …] (further dimensions are laid side by side),
 * y of shape [n] or [n, m].
 * @throws WoodburyError as `parseNpy`; SHAPE_MISMATCH when x and y have different numbers of rows, or when classes are
 *   asked of several columns; EMPTY_DATA, NON_FINITE_INPUT, LABEL_OUT_OF_RANGE
 */
export async function npyDataSet(x: Uint8Array, y: Uint8Array, options: NpyOptions = {}): Promise<DataSet> {
  checkReaderOptions('npyDataSet', ['classes', 'task', 'names'], options)
  const [xName, yName] = options.names ?? ['x', 'y']
  const [xBytes, yBytes] = await Promise.all([unpack(x, xName), unpack(y, yName)])
  const inputs = rowsFrom(parseNpy(xBytes, xName), xName)
  const targets = rowsFrom(parseNpy(yBytes, yName), yName)
  const [n, m] = targets.shape
  if (inputs.shape[0] !== n)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${xName} has ${inputs.shape[0]} rows, ${yName} has ${n}. Pass as many.`,
      {
        x: inputs.shape[0],
        y: n,
      },
    )
  if (m === 1) return { x: inputs, ...targetsFrom(targets.data, yName, options), standardize: true }
  if (options.task === 'classification')
    throw new WoodburyError('SHAPE_MISMATCH', `${yName} has ${m} columns. Class labels are one column of shape [n].`, {
      shape: [n, m],
    })
  return { x: inputs, y: targets, task: 'regression', standardize: true, hints: [] }
}

/**
 * The inputs for a trained model from an .npy file, gzipped or not.
 * @throws WoodburyError as `parseNpy`; EMPTY_DATA, NON_FINITE_INPUT
 */
export async function npyInputs(x: Uint8Array, options: { name?: string } = {}): Promise<Matrix> {
  checkReaderOptions('npyInputs', ['name'], options)
  const { name = 'x' } = options
  return rowsFrom(parseNpy(await unpack(x, name), name), name)
}

function readHeader(bytes: Uint8Array, name: string): { header: string; start: number } {
  const version = bytes[6]
  const lengthBytes = version === 1 ? 2 : 4
  if (bytes.length < 8 + lengthBytes) throw shortHeader(name, 8 + lengthBytes, bytes.length)
  if (version < 1 || version > 3)
    throw new WoodburyError(
      'BAD_FILE',
      `${name}: .npy version ${version}.${bytes[7]} is unknown; versions 1 to 3 are read.`,
    )
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const start = 8 + lengthBytes + length
  if (bytes.length < start) throw shortHeader(name, start, bytes.length)
  return { header: new (need('TextDecoder'))().decode(bytes.slice(8 + lengthBytes, start)), start }
}

/** The three entries of the header, a Python dictionary such as {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), } */
function readDescription(header: string, name: string): { descr: string; fortran: boolean; shape: number[] } {
  const described = /['"]descr['"]\s*:\s*(['"][^'"]*['"]|\[[^\]]*\])/.exec(header)?.[1]
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(header)?.[1]
  const sizes = /['"]shape['"]\s*:\s*\(([\d\sL,]*)\)/.exec(header)?.[1]
  if (described === undefined || order === undefined || sizes === undefined)
    throw new WoodburyError(
      'BAD_FILE',
      `${name}: the header of the .npy file cannot be read: ${header.slice(0, 80).trim()}`,
    )
  if (described.startsWith('[')) throw unusable(name, `records ${described.slice(0, 60)}`)
  return { descr: described.slice(1, -1), fortran: order === 'True', shape: (sizes.match(/\d+/g) ?? []).map(Number) }
}

/** Fortran order (first index fastest) → C order (last index fastest). */
function cOrder<T extends Float32Array | Float64Array>(stored: T, shape: readonly number[]): T {
  const result = stored.slice() as T
  const index = new Array<number>(shape.length).fill(0)
  for (let from = 0; from < stored.length; from++) {
    let to = 0
    for (let k = 0; k < shape.length; k++) to = to * shape[k] + index[k]
    result[to] = stored[from]
    for (let k = 0; k < shape.length && ++index[k] === shape[k]; k++) index[k] = 0
  }
  return result
}

/** IEEE 754 binary16. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25)
}

function checkExact(values: Float64Array | Float32Array, name: string): void {
  const at = values.findIndex(value => !Number.isSafeInteger(value))
  if (at >= 0)
    throw new WoodburyError(
      'BAD_VALUE',
      `${name}: element ${at} is about ${values[at]}, beyond 2^53. Store it as float64.`,
      {
        at,
        value: values[at],
      },
    )
}

function unusable(name: string, descr: string): WoodburyError {
  const what = descr.slice(1).startsWith('O') ? `${descr} (pickled objects)` : descr
  return new WoodburyError(
    'BAD_FILE',
    `${name}: elements of type ${what} are not numbers that can be read. Save the array as float64 or int64.`,
    { descr },
  )
}

function shortHeader(name: string, expectedBytes: number, foundBytes: number): WoodburyError {
  return new WoodburyError(
    'BAD_FILE',
    `${name}: cut short: the header needs ${expectedBytes} bytes, ${foundBytes} found. Fetch the file again.`,
    { expectedBytes, foundBytes },
  )
}

function wrongSize(name: string, expectedBytes: number, foundBytes: number): WoodburyError {
  const what = foundBytes < expectedBytes ? 'cut short' : 'longer than its header says'
  return new WoodburyError(
    'BAD_FILE',
    `${name}: ${what}: ${expectedBytes} data bytes expected, ${foundBytes} found. Write the file again.`,
    { expectedBytes, foundBytes },
  )
}
