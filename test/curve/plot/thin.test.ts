import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { MOST_POINTS, strokesOf } from '../../../src/curve/plot/thin.js'

test('up to 2,000 points are drawn one by one, in their order, and those that are no numbers are not', () => {
  const y = Array.from({ length: MOST_POINTS }, (_, k) => k % 7)
  y[3] = Number.NaN
  const strokes = strokesOf(
    y.map(() => 5),
    y,
  )
  assert.is(strokes.length, MOST_POINTS - 1)
  assert.ok(strokes.every(([a, b]) => a === b))
})

test('of more, every column of pixels keeps its lowest and its highest point, as a sort by hand finds them', () => {
  const places = fc
    .integer({ min: MOST_POINTS + 1, max: 3 * MOST_POINTS })
    .chain(n =>
      fc.tuple(
        fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { minLength: n, maxLength: n, size: 'max' }),
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: n, maxLength: n, size: 'max' }),
      ),
    )
  fc.assert(
    fc.property(places, ([x, y]) => {
      const strokes = strokesOf(x, y)
      const columns = new Set(x.map(Math.floor))
      assert.is(strokes.length, columns.size)
      for (const [low, high] of strokes) {
        const own = y.filter((_, k) => Math.floor(x[k]) === Math.floor(x[low])).sort((a, b) => a - b)
        assert.is(y[high], own[0], 'pixels count from above')
        assert.is(y[low], own[own.length - 1])
        assert.is(Math.floor(x[low]), Math.floor(x[high]))
      }
    }),
    { seed: 12, numRuns: 8 },
  )
})

test.run()
