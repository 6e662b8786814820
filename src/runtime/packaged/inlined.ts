import { inflate } from '#platform'
import type { PackagedKernels } from './packaged.js'

const compiled = async (text: { readonly default: string }) => WebAssembly.compile(await inflate(text.default))

/** The kernels as text in a module of their own: no address that a bundler, a proxy or a policy could break. */
export const packaged: PackagedKernels = {
  plain: async () => compiled(await import('#inline/plain')),
  relaxed: async () => compiled(await import('#inline/relaxed')),
  single: {
    plain: async () => compiled(await import('#inline/single-plain')),
    relaxed: async () => compiled(await import('#inline/single-relaxed')),
  },
}
