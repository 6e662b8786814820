const typedArray = Object.getPrototypeOf(Uint8Array.prototype)
const tag = Object.getOwnPropertyDescriptor(typedArray, Symbol.toStringTag)?.get as () => string | undefined

/**
 * The class of a typed array, 'Float32Array' …, by what the engine knows of it: `instanceof` fails for those of another
 * realm, such as a frame's, or the test's own in Jest. Undefined for anything else, a DataView too.
 */
export const brandOf = (value: unknown): string | undefined => tag.call(value)

/** The class of a proxy of which every question throws, as a draft of Immer's does once its producer is done. */
export const REVOKED = 'revoked proxy'

/** What the engine calls a value: 'Map', 'ArrayBuffer', 'AbortSignal' …, of whatever realm. */
export function classOf(value: unknown): string {
  try {
    return Object.prototype.toString.call(value).slice(8, -1)
  } catch {
    return REVOKED
  }
}

/** What an error says, of whatever realm it is, or whatever else was thrown. */
export const messageOf = (error: unknown): string => (error as Partial<Error> | undefined)?.message ?? String(error)
