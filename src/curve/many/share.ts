import type { Stopped } from '../engine/stopping.js'

/** Sets `from`, `from + step` … for one thread, the first of which begins at `begin`. */
export interface Share {
  readonly from: number
  readonly step: number
  readonly count: number
  readonly begin: Float64Array
  /** How many sets of the same step are to follow. */
  readonly more: number
}

/** What is kept of the fits of a share: n numbers a fit one after another, NaN where there are none. Crosses threads. */
export interface Fitted {
  readonly values: Float64Array
  readonly errors: Float64Array
  readonly rss: Float64Array
  readonly converged: boolean[]
  /** One a fit: fewer than the share has where it was left early. */
  readonly stopped: (Stopped | 'failed')[]
  readonly reasons: string[]
  /** Where the set after each begins. */
  readonly next: Float64Array
}

export const noneFitted = (n: number, count: number): Fitted => ({
  values: new Float64Array(n * count).fill(Number.NaN),
  errors: new Float64Array(n * count).fill(Number.NaN),
  rss: new Float64Array(count).fill(Number.NaN),
  converged: [],
  stopped: [],
  reasons: [],
  next: new Float64Array(n * count),
})
