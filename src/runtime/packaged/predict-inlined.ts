import { inflate } from '#platform'
import type { PackagedKernels } from './packaged.js'

const compiled = async (text: { readonly default: string }) => WebAssembly.compile(await inflate(text.default))

/** The kernels of a forward sweep, as in `inlined.ts`. */
export const packaged: PackagedKernels = {
  plain: async () => compiled(await import('#inline/predict-plain')),
  relaxed: async () => compiled(await import('#inline/predict-relaxed')),
}
