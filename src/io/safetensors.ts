import { arrayIn, attached, bytesIn } from '../arrays.js'
import { classOf } from '../brand.js'
import { WoodburyError } from '../errors.js'
import { need } from '../need.js'
import { show } from '../options.js'
import { type Fields, isObject } from '../plain.js'

/**
 * The safetensors format: the length of the header (8 bytes, little-endian), the header (JSON: name → dtype, shape,
 * data_offsets from the end of the header; `__metadata__` → texts), the tensors row-major without holes.
 * Types in the order of decreasing alignment in which the reference implementation writes them.
 */
const arrayTypes = {
  U64: BigUint64Array,
  I64: BigInt64Array,
  F64: Float64Array,
  F32: Float32Array,
  U32: Uint32Array,
  I32: Int32Array,
  U16: Uint16Array,
  I16: Int16Array,
  I8: Int8Array,
  U8: Uint8Array,
} as const

export type TensorType = keyof typeof arrayTypes
type ArrayTypes = typeof arrayTypes

/** `data` is of the type that `arrayTypes` names, row-major; its length is the product of `shape`. */
export type Tensor = {
  [T in TensorType]: {
    readonly dtype: T
    readonly shape: readonly number[]
    readonly data: InstanceType<ArrayTypes[T]>
  }
}[TensorType]

export interface TensorFile {
  readonly tensors: ReadonlyMap<string, Tensor>
  readonly metadata: ReadonlyMap<string, string>
}

const types = Object.keys(arrayTypes) as TensorType[]
const METADATA = '__metadata__'
const LONGEST_HEADER = 100_000_000

const elements = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1)

/** By hand where there is no TextEncoder: a run must not fail at its end for want of one. */
function utf8(text: string): Uint8Array {
  if (globalThis.TextEncoder) return new TextEncoder().encode(text)
  const bytes = encodeURIComponent(text).replace(/%(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Uint8Array.from(bytes, byte => byte.charCodeAt(0))
}

/** The bytes of a file: widest types first and by name, the header padded with spaces so that tensors are aligned. */
export function encode({ tensors, metadata }: TensorFile): Uint8Array {
  const rank = ({ dtype }: Tensor) => types.indexOf(dtype)
  const sorted = [...tensors].sort(([a, x], [b, y]) => rank(x) - rank(y) || (a < b ? -1 : 1))
  const entries: [string, unknown][] = metadata.size > 0 ? [[METADATA, Object.fromEntries(metadata)]] : []
  let end = 0
  for (const [name, { dtype, shape, data }] of sorted) {
    const from = end
    end += data.byteLength
    entries.push([name, { dtype, shape, data_offsets: [from, end] }])
  }
  const text = JSON.stringify(Object.fromEntries(entries))
  const json = utf8(text)
  const start = 8 + Math.ceil(json.length / 8) * 8
  const bytes = new Uint8Array(start + end).fill(0x20, 8, start)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true)
  bytes.set(json, 8)
  let at = start
  for (const [, { data }] of sorted) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return bytes
}

function refuse(where: string, sentence: string, facts = {}, cause?: unknown): never {
  throw new WoodburyError('BAD_FILE', `${where}: ${sentence}`, facts, { cause })
}

function bytesOf(where: string, value: unknown): Uint8Array {
  const found = arrayIn(value, where)
  if (ArrayBuffer.isView(found)) return bytesIn(found)
  if (/^(Shared)?ArrayBuffer$/.test(classOf(found)))
    return bytesIn(new Uint8Array(attached(found as ArrayBuffer, where)))
  return refuse(where, `got ${show(value)}. Pass the bytes of the file, as a Uint8Array.`)
}

/** The names at the first level of a JSON object, repeated ones too (JSON.parse keeps only the last). */
function namesIn(json: string): string[] {
  const names: string[] = []
  let depth = 0
  let text = ''
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === ':' && depth === 1) names.push(JSON.parse(text))
    else if (token === '{' || token === '[') depth++
    else if (token === '}' || token === ']') depth--
    else text = token
  }
  return names
}

