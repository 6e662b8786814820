/** Words beyond which an array is sampled: less than a millisecond. */
const MOST = 2 ** 16

/** Words that are read together, being one line of the cache. */
const LINE = 16

/**
 * MurmurHash3 (x86, 32 bits, by Austin Appleby) of words and texts in the order they are added: tells data apart and
 * finds damage, keeps no secret.
 */
export class Digest {
  #hash = 0
  #length = 0

  #mix(word: number): void {
    const k = Math.imul(word, 0xcc9e2d51)
    this.#hash ^= Math.imul((k << 15) | (k >>> 17), 0x1b873593)
    this.#hash = (Math.imul((this.#hash << 13) | (this.#hash >>> 19), 5) + 0xe6546b64) | 0
    this.#length++
  }

  text(text: string): this {
    for (let at = 0; at < text.length; at++) this.#mix(text.charCodeAt(at))
    return this
  }

  /** The bits of an array of 4 or 8 bytes an element: all of them, or about `most` of its words, in lines evenly spread. */
  values(values: ArrayBufferView, most = Number.POSITIVE_INFINITY): this {
    const words = new Uint32Array(values.buffer, values.byteOffset, values.byteLength >> 2)
    const { length } = words
    const every = Math.ceil(length / Math.min(length, most))
    this.#mix(length)
    for (let k = 0; k * every * LINE < length; k++) {
      // One line of each `every`, drawn by the digest so far: an even step would meet the same columns in every row.
      const line = (k * every + ((this.#hash >>> 0) % every)) * LINE
      for (let at = line; at < Math.min(line + LINE, length); at++) this.#mix(words[at])
    }
    return this
  }

  toString(): string {
    let h = this.#hash ^ this.#length
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
    return ((h ^ (h >>> 16)) >>> 0).toString(16).padStart(8, '0')
  }
}

/** A digest of arrays that is quick whatever their size: of large ones it sees every so many words. */
export const digestOf = (arrays: readonly ArrayBufferView[]): string =>
  arrays.reduce<Digest>((digest, array) => digest.values(array, MOST), new Digest()).toString()
