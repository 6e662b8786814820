import type * as library from '../../../src/index.js'

/** What a place is asked for now and then. */
export interface Memory {
  /** MiB of objects and arrays after a collection. */
  readonly heap: number
  /** MiB of the process, where it can be told. */
  readonly resident?: number
  /** MiB of reserved addresses, where they can be told. */
  readonly addresses?: number
}

/** Where a soak runs: the library as it is loaded there, and a hand on its workers. */
export interface Place {
  readonly api: typeof library
  /** Workers that live. */
  workers(): number
  /** Ends one worker, as a crash would. */
  loseWorker(): void
  memory(): Promise<Memory>
}

/** What the operations share: everything is drawn from one seed. */
export interface World extends Place {
  /** A whole number from 0 to n − 1. */
  draw(n: number): number
}

/** Mulberry32, small enough to be the same in every place. */
export function drawsOf(seed: number): (n: number) => number {
  let state = seed
  return n => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n)
  }
}
