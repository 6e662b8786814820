import { type Executor, InlineExecutor } from '../executor.js'
import { later, never } from '../timers.js'
import { instantiateKernels } from '../wasm/instantiate.js'
import type { KernelStore } from '../wasm/kernel-store.js'
import type { SimdBuild } from '../wasm/simd.js'
import { createMemory, whenShort } from './create-memory.js'

/** Pages up to which a memory is kept for good: 16 MiB. */
const SMALL = 256

/** Milliseconds for which a larger one waits for the next call that needs it. */
const IDLE = 1000

interface Kept {
  readonly module: WebAssembly.Module
  readonly pages: number
  readonly memory: WebAssembly.Memory
  readonly exports: ReturnType<typeof instantiateKernels>
}

/**
 * Linear memory for calls that are done in one go and leave nothing in it. One of its own for every call would fill the
 * address space, of which each takes 10 GB on some engines, before the first is collected.
 */
export class KeptMemory {
  #kept: Kept | undefined
  #idle: ReturnType<typeof later> | undefined

  constructor() {
    whenShort(this.#drop)
  }

  /** An executor over at least `pages`, good until the next call. @throws WoodburyError OUT_OF_MEMORY */
  executor(module: WebAssembly.Module, build: SimdBuild, pages: number, scratch: number): Executor {
    if (this.#kept?.module !== module || this.#kept.pages < pages) {
      // Before the next is made: there may be no room for both.
      this.#drop()
      const size = pages > SMALL ? pages : 2 ** Math.ceil(Math.log2(pages))
      const memory = createMemory(size)
      this.#kept = { module, pages: size, memory, exports: instantiateKernels(module, memory, build) }
    }
    if (pages > SMALL) {
      never(this.#idle)
      this.#idle = later(this.#drop, IDLE)
      // Node's would hold the process.
      ;(this.#idle as { unref?(): void }).unref?.()
    }
    return new InlineExecutor(this.#kept.memory, this.#kept.exports, build, scratch)
  }

  readonly #drop = (): void => {
    this.#kept = undefined
  }
}

const memories = new WeakMap<KernelStore, KeptMemory>()

/** The memory that is kept for calls over a set of kernels. */
export function keptMemory(store: KernelStore): KeptMemory {
  let memory = memories.get(store)
  if (!memory) {
    memory = new KeptMemory()
    memories.set(store, memory)
  }
  return memory
}
