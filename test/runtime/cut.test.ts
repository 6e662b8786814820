import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cutRange } from '../../src/runtime/cut.js'

test('ranges cover the extent in order and begin at multiples of 16', () => {
  fc.assert(
    fc.property(
      fc.nat(5000),
      fc.integer({ min: 1, max: 16 }),
      fc.constantFrom('even', 'triangle'),
      (extent, parts, cut) => {
        const bounds = cutRange(extent, parts, cut as 'even')
        assert.is(bounds.length, parts + 1)
        assert.is(bounds[0], 0)
        assert.is(bounds[parts], extent)
        for (let t = 0; t < parts; t++) assert.ok(bounds[t] <= bounds[t + 1])
        for (let t = 1; t < parts; t++) assert.ok(bounds[t] % 16 === 0 || bounds[t] === extent)
      },
    ),
    { seed: 1 },
  )
})

test('parts that the kernel makes are one for each thread', () => {
  assert.equal(cutRange(3, 3, 'parts'), [0, 1, 2, 3])
})

test('the parts of a triangle have equal areas to within a tile of rows', () => {
  for (const [extent, parts] of [
    [512, 2],
    [1000, 3],
    [4096, 8],
  ] as const) {
    const bounds = cutRange(extent, parts, 'triangle')
    for (let t = 0; t < parts; t++) {
      const area = (bounds[t + 1] ** 2 - bounds[t] ** 2) / 2
      assert.ok(Math.abs(area - extent ** 2 / 2 / parts) <= 16 * extent, `${bounds}`)
    }
  }
})

test.run()
