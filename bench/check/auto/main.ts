/**
 * `fit` with nothing said but the seconds against the fixed Adam (rate 1e-3, cosine, batch 128), 36 cells: rows from 20 to
 * 500,000, exact and noisy targets, 2 to 1,000 classes, 1 to 2,000 outputs. Equal seconds and threads, in turns, median of
 * the seeds. Bars: `verdict.ts`. About 25 minutes; every finished cell is kept in check-auto.jsonl, where a further call goes on.
 * `--only naval,exact` runs the cells whose name has one of the words, `--scale 0.25` a quarter of the seconds, `--fresh` anew
 * what it runs; `--processor` counts processor time, in one thread, for a machine that has other work. With all cells there it
 * writes the table of docs/defaults.md.
 */
// First, as the library takes the clock as it finds it.
import './processor-clock.js'

import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { allowRelaxedSimd } from '../../../src/cli/relaxed-simd.js'
import { replaceBetween } from '../../docs/between.js'
import { bar, median, say, short } from '../bars.js'
import type { Cell } from './cell.js'
import { cells } from './cells.js'
import { tableOf } from './defaults-table.js'
import { LARGE_TABLE } from './noisy-cells.js'
import { type Budget, type Outcome, Outcomes } from './outcome.js'
import { race } from './race.js'
import { judge, overall } from './verdict.js'

const DOCUMENT = fileURLToPath(new URL('../../../../docs/defaults.md', import.meta.url))

/** Mean square on the training rows of the large table after the whole 20 s. */
const LARGE_TABLE_LOSS = 8.4e-4

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    scale: { type: 'string', default: '1' },
    fresh: { type: 'boolean', default: false },
    processor: { type: 'boolean', default: false },
  },
})
const scale = Number(values.scale)
if (!(scale > 0)) throw new Error(`--scale is ${values.scale}. Pass a number above 0, such as 0.25.`)

function tell(cell: Cell, outcome: Outcome): void {
  const { training, test, trainingCounts, misses } = judge(cell, outcome)
  const figures = `${short(training).padStart(8)}${trainingCounts ? ' ' : '*'} ${short(test).padStart(8)}`
  const line = `${misses.length === 0 ? 'ok  ' : 'MISS'} ${cell.name.padEnd(16)} ${figures}  ${outcome.chosen}`
  say(line.length > 100 ? `${line.slice(0, 99)}…` : line)
}

allowRelaxedSimd()
const budget: Budget = { scale, clock: values.processor ? 'processor' : 'wall' }
const outcomes = new Outcomes('check-auto.jsonl', budget)
const words = values.only.split(',')
const wanted = cells.filter(({ name }) => words.some(word => name.includes(word)))
if (values.fresh) for (const { name } of wanted) outcomes.forget(name)
say('     cell             training  new rows  chosen (multiples of Adam; * does not count)')
for (const cell of wanted) {
  if (!outcomes.of(cell.name)) outcomes.add(await race(cell, budget))
  tell(cell, outcomes.of(cell.name) as Outcome)
}
const known = wanted.map(({ name }) => outcomes.of(name) as Outcome)
if (wanted.length > 0)
  for (const { name, holds, figure } of overall(known.map((outcome, k) => judge(wanted[k], outcome))))
    bar(name, holds, figure)
const large = outcomes.of(LARGE_TABLE)
if (large && scale === 1 && budget.clock === 'wall') {
  const loss = median(large.pairs.map(({ ours }) => ours.training))
  bar(`the large table: at most ${short(LARGE_TABLE_LOSS)}`, loss <= LARGE_TABLE_LOSS, short(loss))
}
const all = cells.map(({ name }) => outcomes.of(name))
if (all.every(outcome => outcome !== undefined))
  writeFileSync(DOCUMENT, replaceBetween(readFileSync(DOCUMENT, 'utf8'), 'npm run check:auto', tableOf(cells, all)))
