import { messageOf } from '../brand.js'
import { instantiateKernels } from '../runtime/wasm/instantiate.js'
import type { SimdBuild } from '../runtime/wasm/simd.js'
import { version } from '../version.js'
import { notImported } from './own-modules.js'

/** A memory that the caller wrote a number into, and kernels to find out whether a worker sees it. */
export interface Probe {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly simd: SimdBuild
  /** Byte offsets of the number and of a place for its copy. */
  readonly from: number
  readonly to: number
}

/**
 * The first call of a worker: it is there, of this version, has copied the number of the probe by a kernel, and has
 * imported the user's own modules.
 */
export async function hello(probe?: Probe, modules: readonly string[] = []): Promise<{ readonly version: string }> {
  if (probe) {
    const { copyColumnsF32 } = instantiateKernels(probe.module, probe.memory, probe.simd)
    copyColumnsF32(probe.to, 1, probe.from, 1, 1, 0, 0, 1)
  }
  for (const address of modules)
    try {
      await import(/* @vite-ignore */ /* webpackIgnore: true */ address)
    } catch (error) {
      throw new Error(notImported(address, messageOf(error)))
    }
  return { version }
}
