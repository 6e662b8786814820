import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cells } from '../../../../bench/check/auto/cells.js'
import { tableOf } from '../../../../bench/check/auto/defaults-table.js'
import { type Outcome, Outcomes } from '../../../../bench/check/auto/outcome.js'
import { replaceBetween } from '../../../../bench/docs/between.js'

const folder = mkdtempSync(join(tmpdir(), 'woodbury-auto-'))
const run = { training: 0.2, test: 0.4, steps: 3, stopped: 'seconds' }
const outcome = (name: string, chosen = ''): Outcome => ({
  name,
  scale: 0.5,
  clock: 'wall',
  pairs: [{ ours: run, adam: { ...run, training: 0.1, test: 0.8 }, constant: 1 }],
  chosen,
})

test.after(() => rmSync(folder, { recursive: true }))

test('a finished cell is found by the next start of the same budget, and by no other', () => {
  const file = join(folder, 'outcomes.jsonl')
  new Outcomes(file, { scale: 0.5, clock: 'wall' }).add(outcome('a'))
  const next = new Outcomes(file, { scale: 0.5, clock: 'wall' })
  assert.equal(next.of('a'), outcome('a'))
  assert.is(next.of('b'), undefined)
  assert.is(new Outcomes(file, { scale: 1, clock: 'wall' }).of('a'), undefined)
  const other = new Outcomes(file, { scale: 0.5, clock: 'processor' })
  assert.is(other.of('a'), undefined)
  other.add({ ...outcome('a', 'again'), clock: 'processor' })
  assert.is(new Outcomes(file, { scale: 0.5, clock: 'wall' }).of('a')?.chosen, '')
})

test('a cell forgotten or measured again has the new outcome alone', () => {
  const file = join(folder, 'again.jsonl')
  const outcomes = new Outcomes(file, { scale: 0.5, clock: 'wall' })
  outcomes.add(outcome('a', 'first'))
  outcomes.add(outcome('a', 'second'))
  assert.is(new Outcomes(file, outcomes.budget).of('a')?.chosen, 'second')
  outcomes.forget('a')
  assert.is(outcomes.of('a'), undefined)
})

test('the table has a row for every outcome, its multiples and its misses, and replaces the one before', () => {
  const [cell] = cells
  const table = tableOf([cell], [outcome(cell.name, 'smwGN 250')])
  const [row] = table.split('\n').filter(line => line.startsWith(`| ${cell.name} |`))
  assert.match(
    row,
    /\| 0\.2000 \/ 0\.1000 \| 2\.00 \| 0\.4000 \/ 0\.8000 \| 0\.500 \| smwGN 250 \| \*\*training\*\* \|$/,
  )
  assert.match(table, /^Budgets times 0\.5; /)
  const [begin, end] = ['<!-- begin: npm run check:auto -->', '<!-- end: npm run check:auto -->']
  const document = `before\n${begin}\nold\n${end}\nafter\n`
  assert.is(
    replaceBetween(replaceBetween(document, 'npm run check:auto', 'one'), 'npm run check:auto', table),
    `before\n${begin}\n${table}\n${end}\nafter\n`,
  )
  assert.throws(() => replaceBetween('no place', 'npm run check:auto', table), /has no lines/)
})

test.run()
