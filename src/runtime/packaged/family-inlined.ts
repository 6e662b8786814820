import { inflate } from '#platform'
import type { PackagedKernels } from './packaged.js'

const compiled = async (text: { readonly default: string }) => WebAssembly.compile(await inflate(text.default))

/** The second module, as in `inlined.ts`. */
export const packaged: PackagedKernels = {
  plain: async () => compiled(await import('#inline/family-plain')),
  relaxed: async () => compiled(await import('#inline/family-relaxed')),
}
