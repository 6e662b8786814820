import { WoodburyError } from '../errors.js'
import { milliseconds } from './timers.js'

/** What everybody in a pool must know at once. */
export const RUNNING = 0
export const ABORT = 1
export const LOST = 2
export const END = 3

const STATE = 0
const GENERATION = 1
const ARRIVED = 2
const SLEEPERS = 3
const LEADER_SLEEPS = 4
const CURRENT = 5
const KERNEL = 6
const ARGUMENTS = 7
const SCRATCH = 8
const BOUNDS = 16
const MOST_THREADS = 64
const MOST_ARGUMENTS = 16
const ARGUMENTS_AT = 4 * (BOUNDS + MOST_THREADS + 4)
const BYTES = ARGUMENTS_AT + 8 * MOST_ARGUMENTS

/** Atomic loads between two looks at the clock. */
const SPINS = 64

/** Milliseconds of spinning before a thread sleeps: a wake-up costs 46 µs and more, a spin that succeeds 0.1. */
const SPIN_MS = 0.04

/**
 * After a long job a thread spins for this share of it, for others end at about the same time; where another process has
 * taken their core, that is all it costs. Sleeping after 40 µs made a step with 1000 samples 6 % slower.
 */
const SPIN_SHARE = 0.03

/** However long the job was. */
const MOST_SPIN_MS = 2

/** Milliseconds after which a sleeper looks at the state again, whatever happens. */
const SLEEP_MS = 100

/** A helper is given up after this many milliseconds, or this many times what the leader's own part took. */
const PATIENCE_MS = 10_000
const PATIENCE_SHARE = 100

/**
 * The words through which the leader publishes kernels and everyone meets: one job at a time, numbered by a generation.
 * Waiting spins briefly and then sleeps, never longer than 100 ms without a look at the state.
 */
export class Control {
  readonly #words: Int32Array
  readonly #arguments: Float64Array

  constructor(readonly shared: SharedArrayBuffer = new SharedArrayBuffer(BYTES)) {
    this.#words = new Int32Array(shared)
    this.#arguments = new Float64Array(shared, ARGUMENTS_AT, MOST_ARGUMENTS)
  }

  get state(): number {
    return Atomics.load(this.#words, STATE)
  }

  /** Tells everybody, awake or asleep. A lost pool stays lost. */
  set state(state: number) {
    if (Atomics.load(this.#words, STATE) !== LOST) Atomics.store(this.#words, STATE, state)
    Atomics.notify(this.#words, GENERATION)
    Atomics.notify(this.#words, ARRIVED)
  }

  /** Which of the two parameter places holds the last accepted ones; −1 until the leader has filled them. */
  get current(): number {
    return Atomics.load(this.#words, CURRENT) - 1
  }

  set current(place: number) {
    Atomics.store(this.#words, CURRENT, place + 1)
  }

  /** Leader: part t of the job is the rows bounds[t] … bounds[t + 1]. */
  publish(kernel: number, args: readonly number[], scratch: boolean, bounds: readonly number[]): void {
    const words = this.#words
    words[KERNEL] = kernel
    words[ARGUMENTS] = args.length
    words[SCRATCH] = scratch ? 1 : 0
    this.#arguments.set(args)
    for (let t = 0; t < bounds.length; t++) words[BOUNDS + t] = bounds[t]
    Atomics.store(words, ARRIVED, 0)
    Atomics.add(words, GENERATION, 1)
    if (Atomics.load(words, SLEEPERS) > 0) Atomics.notify(words, GENERATION)
  }

  /** Leader, after a job of `spent` milliseconds: until `helpers` have arrived. @throws WoodburyError WORKER_LOST */
  meet(helpers: number, spent: number): void {
    const words = this.#words
    const end = milliseconds() + Math.max(PATIENCE_MS, PATIENCE_SHARE * spent)
    while (!this.#spin(() => Atomics.load(words, ARRIVED) === helpers, spent)) {
      if (this.state === LOST || milliseconds() > end) throw lost()
      Atomics.store(words, LEADER_SLEEPS, 1)
      const arrived = Atomics.load(words, ARRIVED)
      if (arrived !== helpers) Atomics.wait(words, ARRIVED, arrived, SLEEP_MS)
      Atomics.store(words, LEADER_SLEEPS, 0)
    }
  }

  /** Helper, after a job of `spent` milliseconds: the generation after `seen`, or nothing once the run is over or lost. */
  next(seen: number, spent: number): number | undefined {
    const words = this.#words
    for (;;) {
      if (this.#spin(() => Atomics.load(words, GENERATION) !== seen, spent)) return Atomics.load(words, GENERATION)
      if (this.state === END || this.state === LOST) return undefined
      Atomics.add(words, SLEEPERS, 1)
      Atomics.wait(words, GENERATION, seen, SLEEP_MS)
      Atomics.sub(words, SLEEPERS, 1)
    }
  }

  /** Helper: the published job, as seen by thread `t`. */
  job(t: number): { kernel: number; args: number[]; scratch: boolean; from: number; to: number } {
    const words = this.#words
    return {
      kernel: words[KERNEL],
      args: Array.from(this.#arguments.subarray(0, words[ARGUMENTS])),
      scratch: words[SCRATCH] === 1,
      from: words[BOUNDS + t],
      to: words[BOUNDS + t + 1],
    }
  }

  /** Helper: this part of the job is done. */
  arrive(): void {
    Atomics.add(this.#words, ARRIVED, 1)
    if (Atomics.load(this.#words, LEADER_SLEEPS) === 1) Atomics.notify(this.#words, ARRIVED)
  }

  #spin(done: () => boolean, spent: number): boolean {
    const end = milliseconds() + Math.min(Math.max(SPIN_MS, SPIN_SHARE * spent), MOST_SPIN_MS)
    do {
      for (let i = 0; i < SPINS; i++) if (done()) return true
    } while (milliseconds() < end)
    return done()
  }
}

const lost = () =>
  new WoodburyError('WORKER_LOST', 'fit: a worker of the pool is gone. The last accepted parameters are in the error.')
