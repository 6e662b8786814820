import type { Sample, Soak } from './scenario.js'
import type { Memory } from './world.js'

/** MiB by which each figure may be above itself later in the soak, beside a tenth: what garbage and an allocator's pages are worth. */
const SLACK: Readonly<Record<keyof Memory, number>> = { heap: 4, resident: 32, addresses: 2048 }

/** Workers that a place may keep between runs of two threads; those of a second pool may still be ending beside them. */
const WORKERS = 4

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]

/** The second quarter of the samples, after code has been compiled, and the last. */
function ends(samples: readonly Sample[], of: keyof Memory): readonly [number, number] {
  const quarter = Math.floor(samples.length / 4)
  const values = samples.map(sample => sample[of] ?? 0)
  return [median(values.slice(quarter, 2 * quarter)), median(values.slice(-quarter))]
}

/** A soak with the workers that its place counts after the last `dispose`. */
export type Ended = Soak & { readonly left: number }

export interface Verdict {
  readonly operations: number
  readonly memory: readonly string[]
  readonly workers: string
  readonly sound: boolean
}

/** Whether nothing failed, memory is flat and no worker is left. */
export function verdictOf({ counts, samples, failures, left }: Ended): Verdict {
  const figures = (Object.keys(SLACK) as (keyof Memory)[]).filter(name => samples[0][name] !== undefined)
  const rows = figures.map(name => [name, ...ends(samples, name)] as const)
  const flat = rows.every(([name, first, last]) => last <= 1.1 * first + SLACK[name])
  const workers = Math.max(...samples.map(sample => sample.workers))
  return {
    operations: Object.values(counts).reduce((sum, count) => sum + count, 0),
    memory: rows.map(([name, first, last]) => `${name} ${first} MiB in the second quarter, ${last} in the last`),
    workers: `at most ${workers}, ${left} after dispose`,
    sound: failures.length === 0 && flat && workers <= WORKERS && left === 0,
  }
}
