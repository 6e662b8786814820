import { median } from '../check/bars.js'
import type { Tuned } from './campaign.js'
import type { Cell, Experiment } from './experiment.js'
import type { RunRecord, Snapshot } from './record.js'

/** What a campaign came to. */
export interface Results {
  readonly tuned: Tuned
  readonly grid: readonly RunRecord[]
  readonly final: readonly RunRecord[]
}

/** A figure over the seeds. */
export interface Spread {
  readonly middle: number
  readonly least: number
  readonly most: number
}

/** Where a goal is reached: medians of the seeds that reach it. */
export interface Reached {
  readonly seconds: number
  readonly epochs: number
  readonly seeds: number
}

/** One method on one set. */
export interface Line {
  readonly method: string
  readonly setting: string
  readonly seeds: number
  readonly train: Spread
  readonly test: Spread
  readonly steps: number
  readonly epochs: number
  readonly stopped: readonly string[]
  /** Share of the longest budget after which Adam's loss of its end is reached; nothing where it never is. */
  readonly toAdam?: number
  /** The same in seconds, by the shortest of the budgets that ends there, or on the way. */
  readonly secondsToAdam?: number
  readonly loss: readonly (Reached | undefined)[]
  readonly goals: readonly (Reached | undefined)[]
}

const spread = (values: readonly number[]): Spread => ({
  middle: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
})

/** Runs of one method and setting on one set. */
export function finalRuns({ tuned, final }: Results, cell: string, method: string, by: 'training' | 'validation') {
  const { name } = tuned.chosen(cell, method)[by]
  return final.filter(run => run.cell === cell && run.method === method && run.setting === name)
}

export const longest = (runs: readonly RunRecord[]): RunRecord[] => {
  const most = Math.max(...runs.map(({ seconds }) => seconds))
  return runs.filter(({ seconds }) => seconds === most)
}

/** The figure of new rows: of the snapshot with the least validation loss, where there is one, else of the end. */
const testOf = ({ early, end }: RunRecord): number => early?.test ?? end.test

/** Where a run's figure first is at the goal, between two snapshots along a straight line of its logarithm. */
export function reaches(
  { snapshots }: RunRecord,
  goal: number,
  of: (snapshot: Snapshot) => number,
): { seconds: number; epochs: number } | undefined {
  const at = snapshots.findIndex(snapshot => of(snapshot) <= goal)
  if (at < 0) return undefined
  const [before, after] = [snapshots[Math.max(at - 1, 0)], snapshots[at]]
  const [from, to] = [Math.log(of(before)), Math.log(of(after))]
  const share = from > to && Number.isFinite(from) ? Math.min(1, (from - Math.log(goal)) / (from - to)) : 1
  const between = (a: number, b: number) => a + share * (b - a)
  return { seconds: between(before.seconds, after.seconds), epochs: between(before.epochs, after.epochs) }
}

/** The least seconds of any budget, in the median over the seeds; nothing where less than half of them get there. */
function reached(runs: readonly RunRecord[], goal: number, of: (snapshot: Snapshot) => number): Reached | undefined {
  const seeds = [...new Set(runs.map(({ seed }) => seed))]
  const found = seeds.flatMap(seed => {
    const all = runs.filter(run => run.seed === seed).flatMap(run => reaches(run, goal, of) ?? [])
    return all.length > 0 ? [all.reduce((best, one) => (one.seconds < best.seconds ? one : best))] : []
  })
  if (2 * found.length <= seeds.length) return undefined
  return {
    seconds: median(found.map(({ seconds }) => seconds)),
    epochs: median(found.map(({ epochs }) => epochs)),
    seeds: found.length,
  }
}

const trainOf = ({ train }: Snapshot) => train
const newOf = ({ test }: Snapshot) => test

/** Every method on one set, in the order of the experiment; those without a final run are left out. */
export function linesOf(experiment: Experiment, cell: Cell, results: Results): Line[] {
  const adam = longest(finalRuns(results, cell.name, 'Adam', 'training'))
  const goal = adam.length > 0 ? median(adam.map(({ end }) => end.train)) : Number.NaN
  return Object.keys(results.tuned.methods).flatMap(method => {
    const runs = finalRuns(results, cell.name, method, 'training')
    if (runs.length === 0) return []
    const whole = longest(runs)
    const toAdam = reached(whole, goal, trainOf)
    const line: Line = {
      method,
      setting: results.tuned.chosen(cell.name, method).training.name,
      seeds: whole.length,
      train: spread(whole.map(({ end }) => end.train)),
      test: spread(longest(finalRuns(results, cell.name, method, 'validation')).map(testOf)),
      steps: median(whole.map(({ steps }) => steps)),
      epochs: median(whole.map(({ end }) => end.epochs)),
      stopped: [...new Set(whole.map(({ stopped }) => stopped))],
      ...(toAdam && { toAdam: toAdam.seconds / whole[0].seconds }),
      secondsToAdam: reached(runs, goal, trainOf)?.seconds,
      loss: experiment.goals.loss.map(one => reached(runs, one, trainOf)),
      goals: experiment.goals.test.map(one => reached(runs, one, newOf)),
    }
    return [line]
  })
}

/** The curve of several seeds: medians of their k-th snapshots, between the least and the most. */
export function bandOf(
  runs: readonly RunRecord[],
  x: (snapshot: Snapshot) => number,
  y: (snapshot: Snapshot) => number,
): { points: (readonly [number, number])[]; band: (readonly [number, number, number])[] } {
  const count = Math.min(...runs.map(({ snapshots }) => snapshots.length))
  const places = Array.from({ length: count }, (_, k) => {
    const at = runs.map(({ snapshots }) => (k === count - 1 ? snapshots[snapshots.length - 1] : snapshots[k]))
    const { middle, least, most } = spread(at.map(y))
    return { x: median(at.map(x)), middle, least, most }
  })
  return {
    points: places.map(place => [place.x, place.middle]),
    band: places.map(place => [place.x, place.least, place.most]),
  }
}
