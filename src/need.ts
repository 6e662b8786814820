import { WoodburyError } from './errors.js'

type Piece = 'AbortController' | 'DecompressionStream' | 'TextDecoder'

/** Where Node has what a test environment such as jsdom hides. */
const inNode: Partial<Record<Piece, string>> = {
  DecompressionStream: 'node:stream/web',
  TextDecoder: 'node:util',
}

/**
 * A class of the platform that test environments and old engines lack; looked for when it is needed, not at import.
 * @throws WoodburyError NOT_SUPPORTED
 */
export function need<P extends Piece>(piece: P): (typeof globalThis)[P] {
  const home = inNode[piece]
  const found =
    globalThis[piece] ?? (home && (globalThis.process?.getBuiltinModule?.(home) as typeof globalThis)?.[piece])
  if (found) return found
  throw new WoodburyError(
    'NOT_SUPPORTED',
    `woodbury: this place has no ${piece}. Set globalThis.${piece} before the call, say to a polyfill's; in Jest use testEnvironment: 'node'.`,
    { piece },
  )
}
