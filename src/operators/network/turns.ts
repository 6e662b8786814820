import type { Executor } from '../../runtime/executor.js'
import { KeptMemory } from '../../runtime/memory/kept-memory.js'
import type { SimdBuild } from '../../runtime/wasm/simd.js'

/** The compiled kernels; a module may be posted to workers. */
export interface KernelModule {
  readonly module: WebAssembly.Module
  readonly simd: SimdBuild
}

const kept = new KeptMemory()
let owner: object | undefined
let last: WebAssembly.Memory | undefined

/**
 * The linear memory that all operators of a thread have in turns: one each would fill the address space before the first is
 * collected. `isNew`: nothing of what `who` left in it last time is there.
 * @throws WoodburyError OUT_OF_MEMORY
 */
export function takeTurn(
  who: object,
  { module, simd }: KernelModule,
  { pages, scratch }: { readonly pages: number; readonly scratch: number },
): { readonly executor: Executor; readonly isNew: boolean } {
  const executor = kept.executor(module, simd, pages, scratch)
  const isNew = owner !== who || last !== executor.memory
  owner = who
  last = executor.memory
  return { executor, isNew }
}
