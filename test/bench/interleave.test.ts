import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { interleave, median } from '../../bench/interleave.js'
import { tableOf } from '../../bench/row.js'

test('median: the middle value, or the mean of the two in the middle, of any order', () => {
  assert.is(median([3, 1, 2]), 2)
  assert.is(median([4, 1, 3, 2]), 2.5)
  assert.is(median([7]), 7)
})

test('contestants are timed in turns, each its number of times, synchronous or not', async () => {
  let log = ''
  const contestants = [
    { run: () => (log += 'a') },
    {
      run: async () => {
        await Promise.resolve()
        log += 'b'
      },
      repeat: 2,
    },
  ]
  const times = await interleave(contestants, { warm: 0, rounds: 3 })
  assert.ok(log.endsWith('abbabbabb'))
  assert.is(times.length, 2)
  for (const ms of times) assert.ok(ms >= 0)
})

test('of a contestant that is its own clock, what it says counts', async () => {
  const said = [9, 9, 9, 9, 5, 1, 3]
  const [ms] = await interleave([{ run: async () => said.shift(), isClock: true }], { warm: 0, rounds: 3 })
  assert.is(ms, 3)
})

test('the table fits into 104 columns and shows what is missing as such', () => {
  const row = {
    suite: 'step',
    name: 'step.smw-ng-default.b256',
    engine: 'newest',
    build: 'relaxed',
    threads: 1,
    value: 16.123456,
    unit: 'ms',
    rival: 'jax-js-adam',
    rivalValue: Number.POSITIVE_INFINITY,
    ratio: 0.51234,
    residual: 1.5e-9,
  } as const
  const lines = tableOf([row, { ...row, residual: 0 }]).split('\n')
  for (const line of lines) assert.ok([...line].length <= 104, `${[...line].length}: ${line}`)
  assert.match(lines[3] as string, /16\.12 ms.* - .*0\.5123.*1\.5e-9/)
})

test.run()
