import { writeFileSync } from 'node:fs'
import { Argument, Command, Option } from 'commander'
import { runIn } from './engines.js'
import { keep, keptRun } from './keep.js'
import { type Build, type Engine, type Row, tableOf } from './row.js'
import { suites, trainings } from './suites/table.js'

interface Options {
  readonly quick: boolean
  readonly json?: string
  readonly keep: boolean
  readonly engine: Engine | 'both'
  readonly build: Build | 'both'
  readonly rows: string
}

const program = new Command('npm run bench --')
  .description('Measures us and every rival that is installed (npm ci --prefix bench) in the same run.')
  .addArgument(new Argument('<suite>', 'what to measure').choices(Object.keys(suites)))
  .option('--quick', 'fewer repetitions, small sizes', false)
  .option('--json <file>', 'write the rows as JSON')
  .option('--keep', 'write rows, machine and command to bench/results/<date>-<suite>.json', false)
  .addOption(
    new Option('--engine <engine>', 'Node 20 is the one that runs this')
      .choices(['node20', 'newest', 'both'])
      .default('node20'),
  )
  .addOption(new Option('--build <build>', 'of the kernels').choices(['plain', 'relaxed', 'both']).default('both'))
  .option('--rows <part>', 'only rows whose name contains this', '')
  .parse()

const [suite] = program.args
const { quick, json, keep: isKept, engine, build, rows: part } = program.opts<Options>()
const engines: Engine[] = engine === 'both' ? ['node20', 'newest'] : [engine]
const both: Build[] = trainings.has(suite) ? ['relaxed'] : ['plain', 'relaxed']
const builds: Build[] = build === 'both' ? both : [build]
const rows: Row[] = []
const absent = new Set<string>()
const packages: Record<string, string> = {}
for (const place of engines)
  for (const kind of builds) {
    process.stderr.write(`${suite}: ${place}, ${kind}\n`)
    const report = runIn(place, kind, [suite, quick ? 'quick' : 'full', part])
    if (!report) absent.add(`${place} (the npm package \`node\`)`)
    rows.push(...(report?.rows ?? []))
    Object.assign(packages, report?.packages)
    for (const rival of report?.absent ?? []) absent.add(rival)
  }
process.stdout.write(`${tableOf(rows)}\n`)
if (absent.size > 0) process.stdout.write(`absent: ${[...absent].join(', ')}\n`)
if (json !== undefined) writeFileSync(json, `${JSON.stringify(rows, null, 1)}\n`)
if (isKept) {
  const kept = keptRun(suite, process.argv.slice(2), engines, { rows, absent: [...absent], packages })
  process.stdout.write(`kept: ${keep(kept)}\n`)
}
