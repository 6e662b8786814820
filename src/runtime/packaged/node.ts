import { builtin } from '../wasm/builtin.js'
import type { SimdBuild } from '../wasm/simd.js'
import { packaged as inlined } from './inlined.js'
import type { PackagedKernels } from './packaged.js'

/** Where this file was before anyone bundled it; in a variable, or bundlers take what is found there for an asset. */
const here = import.meta.url

/**
 * The files beside the code: of a first step's 25 ms inflating the text takes 2. The text where a bundler has moved the
 * code away from them, and in Deno, which would ask for leave to read.
 */
async function fromFile(build: SimdBuild): Promise<WebAssembly.Module> {
  try {
    if ('Deno' in globalThis) throw new Error('not without asking')
    const { readFileSync } = await builtin<typeof import('node:fs')>('node:fs')
    return await WebAssembly.compile(readFileSync(new URL(`../../../assembly/${build}.wasm`, here)))
  } catch {
    return (inlined[build] as NonNullable<PackagedKernels[SimdBuild]>)()
  }
}

export const packaged: PackagedKernels = { plain: () => fromFile('plain'), relaxed: () => fromFile('relaxed') }
