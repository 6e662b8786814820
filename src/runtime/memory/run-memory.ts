import { createMemory } from './create-memory.js'

/** Pages up to which the memory of a run waits for the next one: 16 MiB. To zero a larger one would be felt. */
const SMALL = 256

/**
 * Linear memory for one run after another in the same threads. A new one for each would fill the address space, of which
 * some engines take 10 GB for it until every thread that has seen it collects.
 */
export class RunMemory {
  #kept: WebAssembly.Memory | undefined

  /** Memory of at least `pages`, all zero, good until the next call. @throws WoodburyError OUT_OF_MEMORY */
  zeroed(pages: number): WebAssembly.Memory {
    const kept = this.#kept
    if (kept && pages * 65536 <= kept.buffer.byteLength) {
      new Uint8Array(kept.buffer).fill(0)
      return kept
    }
    this.#kept = undefined
    const memory = createMemory(pages)
    if (pages <= SMALL) this.#kept = memory
    return memory
  }
}
