import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cell, Kind } from '../../../../bench/check/auto/cell.js'
import { cells } from '../../../../bench/check/auto/cells.js'
import type { Outcome, Pair } from '../../../../bench/check/auto/outcome.js'
import { judge, overall, type Verdict } from '../../../../bench/check/auto/verdict.js'

const cellOf = (kind: Kind): Cell => ({ ...cells[0], name: kind, kind })

/** Seeds as [our training loss, Adam's, our figure on new rows, Adam's], a constant model's loss being 1. */
const outcomeOf = (...seeds: [number, number, number, number][]): Outcome => ({
  name: 'x',
  scale: 1,
  clock: 'wall',
  chosen: '',
  pairs: seeds.map(([ours, adam, test, theirs]): Pair => {
    const run = { steps: 1, stopped: 'seconds' }
    return { ours: { ...run, training: ours, test }, adam: { ...run, training: adam, test: theirs }, constant: 1 }
  }),
})

const misses = (kind: Kind, ...seeds: [number, number, number, number][]) =>
  judge(cellOf(kind), outcomeOf(...seeds)).misses.join()

test('a training loss above 1.05 times Adam is a miss for exact targets and classes, not for noisy ones', () => {
  assert.is(misses('noise-free', [0.105, 0.1, 1, 1]), '')
  assert.is(misses('noise-free', [0.106, 0.1, 1, 1]), 'training')
  assert.is(misses('classes', [0.106, 0.1, 1, 1]), 'training')
  assert.is(misses('noisy', [0.106, 0.1, 1, 1]), '')
})

test('of noisy targets the training loss without regularisation is the one that counts', () => {
  const [pair] = outcomeOf([0.2, 0.1, 1, 1]).pairs
  const of = (bare: number) => judge(cellOf('noisy'), { ...outcomeOf(), pairs: [{ ...pair, bare }] })
  assert.is(of(0.105).misses.join(), '')
  assert.is(of(0.106).misses.join(), 'training')
  assert.is(of(0.05).training, 0.5)
})

test('below 1e-6 of a constant model on both sides only the figure on new rows counts', () => {
  assert.is(misses('noise-free', [9e-7, 1e-9, 1, 1]), '')
  assert.is(misses('noise-free', [9e-7, 1e-9, 1.2, 1]), 'test')
  assert.is(misses('noise-free', [2e-6, 1e-9, 1, 1]), 'training')
  assert.is(judge(cellOf('noise-free'), outcomeOf([1e-9, 2e-6, 1, 1])).trainingCounts, true)
})

test('a figure on new rows above 1.1 times Adam is a miss; log-losses below 1e-6 of a constant model are equal', () => {
  for (const kind of ['noise-free', 'noisy', 'classes'] as const) {
    assert.is(misses(kind, [1, 1, 1.1, 1]), '')
    assert.is(misses(kind, [1, 1, 1.11, 1]), 'test')
  }
  assert.is(misses('classes', [1, 1, 9e-7, 1e-9]), '')
  assert.is(misses('noise-free', [1, 1, 9e-7, 1e-9]), 'test')
})

test('multiples are medians over the seeds of the multiple of a seed', () => {
  const { training, test: held } = judge(cellOf('noisy'), outcomeOf([1, 2, 4, 1], [30, 10, 1, 4], [4, 4, 3, 3]))
  assert.is(training, 1)
  assert.is(held, 1)
})

test('nothing left on both sides is a multiple of 1, and what is not finite is a miss', () => {
  assert.is(judge(cellOf('noise-free'), outcomeOf([0, 0, 1, 1])).training, 1)
  assert.is(misses('classes', [Number.NaN, 1, Number.NaN, 1]), 'training,test')
})

test('over all: half of the exact ones below one half, and the geometric mean on new rows', () => {
  const verdict = (kind: Kind, training: number, held: number): Verdict => {
    return { name: 'x', kind, training, test: held, trainingCounts: kind !== 'noisy', misses: [] }
  }
  const holds = (...of: Verdict[]) => overall(of).map(bar => (bar.holds ? 1 : 0))
  assert.equal(holds(verdict('noise-free', 0.4, 0.5), verdict('noise-free', 0.6, 2)), [1, 1, 0, 1])
  assert.equal(holds(verdict('noise-free', 0.6, 0.5), verdict('noisy', 0.1, 1.05)), [1, 0, 1, 1])
  const missed = verdict('noise-free', 0.6, 1)
  assert.equal(holds(verdict('noise-free', 0.4, 1), missed, missed), [1, 0, 1, 1])
  assert.equal(holds(verdict('noise-free', 0.1, 1.05), verdict('classes', 0.1, 1)), [1, 1, 1, 0])
  assert.match(
    overall([verdict('noise-free', 1, 0.5), verdict('noisy', 1, 2)])[3].figure,
    /^1\.000 \(noise-free 0\.500/,
  )
})

test.run()
