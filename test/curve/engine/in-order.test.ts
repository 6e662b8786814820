import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { putInOrder } from '../../../src/curve/engine/in-order.js'
import { fitCurve } from '../../../src/curve/index.js'

test('the nearest values in order: sorted, the same sum, and no other sorted list is nearer', () => {
  const lists = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 7 })
  fc.assert(
    fc.property(lists, lists, (values, others) => {
      const p = Float64Array.from(values)
      putInOrder(p, Int32Array.from(values.keys()))
      const distance = (list: ArrayLike<number>) => values.reduce((sum, value, k) => sum + (value - list[k]) ** 2, 0)
      for (let k = 1; k < p.length; k++) assert.ok(p[k] >= p[k - 1])
      const rival = values.map((_, k) => others[k % others.length]).sort((a, b) => a - b)
      assert.ok(distance(p) <= distance(rival) + 1e-9)
    }),
    { seed: 1, numRuns: 300 },
  )
})

const x = Array.from({ length: 80 }, (_, i) => i / 8)
const peak = (t: number, c: number) => Math.exp(-((t - c) ** 2))
const two = 'a*exp(-(x-c1)^2)+b*exp(-(x-c2)^2)'

test('peaks keep their order, and an order that nothing needs changes nothing', () => {
  const y = x.map(t => 2 * peak(t, 3) + peak(t, 6))
  const start = { a: 1, b: 1, c1: 4, c2: 4.5 }
  const fit = fitCurve(two, { x, y }, { start, ordered: ['c1', 'c2'] })
  assert.ok(Math.abs(fit.parameters.c1 - 3) < 1e-6 && Math.abs(fit.parameters.c2 - 6) < 1e-6)
  assert.is(fit.causes.c1, null)
})

test('where the data want the other order, both end at one value and say so', () => {
  const y = x.map(t => 3 - t)
  const fit = fitCurve(
    'p+q*x-q*x+(p-q)*0',
    { x: [1, 2, 3], y: [1, 2, 3] },
    { start: { p: 1, q: 2 }, ordered: ['p', 'q'] },
  )
  assert.ok(fit.parameters.p <= fit.parameters.q)
  const held = fitCurve('u*(x-x)+v*0+u-v', { x, y: y.map(() => 1) }, { start: { u: 0, v: 0 }, ordered: ['u', 'v'] })
  assert.is(held.parameters.u, held.parameters.v)
  assert.is(held.standardErrors.u, null)
})

test('a start out of order, unknown names and different bounds are refused', () => {
  const refused = (options: object) =>
    assert.throws(
      () => fitCurve('a+b*x', { x, y: x }, { start: { a: 1, b: 0 }, ...options }),
      (error: { code: string }) => error.code === 'BAD_OPTION',
    )
  refused({ ordered: ['a', 'b'] })
  refused({ ordered: ['b', 'z'] })
  refused({ ordered: ['b', 'a'], lower: { a: 0 } })
  refused({ ordered: ['b', 'a'], fixed: ['a'] })
})

test.run()
