/** Where the arena starts: the first page belongs to the constant tables of the kernels. */
export const ARENA_BASE = 65536

/** Where the tables of the second module start, as in `assembly/family.json`. */
export const FAMILY_BASE = 32768

const PAGE = 65536
const ALIGNMENT = 64

/**
 * Lays out linear memory without owning any: the same calls made in the same order give the same offsets, so that a
 * forecast, the caller and the leader agree before a byte is allocated.
 */
export class Arena {
  #end = ARENA_BASE

  /** Byte offset of a new area of `bytes`, aligned to 64. */
  reserve(bytes: number): number {
    const offset = this.#end
    this.#end = offset + Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
    return offset
  }

  /** Bytes laid out so far. */
  get bytes(): number {
    return this.#end - ARENA_BASE
  }

  /** Pages a memory needs to hold the tables and the arena. */
  get pages(): number {
    return Math.ceil(this.#end / PAGE)
  }
}
