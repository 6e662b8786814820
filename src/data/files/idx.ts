import { brandOf } from '../../brand.js'
import { WoodburyError } from '../../errors.js'
import { rowsFrom } from '../rows.js'
import type { DataSet, Matrix, Task } from '../table.js'
import { areClasses, targetsFrom } from '../targets.js'
import { bytesOf, notThis } from './bytes.js'
import { unpack } from './gzip.js'
import { checkReaderOptions } from './reader-options.js'

/** An IDX array as stored: numbers in row-major order and the size of each dimension. */
export type IdxArray = {
  readonly data: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array
  readonly shape: readonly number[]
  /** 0, 0, element type, number of dimensions as one number: 2051 for images of bytes, 2049 for labels. */
  readonly magic: number
}

export type IdxOptions = {
  /** Class names a model was trained with; without them the labels found, in ascending order. */
  classes?: readonly string[]
  /** 'classification' for labels of 8 bits and for few whole numbers, unless said otherwise. */
  task?: Task
  /** What the two files are called in messages. */
  names?: readonly [string, string]
}

type Elements = { bytes: number; read: (view: DataView, count: number, start: number) => IdxArray['data'] }

/** Third byte of the magic number → element type; multi-byte elements are big-endian. */
const TYPES: Readonly<Record<number, Elements>> = {
  8: { bytes: 1, read: (view, n, start) => new Uint8Array(view.buffer, view.byteOffset + start, n) },
  9: { bytes: 1, read: (view, n, start) => new Int8Array(view.buffer, view.byteOffset + start, n) },
  11: { bytes: 2, read: (view, n, start) => fill(new Int16Array(n), i => view.getInt16(start + 2 * i)) },
  12: { bytes: 4, read: (view, n, start) => fill(new Int32Array(n), i => view.getInt32(start + 4 * i)) },
  13: {
    bytes: 4,
    read: (view, n, start) => fill(new Float32Array(n), i => view.getFloat32(start + 4 * i)),
  },
  14: {
    bytes: 8,
    read: (view, n, start) => fill(new Float64Array(n), i => view.getFloat64(start + 8 * i)),
  },
}

/**
 * Parses an IDX file (the format of MNIST): 0, 0, element type, number of dimensions, the dimensions as big-endian
 * 32-bit counts, then the elements. Nothing is allocated before the byte count has been found right.
 * @throws WoodburyError BAD_FILE with the bytes expected and found
 */
export function parseIdx(given: Uint8Array, name = 'IDX file'): IdxArray {
  const bytes = bytesOf(given, name)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const type = bytes[0] === 0 && bytes[1] === 0 ? TYPES[bytes[2]] : undefined
  if (bytes.length < 4) {
    if (bytes.length === 0 || bytes.some(byte => byte > 0x0e)) throw notThis(bytes, 'an IDX file', name, begins(bytes))
    throw truncated(name, 'the header is incomplete', 4, bytes.length)
  }
  if (!type) throw notThis(bytes, 'an IDX file', name, begins(bytes))
  const dimensions = bytes[3]
  const start = 4 + 4 * dimensions
  if (bytes.length < start) throw truncated(name, 'the header is incomplete', start, bytes.length)
  const shape = Array.from({ length: dimensions }, (_, k) => view.getUint32(4 + 4 * k))
  const count = shape.reduce((product, size) => product * size, 1)
  const expected = start + count * type.bytes
  if (bytes.length < expected) throw truncated(name, `shape ${shape.join(' × ')}`, expected, bytes.length)
  if (bytes.length > expected)
    throw new WoodburyError(
      'BAD_FILE',
      `${name}: ${bytes.length} bytes found, ${expected} expected for shape ${shape.join(' × ')}. The header and the data disagree.`,
      { expectedBytes: expected, foundBytes: bytes.length },
    )
  return { data: type.read(view, count, start), shape, magic: view.getUint32(0) }
}

/**
 * The data set in an IDX file of inputs (8-bit ones are divided by 255) and one of labels, each gzipped or not.
 * A [n, 28, 28] file gives x of shape [n, 784]. Labels of 8 bits and few whole numbers are classes.
 * @throws WoodburyError BAD_FILE (as `parseIdx`, or images given where labels belong), SHAPE_MISMATCH when the two
 *   files count differently, EMPTY_DATA, LABEL_OUT_OF_RANGE for a label that is not among the given classes
 */
