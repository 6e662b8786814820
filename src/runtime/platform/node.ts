import { later } from '../timers.js'
import { builtin } from '../wasm/builtin.js'
import { fetched } from './fetched.js'
import type { Platform } from './platform.js'

/** jsdom has no setImmediate. */
const soon = globalThis.setImmediate ?? later

/** Node, Deno and Bun. */
export const read: Platform['read'] = async url => {
  if (url.protocol !== 'file:') return fetched(url)
  const { readFileSync } = await builtin<typeof import('node:fs')>('node:fs')
  return new Uint8Array(readFileSync(url))
}

export const inflate: Platform['inflate'] = async text => {
  const { inflateRawSync } = await builtin<typeof import('node:zlib')>('node:zlib')
  return new Uint8Array(inflateRawSync(Buffer.from(text, 'base64')))
}

/** Not through a port: Node drains one before it looks at signals and timers again. */
export const turns: Platform['turns'] = () => ({ after: callback => void soon(callback), close() {} })
