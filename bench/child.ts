/** One suite in one engine and build, in a process of its own: `child engine build file suite quick rows`. */
import { writeFileSync } from 'node:fs'
import type { Context } from './context.js'
import type { Build, Engine, Report, Row } from './row.js'
import { suites } from './suites/table.js'

const [engine, build, file, suite, quick, part = ''] = process.argv.slice(2) as [Engine, Build, ...string[]]
const rows: Row[] = []
const absent = new Set<string>()
const packages: Record<string, string> = {}
const context: Context = {
  engine,
  build,
  quick: quick === 'quick',
  patience: quick === 'quick' ? { warm: 150, rounds: 7 } : { warm: 500, rounds: 21 },
  wants: name => name.includes(part),
  add(row) {
    rows.push({ suite, engine, build, ...row })
    process.stderr.write(`  ${row.name} ${row.rival}: ${row.ratio.toFixed(3)}${row.note ? ` (${row.note})` : ''}\n`)
  },
  missing: rival => absent.add(rival),
  used(name, version) {
    packages[name] = version
  },
}
for (const run of suites[suite]) await run(context)
writeFileSync(file, JSON.stringify({ rows, absent: [...absent], packages } satisfies Report))
process.exit(0)
