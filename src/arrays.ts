import { classOf, REVOKED } from './brand.js'
import { WoodburyError } from './errors.js'

type Values = { [at: number]: unknown; readonly length: number }

const classes: Readonly<Record<string, new (length: number) => Values>> = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
}

/** The class of the typed array that a proxy stands before: a proxy has no brand, but shows the prototypes. */
function classBehind(value: object): (typeof classes)[string] | undefined {
  for (let at = value; at; at = Object.getPrototypeOf(at)) {
    const name = at.constructor?.name ?? ''
    if (Object.hasOwn(classes, name)) return classes[name]
  }
  return undefined
}

/** The number of elements by bisection: asked through a proxy for its `length`, a typed array throws. */
function lengthBehind(value: object): number {
  let least = 0
  let over = 1
  while (over - 1 in value) {
    least = over
    over *= 2
  }
  while (over - least > 1) {
    const middle = Math.floor((least + over) / 2)
    if (middle - 1 in value) least = middle
    else over = middle
  }
  return least
}

/**
 * A typed array itself, and a copy of one that stands behind a proxy; any other value as it is.
 * @throws WoodburyError BAD_VALUE when its memory was transferred away
 */
export function arrayIn(value: unknown, where: string): unknown {
  if (ArrayBuffer.isView(value)) return attached(value, where)
  if (typeof value !== 'object' || value === null || ['Array', REVOKED].includes(classOf(value))) return value
  const behind = classBehind(value)
  if (!behind) return value
  const copy = new behind(lengthBehind(value))
  for (let at = 0; at < copy.length; at++) copy[at] = (value as Values)[at]
  return copy
}

/** Bytes that are not shared: `Uint8Array<ArrayBuffer>`, in words that TypeScript knew before 5.7. */
export type Bytes = ReturnType<Uint8Array['slice']>

/** The bytes of a view of any realm; a copy of shared ones, which neither text decoders nor streams take. */
export function bytesIn({ buffer, byteOffset, byteLength }: ArrayBufferView): Bytes {
  const bytes = new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength)
  return classOf(buffer) === 'ArrayBuffer' ? bytes : bytes.slice()
}

/** The array or buffer, unless nothing is left of it: then nearly everything done to it throws, or it looks empty. */
export function attached<T extends ArrayBufferView | ArrayBuffer>(value: T, where: string): T {
  if (value.byteLength > 0) return value
  try {
    new Uint8Array('buffer' in value ? value.buffer : value)
    return value
  } catch (cause) {
    throw new WoodburyError(
      'BAD_VALUE',
      `${where}: the memory of the array was transferred away, to a worker or with transfer: true. Pass a copy made before.`,
      {},
      { cause },
    )
  }
}
