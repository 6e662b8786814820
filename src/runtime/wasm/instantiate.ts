import { WoodburyError } from '../../errors.js'
import { ARENA_BASE } from '../memory/arena.js'
import type { SimdBuild } from './simd.js'
import { tileRows } from './tile.js'

/** The kernels by name; see `assembly/index.ts`. */
export type KernelExports = Record<string, (...args: number[]) => number | undefined>

/** Names of the kernels in one order, the same in every thread: a job carries a number. */
export const kernelNames = (exports: KernelExports): string[] =>
  Object.keys(exports)
    .filter(name => /F(32|64)$/.test(name))
    .sort()

const spare: (() => void)[] = []

/** `release` is called where memory runs short: it lets go of what is only kept for a later call. */
export function whenShort(release: () => void): void {
  spare.push(release)
}

/** Pages that every machine has: where they are refused it is addresses that are short. */
const FEW = 256

const remedy = (pages: number) =>
  pages > FEW
    ? 'Use a smaller network or, in training, smaller batches'
    : 'The process has no addresses left: raise its limit (ulimit -v), or run less at a time'

/**
 * A shared memory of exactly `pages`.
 * @throws WoodburyError OUT_OF_MEMORY
 */
export function createMemory(pages: number): WebAssembly.Memory {
  const make = () => new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  try {
    return make()
  } catch {
    for (const release of spare) release()
  }
  try {
    return make()
  } catch (cause) {
    throw new WoodburyError(
      'OUT_OF_MEMORY',
      `woodbury: the engine refused ${Math.ceil(pages / 16)} MiB of linear memory. ${remedy(pages)}.`,
      { pages },
      { cause },
    )
  }
}

/** Instance of a build's kernels over `memory`; its constant tables end below the arena. */
export function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  build: SimdBuild,
): KernelExports {
  const { exports } = new WebAssembly.Instance(module, { env: { memory }, tile: { rows: tileRows(build) } })
  const heapBase = (exports.__heap_base as WebAssembly.Global).value
  if (heapBase > ARENA_BASE) throw new Error(`kernel tables end at ${heapBase}, beyond the arena's start ${ARENA_BASE}`)
  return exports as unknown as KernelExports
}
