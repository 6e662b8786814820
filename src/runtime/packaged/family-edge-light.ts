import plain from '../../../assembly/family-plain.wasm?module'
import type { PackagedKernels } from './packaged.js'

/**
 * Vercel's edge runtime compiles whatever is imported; its imitation in Node 20 has no relaxed SIMD, and compiles in
 * another realm, whose modules are not `instanceof` this one's.
 */
export const packaged: PackagedKernels = {
  plain: async () => Object.setPrototypeOf(plain, WebAssembly.Module.prototype),
}
