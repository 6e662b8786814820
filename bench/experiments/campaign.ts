import { geometricMean } from '../check/bars.js'
import type { Cell, Experiment, Grid, Setting } from './experiment.js'
import type { RunKey, RunRecord } from './record.js'
import { run } from './run.js'
import type { Store } from './store.js'

/** How much of an experiment is run. */
export interface Extent {
  /** Budgets are multiplied by it. */
  readonly scale: number
  readonly seeds: number
  /** Whether all settings of a grid are raced, or only the first. */
  readonly tuned: boolean
  /** The share of an experiment's snapshots that is taken. */
  readonly snapshots: number
  /** Methods whose final runs are wanted; all, where they are not named. */
  readonly methods?: readonly string[]
}

export const FULL: Extent = { scale: 1, seeds: 3, tuned: true, snapshots: 1 }
export const QUICK: Extent = { scale: 1 / 20, seeds: 1, tuned: false, snapshots: 0.25 }

/** Of the family, beside those of the paper. */
const BEST_OF_FAMILY = 3

export interface Job {
  readonly cell: Cell
  readonly setting: Setting
  readonly key: RunKey
  /** Snapshots on the way. */
  readonly snapshots: number
}

interface Length extends Pick<RunKey, 'kind' | 'seed' | 'seconds'> {
  /** Of the snapshots of a whole final run. */
  readonly share: number
}

/** A method's settings, best first: by training loss, and by validation loss where there is one. */
export interface Chosen {
  readonly training: Setting
  readonly validation: Setting
}

/** The methods of an experiment with the settings that each cell's grid chose. */
export interface Tuned {
  readonly methods: Readonly<Record<string, Grid>>
  chosen(cell: string, method: string): Chosen
}

export interface Progress {
  /** Seconds of training still to come, as far as is known. */
  left(seconds: number): void
  done(record: RunRecord, isNew: boolean): void
}

/** Runs what the store does not have: first settings of all, the rest of the grids, the final runs seed by seed. */
export class Campaign {
  /** The first run of a process pays for compiling everything. */
  #isCold = true

  constructor(
    readonly experiment: Experiment,
    readonly extent: Extent,
    readonly store: Store,
    readonly progress: Progress,
    /** What trains a run that the store does not have; nothing where it is to be left out. */
    readonly train: (...of: Parameters<typeof run>) => Promise<RunRecord | undefined> = run,
  ) {}

  async run(): Promise<{ tuned: Tuned; grid: RunRecord[]; final: RunRecord[] }> {
    const { experiment, extent } = this
    const everyone = { ...experiment.methods, ...experiment.candidates }
    const raced = await this.#all(this.#gridJobs(everyone, [0]))
    const best = this.#bestOfFamily(raced)
    const methods = { ...experiment.methods, ...best }
    const rest = extent.tuned ? await this.#all(this.#gridJobs(methods, [1, 2, 3])) : []
    const grid = [...raced, ...rest]
    const tuned: Tuned = { methods, chosen: (cell, method) => choose(grid, cell, method, methods[method]) }
    const final = await this.#all(this.#finalJobs(tuned))
    return { tuned, grid, final }
  }

  get #longest(): number {
    return this.experiment.seconds[this.experiment.seconds.length - 1] * this.extent.scale
  }

  #gridJobs(methods: Readonly<Record<string, Grid>>, places: readonly number[]): Job[] {
    return this.experiment.cells.flatMap(cell =>
      Object.entries(methods).flatMap(([method, grid]) =>
        places
          .filter(at => at < grid.length)
          .map(at =>
            this.#job(cell, method, grid[at], { kind: 'grid', seed: 0, seconds: this.#longest / 4, share: 0 }),
          ),
      ),
    )
  }

  #finalJobs({ methods, chosen }: Tuned): Job[] {
    const { cells, seconds } = this.experiment
    const { methods: wanted } = this.extent
    const seeds = Array.from({ length: this.extent.seeds }, (_, seed) => seed)
    return seeds.flatMap(seed =>
      cells.flatMap(cell =>
        Object.keys(methods)
          .filter(method => wanted?.includes(method) ?? true)
          .flatMap(method => {
            const { training, validation } = chosen(cell.name, method)
            return [...new Set([training, validation])].flatMap(setting =>
              seconds.map(budget =>
                this.#job(cell, method, setting, {
                  kind: 'final',
                  seed,
                  seconds: budget * this.extent.scale,
                  share: Math.sqrt(budget / seconds[seconds.length - 1]),
                }),
              ),
            )
          }),
      ),
    )
  }

  #job(cell: Cell, method: string, setting: Setting, { share, ...length }: Length): Job {
    const { name, optimizer, dtype = 'float32' } = setting
    const options = JSON.stringify({ ...(optimizer as object), dtype })
    const seconds = Math.max(length.seconds, LEAST_SECONDS)
    const key = { cell: cell.name, method, setting: name, options, ...length, seconds }
    return { cell, setting, key, snapshots: Math.round(share * this.extent.snapshots * this.experiment.snapshots) }
  }

  async #all(jobs: readonly Job[]): Promise<RunRecord[]> {
    const records: RunRecord[] = []
    const unique = new Map(jobs.map(job => [JSON.stringify(job.key), job]))
    let left = [...unique.values()].reduce((sum, { key }) => sum + (this.store.get(key) ? 0 : key.seconds), 0)
    for (const { cell, setting, key, snapshots } of unique.values()) {
      const known = this.store.get(key)
      this.progress.left(left)
      if (!known && this.#isCold) await this.train(this.experiment, cell, setting, { ...key, seconds: 1 }, 0)
      this.#isCold &&= known !== undefined
      const record = known ?? (await this.train(this.experiment, cell, setting, key, snapshots))
      if (!known) left -= key.seconds
      if (!record) continue
      if (!known) this.store.add(record)
      this.progress.done(record, !known)
      records.push(record)
    }
    return records
  }

  #bestOfFamily(raced: readonly RunRecord[]): Readonly<Record<string, Grid>> {
    const { candidates } = this.experiment
    const mean = (method: string) => geometricMean(raced.filter(record => record.method === method).map(lossOf))
    const ranked = Object.keys(candidates).sort((a, b) => mean(a) - mean(b))
    return Object.fromEntries(ranked.slice(0, BEST_OF_FAMILY).map(method => [method, candidates[method]]))
  }
}

/** Shorter runs would be of opening a pool. */
const LEAST_SECONDS = 0.25

/** Training loss of the end; of a run that has none, worse than any. */
const lossOf = ({ end }: RunRecord): number => (Number.isFinite(end.train) ? end.train : Number.MAX_VALUE ** 0.25)

const validationOf = ({ early }: RunRecord): number => early?.validation ?? Number.POSITIVE_INFINITY

function choose(grid: readonly RunRecord[], cell: string, method: string, settings: Grid): Chosen {
  const runs = grid.filter(record => record.cell === cell && record.method === method)
  const least = (figure: (record: RunRecord) => number) => {
    const { setting } = runs.reduce((best, one) => (figure(one) < figure(best) ? one : best))
    return settings.find(({ name }) => name === setting) as Setting
  }
  const training = least(lossOf)
  const isValidated = runs.every(record => validationOf(record) < Number.POSITIVE_INFINITY)
  return { training, validation: isValidated ? least(validationOf) : training }
}
