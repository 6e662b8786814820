import { later } from '../timers.js'
import { inflated } from '../wasm/inflate.js'
import { fetched } from './fetched.js'
import type { Platform } from './platform.js'

/** Not a test's fake; jsdom has none. */
const { MessageChannel: Channel } = globalThis

/** Pages, their workers, and whatever else speaks the web's words. */
export const read: Platform['read'] = fetched

export const inflate: Platform['inflate'] = text => {
  const packed = Uint8Array.from(atob(text), character => character.charCodeAt(0))
  return inflated(packed, 'deflate-raw')
}

/** Through a port: a hidden tab throttles timers. */
export const turns: Platform['turns'] = () => {
  if (!Channel) return { after: callback => void later(callback, 0), close() {} }
  const { port1, port2 } = new Channel()
  return {
    after(callback) {
      port1.onmessage = callback
      port2.postMessage(0)
    },
    close() {
      port1.close()
      port2.close()
    },
  }
}
