import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Kept } from '../keep.js'
import type { Row } from '../row.js'
import { madeBy } from './markdown.js'

const FOLDER = fileURLToPath(new URL('../../../bench/results/', import.meta.url))

const runsOf = (suite: string) =>
  readdirSync(FOLDER)
    .filter(file => file.slice(11) === `${suite}.json`)
    .sort()

/** Whether a run of a suite is kept. */
export const isKept = (suite: string): boolean => runsOf(suite).length > 0

/** The newest kept run of a suite. @throws Error where there is none */
export function newest(suite: string): Kept {
  const last = runsOf(suite).at(-1)
  if (last === undefined) throw new Error(`no run of ${suite} is kept: npm run bench -- ${suite} --keep`)
  return JSON.parse(readFileSync(join(FOLDER, last), 'utf8')) as Kept
}

/** The row of a rival. @throws Error where it was not measured */
export function rowOf({ suite, rows }: Kept, wanted: Partial<Row>): Row {
  const fields = Object.entries(wanted) as [keyof Row, Row[keyof Row]][]
  const row = rows.find(one => fields.every(([field, value]) => one[field] === value))
  if (!row) throw new Error(`${suite} has no row ${JSON.stringify(wanted)}`)
  return row
}

/** What made a kept run. */
export function sourceOf({ command, date, machine: { cpu, cores, node, packages } }: Kept): string {
  const engines = Object.values(node).map(version => `Node ${version}`)
  const others = Object.entries(packages).map(([name, version]) => `${name} ${version}`)
  return madeBy(command, date, [cpu, `${cores} cores`, ...engines, ...others].join(', '))
}
