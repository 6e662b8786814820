import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keyOf, type RunKey, type RunRecord } from './record.js'

const FOLDER = fileURLToPath(new URL('../../../docs/experiments/', import.meta.url))

/** Where the runs of an experiment are kept; those of a quick look are apart. */
export const fileOf = ({ name }: { name: string }, quick = false): string =>
  join(FOLDER, quick ? 'quick' : '', `${name}.json`)

/** What a file of results says of itself. */
export interface Kept {
  readonly command: string
  readonly date: string
  readonly machine: string
  readonly runs: readonly RunRecord[]
}

/** Figures of four digits are more than seeds agree on. */
const rounded = (_key: string, value: unknown) =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value

const machine = () => `${cpus()[0].model}, ${cpus().length} cores, Node ${process.versions.node}`

/** The runs of one experiment in its file, which holds every finished one at any time. */
export class Store {
  readonly #runs: Map<string, RunRecord>

  constructor(
    readonly file: string,
    readonly command: string,
  ) {
    const kept = existsSync(file) ? readKept(file).runs : []
    this.#runs = new Map(kept.map(run => [keyOf(run), run]))
  }

  get(key: RunKey): RunRecord | undefined {
    return this.#runs.get(keyOf(key))
  }

  /** Whatever ends the suite loses the run that is under way and no other. */
  add(run: RunRecord): void {
    this.#runs.set(keyOf(run), run)
    this.#write()
  }

  /** Forgets runs that the experiment no longer asks for. */
  keep(wanted: readonly RunRecord[]): void {
    const keys = new Set(wanted.map(keyOf))
    const before = this.#runs.size
    for (const key of this.#runs.keys()) if (!keys.has(key)) this.#runs.delete(key)
    if (this.#runs.size < before) this.#write()
  }

  kept(): Kept {
    return readKept(this.file)
  }

  #write(): void {
    mkdirSync(dirname(this.file), { recursive: true })
    const said = { command: this.command, date: new Date().toISOString().slice(0, 10), machine: machine() }
    const lines = [...this.#runs.values()].map(run => JSON.stringify(run, rounded)).join(',\n')
    writeFileSync(`${this.file}.part`, `{${JSON.stringify(said).slice(1, -1)},"runs":[\n${lines}\n]}\n`)
    renameSync(`${this.file}.part`, this.file)
  }
}

/** JSON has no NaN: a figure that is not finite comes back as Infinity. */
const readKept = (file: string): Kept =>
  JSON.parse(readFileSync(file, 'utf8'), (_key, value) => (value === null ? Number.POSITIVE_INFINITY : value))
