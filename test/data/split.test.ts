import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { split, splitRows, takeRows } from '../../src/data/split.js'
import type { DataSet } from '../../src/data/table.js'
import { refuses } from '../helpers/refuses.js'

const set: DataSet = {
  x: { data: Float32Array.of(0, 1, 10, 11, 20, 21, 30, 31), shape: [4, 2] },
  y: Int32Array.of(0, 1, 0, 1),
  task: 'classification',
  classes: ['a', 'b'],
  columns: ['u', 'v'],
  standardize: true,
  hints: [],
}

test('both parts together are all rows, once each, ascending; the held-out part is the fraction, at least one row', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 400 }),
      fc.double({ min: 0.01, max: 0.5, noNaN: true }),
      fc.integer(),
      (n, fraction, seed) => {
        const { train, test: held } = splitRows(n, fraction, seed)
        assert.is(held.length, Math.max(1, Math.round(fraction * n)))
        assert.equal(
          [...train, ...held].sort((a, b) => a - b),
          Array.from({ length: n }, (_, i) => i),
        )
        for (const part of [train, held])
          assert.equal(
            [...part],
            [...part].sort((a, b) => a - b),
          )
      },
    ),
    { seed: 7, numRuns: 100 },
  )
})

test('the same seed gives the same split, another seed another', () => {
  assert.equal(splitRows(100, 0.2, 3), splitRows(100, 0.2, 3))
  assert.not.equal(splitRows(100, 0.2, 3).test, splitRows(100, 0.2, 4).test)
})

test('every row is held out equally often', () => {
  const counts = new Array<number>(10).fill(0)
  for (let seed = 0; seed < 5000; seed++) for (const row of splitRows(10, 0.2, seed).test) counts[row]++
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
  assert.ok(chiSquare < 33.72, `chi-square ${chiSquare} (99.99 % of the time below 33.72 at most)`)
})

test('takeRows keeps x, y and the names together, in the order asked', () => {
  const taken = takeRows(set, [3, 0, 3])
  assert.equal(taken.x, { data: Float32Array.of(30, 31, 0, 1, 30, 31), shape: [3, 2] })
  assert.equal(taken.y, Int32Array.of(1, 0, 1))
  assert.equal(
    [taken.classes, taken.columns],
    [
      ['a', 'b'],
      ['u', 'v'],
    ],
  )
  const numeric = { ...set, y: { data: Float64Array.of(5, 6, 7, 8), shape: [4, 1] as const } }
  assert.equal(takeRows(numeric, [2]).y, { data: Float64Array.of(7), shape: [1, 1] })
})

test('split: rows of x and y stay together and the data set is not written', () => {
  const before = structuredClone(set)
  const { train, test: held } = split(set, 0.25, 1)
  assert.equal(
    [train.x.shape, held.x.shape],
    [
      [3, 2],
      [1, 2],
    ],
  )
  for (const part of [train, held])
    for (let i = 0; i < part.x.shape[0]; i++) assert.is((part.y as Int32Array)[i], (part.x.data[2 * i] / 10) % 2)
  assert.equal(set, before)
})

test('fractions that leave an empty part', async () => {
  for (const fraction of [0, 1, -0.1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
    await refuses(() => splitRows(100, fraction), { code: 'BAD_OPTION', says: ['fraction'] }, String(fraction))
  await refuses(() => splitRows(1, 0.5), { code: 'BAD_OPTION', says: ['1 rows'] })
})

test('a shape that holds no numbers is no data set', () => {
  const { x, y } = set
  for (const shape of [
    [Symbol('s'), 3],
    ['10', 3],
    [10.5, 3],
    [Number.NaN, 3],
  ])
    assert.throws(() => split({ x: { ...x, shape }, y } as never, 0.2), /no data set/)
})

test.run()
