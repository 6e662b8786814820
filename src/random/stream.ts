import { WoodburyError } from '../errors.js'
import { show } from '../options.js'
import { cosPi, log } from '../portable.js'
import { philox } from './philox.js'

const WORD = 0x100000000

/** Where a stream stands, as plain numbers: store it, and `restore` goes on with the next draw. */
export type RandomState = { seed: number; purpose: number; index: number; item: number; position: number }

/**
 * Draws of the stream named by (seed, purpose, index, item): the seed is Philox's key, the other three are the upper
 * words of its counter, `position` counts the 32-bit words already used.
 */
export class Random {
  readonly #block = new Uint32Array(4)
  #filled = -1
  #position: number

  constructor(
    readonly seed: number,
    readonly purpose: number,
    readonly index: number,
    readonly item: number,
    position: number,
  ) {
    this.#position = position
  }

  get state(): RandomState {
    return { seed: this.seed, purpose: this.purpose, index: this.index, item: this.item, position: this.#position }
  }

  /** The next 32 bits, 0 ≤ word < 2³². */
  word(): number {
    const block = Math.floor(this.#position / 4)
    if (block !== this.#filled) {
      philox(this.seed, Math.floor(this.seed / WORD), block, this.item, this.index, this.purpose, this.#block)
      this.#filled = block
    }
    return this.#block[this.#position++ % 4]
  }

  /** Uniform in [0, 1), all multiples of 2⁻⁵³ equally likely; two words. */
  uniform(): number {
    const high = this.word() >>> 5
    const low = this.word() >>> 6
    return (high * 0x4000000 + low) / 0x20000000000000
  }

  /** Standard normal by Box–Muller; four words. The sine twin is left unused so that the state is a position alone. */
  normal(): number {
    const radius = Math.sqrt(-2 * log(1 - this.uniform()))
    return radius * cosPi(2 * this.uniform())
  }

  /** `count` random signs ±1 into `out`; a word for each 32. */
  signs(out: Float64Array, count: number): void {
    let word = 0
    for (let a = 0; a < count; a++) {
      word = a % 32 === 0 ? this.word() : word >>> 1
      out[a] = word & 1 ? 1 : -1
    }
  }

  /**
   * A whole number, 0 ≤ value < n, without bias: words below 2³² mod n are drawn again.
   * @throws WoodburyError BAD_OPTION unless n is a whole number from 1 to 2³²
   */
  below(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > WORD)
      throw new WoodburyError('BAD_OPTION', `below: n is ${n}. Pass a whole number from 1 to 2^32.`, { n })
    const refuse = WORD % n
    let word = this.word()
    while (word < refuse) word = this.word()
    return word % n
  }

  /** Puts `values` in random order, in place (Fisher–Yates), and returns them. */
  shuffle<T extends { length: number; [at: number]: unknown }>(values: T): T {
    for (let last = values.length - 1; last > 0; last--) {
      const chosen = this.below(last + 1)
      const kept = values[last]
      values[last] = values[chosen]
      values[chosen] = kept
    }
    return values
  }

  /** 0 … n − 1 in random order. */
  permutation(n: number): Uint32Array {
    return this.shuffle(Uint32Array.from({ length: n }, (_, i) => i))
  }
}

/**
 * The stream of a seed for one purpose (see `PURPOSE`); `index` and `item` tell apart, say, the steps of a run and the
 * samples of a step, so that a draw does not depend on who made which draws before.
 * @throws WoodburyError BAD_OPTION unless the seed is a whole number of magnitude below 2⁵³ and the others below 2³²
 */
export function stream(seed: number, purpose: number, index = 0, item = 0): Random {
  return restore({ seed, purpose, index, item, position: 0 })
}

/** The stream that goes on where `state` was taken. @throws WoodburyError BAD_OPTION for a state that is not one */
export function restore({ seed, purpose, index, item, position }: RandomState): Random {
  if (!Number.isSafeInteger(seed))
    throw new WoodburyError('BAD_OPTION', `seed is ${show(seed)}. Pass a whole number, such as seed: 0.`, { seed })
  for (const [name, value] of Object.entries({ purpose, index, item }))
    if (!Number.isInteger(value) || value < 0 || value >= WORD)
      throw new WoodburyError('BAD_OPTION', `random stream: ${name} is ${show(value)}, not a whole number below 2^32.`)
  if (!Number.isSafeInteger(position) || position < 0)
    throw new WoodburyError('BAD_OPTION', `random stream: position is ${show(position)}, not a count of words.`)
  return new Random(seed, purpose, index, item, position)
}
