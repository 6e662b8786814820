import type { Measurement } from '../damping/rule.js'
import type { Estimate, Solved } from './direction.js'

/** What became of a step that was tried. */
export interface Trial extends Omit<Measurement, 'lambda'> {
  /** Refused, and smaller than the arithmetic can show. */
  readonly exhausted: boolean
}

/** What a trial starts from: d lies in `layout.arrays.direction`. */
export interface Attempt {
  readonly direction: Solved
  /** α. */
  readonly rate: number
  /** λ of the solve. */
  readonly lambda: number
  readonly estimate: Estimate
  /** Batches drawn so far. */
  readonly draw: number
}

/** What becomes of a direction: moves the spare parameters along it and says what the loss thinks of that. */
export interface Search {
  try(attempt: Attempt): Trial
  /** What it remembers from step to step, where it does. */
  counters?(): Readonly<Record<string, number>>
  restore?(counters: Readonly<Record<string, number>>): void
}
