import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Ended, verdictOf } from './verdict.js'

const ended = (heap: (k: number) => number, more: Partial<Ended> = {}): Ended => ({
  counts: { train: 400 },
  samples: Array.from({ length: 41 }, (_, k) => ({ done: 10 * k, workers: 2, heap: heap(k), resident: 90 })),
  failures: [],
  seconds: 1,
  left: 0,
  ...more,
})

test('memory that is level after the start, or jumps up and down, is flat', () => {
  assert.ok(verdictOf(ended(k => Math.min(8, 4 + k))).sound)
  assert.ok(verdictOf(ended(k => 8 + (k % 5))).sound)
})

test('memory that grows throughout, a failure, or a worker that is left, is not sound', () => {
  assert.not.ok(verdictOf(ended(k => 8 + 0.3 * k)).sound)
  assert.not.ok(verdictOf(ended(() => 8, { failures: ['3 train: stopped'] })).sound)
  assert.not.ok(verdictOf(ended(() => 8, { left: 1 })).sound)
  const { samples } = ended(() => 8)
  assert.not.ok(verdictOf(ended(() => 8, { samples: samples.map(sample => ({ ...sample, workers: 5 })) })).sound)
})

test.run()
