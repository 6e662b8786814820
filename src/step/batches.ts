import { type Batch, range } from '../model/feed.js'
import { PURPOSE, type Random, stream } from '../random/index.js'

/**
 * The order in which a run sees its samples: every epoch a new permutation that follows from the seed alone, cut into
 * batches, the last one partial. Where it stands is two numbers.
 */
export class Batches {
  epoch = 0
  /** Samples of the epoch already used. */
  position = 0
  #shuffled = -1
  #places: Uint32Array = new Uint32Array(0)

  constructor(
    readonly seed: number,
    readonly count: number,
    readonly size: number | 'full',
  ) {}

  get current(): Batch {
    if (this.size === 'full') return range(0, this.count)
    if (this.#shuffled !== this.epoch) {
      this.#places = stream(this.seed, PURPOSE.shuffle, this.epoch).permutation(this.count)
      this.#shuffled = this.epoch
    }
    const places = this.#places.subarray(this.position, this.position + this.size)
    return { start: 0, count: places.length, places }
  }

  /** Goes on to the next batch; true when that begins an epoch. */
  advance(): boolean {
    this.position += this.current.count
    if (this.position < this.count) return false
    this.position = 0
    this.epoch++
    return true
  }
}

/** `count` different samples out of `total`, by Floyd's method. */
export function drawSamples(random: Random, total: number, count: number): Batch {
  if (count >= total) return range(0, total)
  const chosen = new Set<number>()
  for (let last = total - count; last < total; last++) {
    const place = random.below(last + 1)
    chosen.add(chosen.has(place) ? last : place)
  }
  return { start: 0, count, places: Uint32Array.from(chosen) }
}
