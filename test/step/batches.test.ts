import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { slice } from '../../src/model/feed.js'
import { stream } from '../../src/random/index.js'
import { Batches, drawSamples } from '../../src/step/batches.js'

test('every epoch holds every sample once, in batches of the size but for the last, in another order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 70 }), (count, size) => {
      const batches = new Batches(3, count, size)
      const orders: number[][] = []
      for (let epoch = 0; epoch < 2; epoch++) {
        const seen: number[] = []
        for (;;) {
          const { places = [], count: taken } = batches.current
          assert.is(taken, Math.min(size, count - seen.length))
          seen.push(...places)
          if (batches.advance()) break
        }
        assert.equal(
          [...seen].sort((a, b) => a - b),
          Array.from({ length: count }, (_, i) => i),
        )
        orders.push(seen)
      }
      assert.is(batches.epoch, 2)
      if (count > 20) assert.not.equal(orders[0], orders[1])
    }),
    { seed: 2 },
  )
})

test('where an order stands is two numbers', () => {
  const [one, two] = [new Batches(5, 23, 4), new Batches(5, 23, 4)]
  for (let k = 0; k < 9; k++) one.advance()
  two.epoch = one.epoch
  two.position = one.position
  assert.equal(two.current, one.current)
})

test('a full batch is the whole run of samples, and each is an epoch', () => {
  const batches = new Batches(0, 12, 'full')
  assert.equal(batches.current, { start: 0, count: 12 })
  assert.ok(batches.advance())
})

test('draws are different samples, follow from their stream, and reach every sample alike', () => {
  const hits = new Float64Array(10)
  for (let k = 0; k < 4000; k++) {
    const { places = [], count } = drawSamples(stream(1, 90, k), 10, 3)
    assert.is(new Set(places).size, 3)
    assert.is(count, 3)
    for (const place of places) hits[place]++
  }
  // 1,200 expected, standard deviation 29.
  assert.ok(
    hits.every(hit => Math.abs(hit - 1200) < 150),
    hits.join(),
  )
  assert.equal(drawSamples(stream(1, 90, 7), 10, 3), drawSamples(stream(1, 90, 7), 10, 3))
  assert.equal(drawSamples(stream(1, 90), 5, 9), { start: 0, count: 5 })
})

test('slices of a batch are batches', () => {
  assert.equal(slice({ start: 4, count: 9 }, 2, 3), { start: 6, count: 3 })
  assert.equal([...(slice({ start: 0, count: 3, places: Uint32Array.of(7, 5, 1) }, 1, 2).places ?? [])], [5, 1])
})

test.run()
