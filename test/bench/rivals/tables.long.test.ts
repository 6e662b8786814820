import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Context } from '../../../bench/context.js'
import type { PlainTable } from '../../../bench/rivals/tables/table-rival.js'
import { tableRivals, tableRows, testError } from '../../../bench/suites/tables.js'
import { stream } from '../../../src/random/index.js'

function context() {
  const absent = new Set<string>()
  const told: Context = {
    engine: 'node20',
    build: 'plain',
    quick: false,
    patience: { warm: 0, rounds: 1 },
    wants: () => true,
    add: ({ name }) => assert.unreachable(name),
    missing: rival => absent.add(rival),
    used() {},
  }
  return { told, absent }
}

/** Rows about 1 and 100, whose target or class follows from both. */
function table(classes: number | undefined) {
  const random = stream(7, 0)
  const target = ([a, b]: readonly number[]) => {
    const value = 50 + 30 * (a - 1) + (b - 100)
    return classes ? Number(value > 50) + Number(value > 60) : value
  }
  const rows = Array.from({ length: 400 }, () => [random.uniform() + 0.5, 100 + 20 * (random.uniform() - 0.5)])
  const [x, unseen] = [rows.slice(0, 300), rows.slice(300)]
  const plain: PlainTable = { classes, train: { x, y: x.map(target) }, test: unseen }
  return { plain, wanted: unseen.map(target) }
}

test('the error is the RMSE of numbers and the share of wrong classes', () => {
  assert.is(testError([1, 2, 3, 4], [1, 2, 5, 6], false), Math.sqrt(2))
  assert.is(testError([0, 1, 2, 2], [0, 1, 1, 0], true), 0.5)
})

for (const rival of tableRivals) {
  const { told, absent } = context()
  const numbers = table(undefined)
  const found = await rival.predict(numbers.plain, told)
  if (!found) process.stdout.write(`skipped: ${[...absent]} is not installed\n`)
  const into = found ? test : test.skip
  into(`${rival.name} predicts a plane in its own unit, of deviation 10, to an RMSE of 1.5`, () => {
    const error = testError((found as NonNullable<typeof found>).values, numbers.wanted, false)
    assert.ok(error < 1.5, `${error}`)
  })
  into(`${rival.name} tells three classes apart, at most 10 rows of 100 wrong`, async () => {
    const classes = table(3)
    const { values, note } = (await rival.predict(classes.plain, told)) as NonNullable<typeof found>
    const error = testError(values, classes.wanted, true)
    assert.ok(error <= 0.1, `${error}`)
    assert.ok(note.length > 0)
  })
}

test('without a data folder the tables are named absent', async () => {
  const { WOODBURY_DATA: folder, ...rest } = process.env
  process.env = rest
  const { told, absent } = context()
  try {
    await tableRows(told)
  } finally {
    if (folder !== undefined) process.env.WOODBURY_DATA = folder
  }
  assert.equal([...absent], ['the tables in WOODBURY_DATA'])
})

test.run()
