import { builtin } from '../wasm/builtin.js'
import type { SimdBuild } from '../wasm/simd.js'
import type { PackagedKernels } from './packaged.js'

/** Where this file was before anyone bundled it; in a variable, or bundlers take what is found there for an asset. */
const here = import.meta.url

/**
 * The files beside the code: of a first step's 25 ms inflating the text takes 2. The text where a bundler has moved the
 * code away from them, and in Deno, which would ask for leave to read.
 */
export function fromFiles(prefix: '' | 'family-', inlined: PackagedKernels): PackagedKernels {
  const compiled = (build: SimdBuild) => async () => {
    try {
      if ('Deno' in globalThis) throw new Error('not without asking')
      const { readFileSync } = await builtin<typeof import('node:fs')>('node:fs')
      // Cut from the text: where `new URL` is given a name with two holes and a base, Turbopack takes any one file for all.
      const dist = here.split('/').slice(0, -4).join('/')
      return await WebAssembly.compile(readFileSync(new URL(`${dist}/assembly/${prefix}${build}.wasm`)))
    } catch {
      return (inlined[build] as NonNullable<PackagedKernels[SimdBuild]>)()
    }
  }
  return { plain: compiled('plain'), relaxed: compiled('relaxed') }
}