export async function idxDataSet(images: Uint8Array, labels: Uint8Array, options: IdxOptions = {}): Promise<DataSet> {
  checkReaderOptions('idxDataSet', ['classes', 'task', 'names'], options)
  const [imageName, labelName] = options.names ?? ['images', 'labels']
  const [imageBytes, labelBytes] = await Promise.all([unpack(images, imageName), unpack(labels, labelName)])
  const inputs = parseIdx(imageBytes, imageName)
  if (inputs.shape.length < 2) throw swapped(imageName, 'images', inputs, 2051)
  const targets = parseIdx(labelBytes, labelName)
  if (targets.shape.length !== 1) throw swapped(labelName, 'labels', targets, 2049)
  if (inputs.shape[0] !== targets.shape[0])
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${imageName} has ${inputs.shape[0]} images, ${labelName} has ${targets.shape[0]} labels. Pass two files of one set.`,
      { images: inputs.shape[0], labels: targets.shape[0] },
    )
  const bytes = targets.data.BYTES_PER_ELEMENT === 1
  const task = options.task ?? (bytes || options.classes || areClasses(targets.data) ? 'classification' : 'regression')
  return {
    x: scaledRows(inputs, imageName),
    ...targetsFrom(targets.data, labelName, { ...options, task, guessed: options.task === undefined }),
    standardize: brandOf(inputs.data) !== 'Uint8Array',
  }
}

/**
 * The inputs for a trained model from an IDX file, gzipped or not, scaled as `idxDataSet` does.
 * @throws WoodburyError as `parseIdx`; EMPTY_DATA
 */
export async function idxInputs(images: Uint8Array, options: { name?: string } = {}): Promise<Matrix> {
  checkReaderOptions('idxInputs', ['name'], options)
  const { name = 'images' } = options
  const inputs = parseIdx(await unpack(images, name), name)
  if (inputs.shape.length < 2) throw swapped(name, 'images', inputs, 2051)
  return scaledRows(inputs, name)
}

/** One row an image, 8-bit pixels from 0 to 1. */
function scaledRows({ data, shape }: IdxArray, name: string): Matrix {
  if (brandOf(data) !== 'Uint8Array') return rowsFrom({ data, shape }, name)
  return rowsFrom({ data: fill(new Float32Array(data.length), at => data[at] / 255), shape }, name)
}

/** The first bytes beside those of an IDX file. */
function begins(bytes: Uint8Array): string {
  const first = Array.from(bytes.subarray(0, 4), byte => byte.toString(16).padStart(2, '0')).join(' ')
  const number = bytes.length < 4 ? '' : ` (${bytes.slice(0, 4).reduce((sum, byte) => 256 * sum + byte, 0)})`
  return `it begins with the bytes ${first}${number} where 00 00 08 03 (2051, images) or 00 00 08 01 (2049, labels) belong`
}

function swapped(name: string, wanted: string, found: IdxArray, magic: number): WoodburyError {
  const kind = found.shape.length === 1 ? 'labels' : 'images'
  return new WoodburyError(
    'BAD_FILE',
    `${name}: ${kind} were given where ${wanted} belong (magic number ${found.magic} for ${magic}). Pass images first, then labels.`,
    { expectedMagic: magic, foundMagic: found.magic, shape: found.shape },
  )
}

function truncated(name: string, what: string, expectedBytes: number, foundBytes: number): WoodburyError {
  return new WoodburyError(
    'BAD_FILE',
    `${name}: cut short: ${what}, ${expectedBytes} bytes expected, ${foundBytes} found. Fetch the file again.`,
    { expectedBytes, foundBytes },
  )
}

/** A plain loop: TypedArray.from with a mapping function took 7 s for the 47 million pixels of MNIST, this 0.6 s. */
function fill<T extends IdxArray['data']>(array: T, value: (at: number) => number): T {
  for (let at = 0; at < array.length; at++) array[at] = value(at)
  return array
}
