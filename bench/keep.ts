import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rivalPath } from './rivals/resolve.js'
import type { Engine, Row } from './row.js'

/** A run of a suite as it is kept. */
export interface Kept {
  readonly suite: string
  readonly command: string
  readonly date: string
  readonly machine: {
    readonly cpu: string
    readonly cores: number
    readonly node: Partial<Record<Engine, string>>
    readonly packages: Readonly<Record<string, string>>
  }
  readonly rows: readonly Row[]
  readonly absent: readonly string[]
}

const results = fileURLToPath(new URL('../../bench/results/', import.meta.url))

/** The version of an engine, nothing where it is not installed. */
function versionOf(engine: Engine): string | undefined {
  if (engine === 'node20') return process.versions.node
  const about = rivalPath('node/package.json')
  return about && (JSON.parse(readFileSync(about, 'utf8')) as { version: string }).version
}

/** What was measured, on what, by which command. */
export function keptRun(
  suite: string,
  args: readonly string[],
  engines: readonly Engine[],
  found: Pick<Kept, 'rows' | 'absent'> & { packages: Readonly<Record<string, string>> },
): Kept {
  const processors = cpus()
  const node = Object.fromEntries(engines.map(engine => [engine, versionOf(engine)]))
  const machine = { cpu: processors[0].model.trim(), cores: processors.length, node, packages: found.packages }
  const command = `npm run bench -- ${args.join(' ')}`
  return { suite, command, date: new Date().toISOString(), machine, rows: found.rows, absent: found.absent }
}

/** Writes `<YYYY-MM-DD>-<suite>.json` into a folder, bench/results if none is named; returns its path. */
export function keep(kept: Kept, folder = results): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${kept.date.slice(0, 10)}-${kept.suite}.json`)
  writeFileSync(file, `${JSON.stringify(kept, null, 1)}\n`)
  return file
}
