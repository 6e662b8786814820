import type { Patience } from './interleave.js'
import type { Build, Engine, Row } from './row.js'

/** What a suite is given: where it runs, and whom it tells. */
export interface Context {
  readonly engine: Engine
  readonly build: Build
  readonly quick: boolean
  readonly patience: Patience
  /** Whether a row of this name is asked for. */
  wants(name: string): boolean
  add(row: Omit<Row, 'suite' | 'engine' | 'build'>): void
  /** Names a rival that is not installed. */
  missing(rival: string): void
  /** Notes the version of a package of another ecosystem that a row was measured with. */
  used(name: string, version: string): void
}

/** Times of us and a rival as a row: milliseconds, or what `figure` makes of them. */
export function versus(
  context: Context,
  name: string,
  rival: string,
  [ours, theirs]: readonly number[],
  residual: number,
  options: { threads?: number; unit?: string; figure?: (ms: number) => number } = {},
): void {
  const { threads = 1, unit = 'ms', figure = (ms: number) => ms } = options
  const ratio = theirs / ours
  context.add({ name, threads, value: figure(ours), unit, rival, rivalValue: figure(theirs), ratio, residual })
}
