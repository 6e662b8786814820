import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Failure } from './block.js'

/** What became of the inputs of a target. */
export interface Tally {
  inputs: number
  values: number
  slowest: number
}

/** How far a campaign has come: a run that is stopped goes on from here. */
export interface State {
  readonly seed: number
  /** The first block that is not done. */
  next: number
  tallies: Record<string, Tally>
  failures: Failure[]
  /** MiB held after a collection, at each hundredth of the campaign. */
  memory: { readonly block: number; readonly rss: number; readonly heap: number }[]
  seconds: number
}

export const fresh = (seed: number, next: number): State => ({
  seed,
  next,
  tallies: {},
  failures: [],
  memory: [],
  seconds: 0,
})

export function readState(file: string): State | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as State) : undefined
}

export function writeState(file: string, state: State): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, JSON.stringify(state))
  renameSync(`${file}.new`, file)
}
