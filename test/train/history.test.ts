import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { exhausted, usedFraction } from '../../src/train/budget.js'
import { Patience } from '../../src/train/early-stopping.js'
import { History } from '../../src/train/history.js'

test('a history keeps everything up to 10,000, then thins evenly; the newest is always there', () => {
  const history = new History<number>()
  for (let k = 0; k < 9999; k++) history.add(k)
  assert.is(history.records().length, 9999)
  for (let k = 9999; k < 55_555; k++) history.add(k)
  const records = history.records()
  assert.ok(records.length <= 10_001 && records.length >= 5000, `${records.length}`)
  assert.is(records[0], 0)
  assert.is(records.at(-1), 55_554)
  const steps = new Set(records.slice(1, -1).map((record, k) => record - records[k]))
  assert.is(steps.size, 1)
  assert.is(history.newest, 55_554)
})

test('the largest used fraction of the given budgets counts, the first one reached ends the run', () => {
  const progress = { steps: 30, epochs: 2.5, seconds: 4 }
  assert.is(usedFraction({ steps: 60, epochs: 4, seconds: 100 }, progress), 0.625)
  assert.is(usedFraction({}, progress), 0)
  assert.is(exhausted({ steps: 31, epochs: 3 }, progress), undefined)
  assert.is(exhausted({ steps: 30 }, progress)?.stopped, 'steps')
  assert.match(exhausted({ seconds: 3.5 }, progress)?.reason ?? '', /3\.5 seconds/)
})

test('patience counts epochs without an improvement of more than minDelta, and goes on from its counters', () => {
  const rule = { patience: 2, minDelta: 0.1, restoreBest: true }
  const patience = new Patience(rule, new Float32Array(1))
  assert.equal(
    [1, 0.95, 0.5, 0.45].map((loss, k) => patience.spent(k + 1, loss, Float32Array.of(k + 1))),
    [false, false, false, false],
  )
  const resumed = new Patience(rule, new Float32Array(1))
  resumed.restore(patience.counters(), patience.best.params)
  assert.ok(resumed.spent(5, 0.41, Float32Array.of(5)))
  assert.equal(resumed.best.params, Float32Array.of(3))
  assert.match(resumed.end.reason, /0\.5.*epoch 3.*2 epochs/)
})

test.run()
