import { ARENA_BASE, FAMILY_BASE } from '../memory/arena.js'
import type { SimdBuild } from './simd.js'
import { tileRows } from './tile.js'

/** The kernels by name; see `assembly/index.ts` and `assembly/family.ts`. */
export type KernelExports = Record<string, (...args: number[]) => number | undefined>

/** Names of the kernels in one order, the same in every thread: a job carries a number. */
export const kernelNames = (exports: KernelExports): string[] =>
  Object.keys(exports)
    .filter(name => /F(32|64)$/.test(name))
    .sort()

/**
 * Instances of a build's kernels over `memory`, those of the second module beside the core's where a run has it. The
 * core's constant tables end below the second module's, and those below the arena.
 */
export function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  build: SimdBuild,
  family?: WebAssembly.Module,
): KernelExports {
  const instance = (from: WebAssembly.Module, end: number) => {
    const { exports } = new WebAssembly.Instance(from, { env: { memory }, tile: { rows: tileRows(build) } })
    const heapBase = (exports.__heap_base as WebAssembly.Global).value
    if (heapBase > end) throw new Error(`kernel tables end at ${heapBase}, beyond ${end}`)
    return exports as unknown as KernelExports
  }
  const core = instance(module, FAMILY_BASE)
  return family ? { ...core, ...instance(family, ARENA_BASE) } : core
}
