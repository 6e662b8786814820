import { milliseconds } from './timers.js'

/** The parts of a step, in their order; `overhead` is what lies between them. */
export const PHASES = [
  'sampling',
  'energy',
  'gather',
  'forward',
  'loss',
  'backward',
  'gram',
  'gradient',
  'factor',
  'solve',
  'apply',
  'trial',
  'damping',
  'overhead',
] as const

export type Phase = (typeof PHASES)[number]

/** Seconds spent in each phase that occurred. */
export type Profile = Readonly<Partial<Record<Phase, number>>>

/** Says how long what takes. */
export interface Clock {
  /** Does some work, and counts its time to a phase, but for that of phases inside it. */
  time<T>(phase: Phase, work: () => T): T
  /** Seconds by phase, unless nobody counts. */
  readonly profile?: Profile
}

/** Counts nothing. */
export const noClock: Clock = { time: (_, work) => work() }

/** Counts the time of every phase by itself. */
export class PhaseClock implements Clock {
  readonly #seconds: Partial<Record<Phase, number>> = {}
  #phase: Phase | undefined
  #since = 0

  get profile(): Profile {
    const known = PHASES.filter(phase => this.#seconds[phase] !== undefined)
    return Object.fromEntries(known.map(phase => [phase, this.#seconds[phase]]))
  }

  time<T>(phase: Phase, work: () => T): T {
    const outer = this.#enter(phase)
    try {
      return work()
    } finally {
      this.#enter(outer)
    }
  }

  #enter(next: Phase | undefined): Phase | undefined {
    const now = milliseconds()
    const left = this.#phase
    if (left) this.#seconds[left] = (this.#seconds[left] ?? 0) + (now - this.#since) / 1000
    this.#phase = next
    this.#since = now
    return left
  }
}