function headerOf(where: string, bytes: Uint8Array): { json: string; length: number } {
  const Decoder = need('TextDecoder')
  const starts = new Decoder('latin1').decode(bytes.subarray(0, 12))
  if (starts.trimStart().startsWith('<'))
    refuse(where, 'this is a web page (HTML or XML), not a safetensors file. Download the file itself.')
  if (bytes.length < 8) refuse(where, `the file ends after ${bytes.length} bytes. Get it again: it is truncated.`)
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  if (length > LONGEST_HEADER || length < 2)
    refuse(where, `this is no safetensors file: it begins with ${JSON.stringify(starts)}.`, { headerLength: length })
  if (8 + length > bytes.length)
    refuse(
      where,
      `the file has ${bytes.length} bytes but its header needs ${8 + length}. Get it again: it is truncated.`,
    )
  try {
    return { json: new Decoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length)), length }
  } catch (error) {
    return refuse(where, 'the header is no UTF-8 text. Get the file again: it is damaged.', {}, error)
  }
}

const isCountList = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every(n => Number.isSafeInteger(n) && n >= 0)

function parse(where: string, json: string): Fields {
  let header: unknown
  try {
    header = JSON.parse(json)
  } catch (error) {
    return refuse(where, 'the header is no JSON. Get the file again: it is damaged.', {}, error)
  }
  if (!isObject(header)) return refuse(where, 'the header is no JSON object. Get the file again: it is damaged.')
  const names = namesIn(json)
  if (new Set(names).size < names.length) {
    const name = names.find((one, at) => names.indexOf(one) < at)
    refuse(where, `two tensors are called "${name}". Write the file with different names.`, { tensor: name })
  }
  return header
}

interface Entry {
  readonly name: string
  readonly dtype: TensorType
  readonly shape: readonly number[]
  readonly from: number
  readonly to: number
}

function entryOf(where: string, name: string, value: unknown): Entry {
  const here = `tensor "${name}"`
  if (!isObject(value)) return refuse(where, `${here} is not described by an object.`, { tensor: name })
  const { dtype, shape, data_offsets: offsets } = value
  const type = types.find(known => known === dtype)
  if (type === undefined)
    return refuse(where, `${here} has dtype ${show(dtype)}. Known: ${types.join(', ')}. Convert it, say to F32.`, {
      tensor: name,
      dtype,
    })
  if (!isCountList(shape)) return refuse(where, `${here} has a shape that is no list of sizes.`, { tensor: name })
  if (!isCountList(offsets) || offsets.length !== 2)
    return refuse(where, `${here} has data_offsets that are no pair of positions.`, { tensor: name })
  const [from, to] = offsets
  const size = elements(shape) * arrayTypes[type].BYTES_PER_ELEMENT
  if (to - from !== size)
    return refuse(
      where,
      `${here} of ${type}, shape [${shape}] takes ${size} bytes but its data_offsets give ${to - from}.`,
      {
        tensor: name,
      },
    )
  return { name, dtype: type, shape, from, to }
}

function metadataOf(where: string, value: unknown): Map<string, string> {
  if (value === undefined) return new Map()
  if (!isObject(value) || Object.values(value).some(text => typeof text !== 'string'))
    return refuse(where, `${METADATA} holds something else than texts.`)
  return new Map(Object.entries(value) as [string, string][])
}

/**
 * Tensors (copied, so that each is aligned) and metadata of a safetensors file; `where` begins the messages.
 * @throws WoodburyError BAD_FILE for anything that is not such a file down to the last byte
 */
export function decode(value: unknown, where: string): TensorFile {
  const bytes = bytesOf(where, value)
  const { json, length } = headerOf(where, bytes)
  const { [METADATA]: metadata, ...described } = parse(where, json)
  const entries = Object.entries(described).map(([name, entry]) => entryOf(where, name, entry))
  entries.sort((a, b) => a.from - b.from || a.to - b.to)
  const start = 8 + length
  let end = 0
  for (const { name, from, to } of entries) {
    if (from !== end)
      refuse(
        where,
        `tensor "${name}" begins at byte ${from} of the data, expected ${end}: tensors overlap or leave a hole.`,
        {
          tensor: name,
        },
      )
    end = to
  }
  if (start + end !== bytes.length)
    refuse(
      where,
      `the file has ${bytes.length} bytes but its tensors need ${start + end}. Get it again: it is ${start + end > bytes.length ? 'truncated' : 'damaged'}.`,
    )
  const tensors = new Map<string, Tensor>()
  for (const { name, dtype, shape, from, to } of entries) {
    const { buffer } = bytes.slice(start + from, start + to)
    tensors.set(name, { dtype, shape, data: new arrayTypes[dtype](buffer) } as Tensor)
  }
  return { tensors, metadata: metadataOf(where, metadata) }
}
