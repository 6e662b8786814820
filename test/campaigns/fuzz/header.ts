import * as fc from 'fast-check'
import { bent } from './values.js'

const parsed = (text: unknown): unknown => {
  if (typeof text !== 'string' || !/^[[{]/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** The header of a safetensors file as a tree: the JSON in its metadata is opened too. */
function open(bytes: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  const file = Buffer.from(bytes)
  const end = 8 + Number(file.readBigUInt64LE(0))
  const { __metadata__: metadata, ...tensors } = JSON.parse(file.toString('utf8', 8, end))
  const opened = Object.fromEntries(Object.entries(metadata as object).map(([key, text]) => [key, parsed(text)]))
  return { header: { ...tensors, __metadata__: opened }, data: bytes.subarray(end) }
}

const closed = (value: unknown) =>
  typeof value === 'object' && value !== null ? (JSON.stringify(value, plain) ?? '') : value

/** What JSON has no word for. */
const plain = (_key: string, value: unknown) => (['bigint', 'symbol', 'function'].includes(typeof value) ? null : value)

function close(header: unknown, data: Uint8Array): Uint8Array {
  const tree = typeof header === 'object' && header !== null ? { ...(header as Record<string, unknown>) } : header
  const metadata = (tree as { __metadata__?: unknown } | null | undefined)?.__metadata__
  if (typeof metadata === 'object' && metadata !== null)
    (tree as Record<string, unknown>).__metadata__ = Object.fromEntries(
      Object.entries(metadata).map(([key, value]) => [key, closed(value)]),
    )
  const json = Buffer.from(JSON.stringify(tree, plain) ?? 'null')
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return new Uint8Array(Buffer.concat([length, json, data]))
}

/** A safetensors file whose header says something else than it should; the tensors are untouched. */
export const bentHeader = (file: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  file.chain(bytes => {
    const { header, data } = open(bytes)
    return bent(fc.constant(header)).map(({ value }) => close(value, data))
  })
