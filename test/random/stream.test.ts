import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WoodburyError } from '../../src/errors.js'
import { PURPOSE } from '../../src/random/purposes.js'
import { restore, stream } from '../../src/random/stream.js'

const draws = (random: { uniform(): number }, n: number) => Array.from({ length: n }, () => random.uniform())

test('the words of stream 0/0 are the known answer of a zero key and counter, then of the next block', () => {
  const random = stream(0, 0)
  const first = Array.from({ length: 4 }, () => random.word())
  assert.equal(first, [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8])
  assert.is.not(random.word(), first[0])
})

test('the same name gives the same draws; another seed, purpose, index or item gives others', () => {
  const names: [number, number, number, number][] = [
    [1, 2, 3, 4],
    [2, 2, 3, 4],
    [1 + 2 ** 32, 2, 3, 4],
    [-1, 2, 3, 4],
    [1, 3, 3, 4],
    [1, 2, 4, 4],
    [1, 2, 3, 5],
  ]
  assert.equal(draws(stream(1, 2, 3, 4), 9), draws(stream(1, 2, 3, 4), 9))
  assert.is(new Set(names.map(name => stream(...name).uniform())).size, names.length)
})

test('a state survives JSON and goes on with the next draw, at every position', () => {
  for (let used = 0; used < 9; used++) {
    const random = stream(7, PURPOSE.shuffle, 5)
    for (let i = 0; i < used; i++) random.word()
    const resumed = restore(JSON.parse(JSON.stringify(random.state)))
    assert.equal(draws(resumed, 5), draws(random, 5))
  }
})

test('uniform: in [0, 1), mean 1/2 and variance 1/12 within 5 standard errors of 100,000 draws', () => {
  const values = draws(stream(11, 1), 100_000)
  assert.ok(values.every(value => value >= 0 && value < 1))
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / values.length
  assert.ok(Math.abs(mean - 1 / 2) < 5 * Math.sqrt(1 / 12 / values.length), `mean ${mean}`)
  assert.ok(Math.abs(variance - 1 / 12) < 5 * Math.sqrt(1 / 180 / values.length), `variance ${variance}`)
})

test('normal: moments 0, 1, 0, 3 within 5 standard errors of 100,000 draws', () => {
  const random = stream(12, 1)
  const n = 100_000
  const sums = [0, 0, 0, 0]
  for (let i = 0; i < n; i++) {
    const value = random.normal()
    for (let k = 0; k < 4; k++) sums[k] += value ** (k + 1)
  }
  const moments = [0, 1, 0, 3]
  const variances = [1, 2, 15, 96]
  for (let k = 0; k < 4; k++)
    assert.ok(Math.abs(sums[k] / n - moments[k]) < 5 * Math.sqrt(variances[k] / n), `moment ${k + 1}: ${sums[k] / n}`)
})

test('below: every value as often as any other, chi-square below its 99.99 % quantile', () => {
  const random = stream(13, 1)
  const counts = new Array<number>(10).fill(0)
  for (let i = 0; i < 50_000; i++) counts[random.below(10)]++
  const chiSquare = counts.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0)
  assert.ok(chiSquare < 33.72, `chi-square ${chiSquare}`)
})

test('below: a range of 3·2³⁰ has no bias towards its lower third (a plain remainder would give it 1/2)', () => {
  const random = stream(14, 1)
  let low = 0
  for (let i = 0; i < 10_000; i++) if (random.below(3 * 2 ** 30) < 2 ** 30) low++
  assert.ok(Math.abs(low / 10_000 - 1 / 3) < 5 * Math.sqrt(2 / 9 / 10_000), `share ${low / 10_000}`)
})

test('permutation: each number once, for any size and seed', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.integer(), (n, seed) => {
      assert.equal(
        [...stream(seed, PURPOSE.split).permutation(n)].sort((a, b) => a - b),
        Array.from({ length: n }, (_, i) => i),
      )
    }),
    { seed: 2, numRuns: 100 },
  )
})

test('shuffle: all 24 orders of 4 things equally often, chi-square below its 99.99 % quantile', () => {
  const counts = new Map<string, number>()
  for (let index = 0; index < 24_000; index++) {
    const order = stream(15, 1, index).shuffle(['a', 'b', 'c', 'd']).join('')
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }
  assert.is(counts.size, 24)
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
  assert.ok(chiSquare < 58.61, `chi-square ${chiSquare}`)
})

test('names that are not whole numbers are refused', () => {
  const refused = [
    () => stream(0.5, 1),
    () => stream(Number.NaN, 1),
    () => stream(1, -1),
    () => stream(1, 1, 2 ** 32),
    () => stream(1, 1, 0, 0.5),
    () => stream(1, 1).below(0),
    () => stream(1, 1).below(2.5),
    () => restore({ seed: 1, purpose: 1, index: 0, item: 0, position: -1 }),
  ]
  for (const call of refused)
    assert.throws(call, (error: unknown) => error instanceof WoodburyError && error.code === 'BAD_OPTION')
})

test.run()
