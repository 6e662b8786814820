import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve } from '../../../src/curve/index.js'

const x = Array.from({ length: 30 }, (_, i) => i / 10)
const y = x.map((t, i) => 3 * Math.exp(-1.3 * t) - 0.7 * Math.exp(-0.2 * t) + 0.4 + 0.01 * Math.sin(17 * i))
const model = 'a*exp(-b*x)+c*exp(-d*x)+e'

test('linear parameters projected out give the fit of all together, from a start that has them far off', () => {
  const all = fitCurve(model, { x, y }, { start: { a: 2, b: 1, c: -1, d: 0.1, e: 0 } })
  const projected = fitCurve(model, { x, y }, { start: { a: -1e6, b: 1, c: 1e6, d: 0.1, e: 1e9 }, linear: 'auto' })
  assert.ok(projected.converged)
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    const apart = Math.abs(projected.parameters[name] - all.parameters[name])
    assert.ok(apart <= 1e-6 * (all.standardErrors[name] as number), `${name}: ${apart}`)
  }
})

test('names may be given, and those that are bounded or held are refused', () => {
  const start = { a: 1, b: 1 }
  const line = { x, y: x.map(t => 2 * Math.exp(-t)) }
  assert.ok(Math.abs(fitCurve('a*exp(-b*x)', line, { start, linear: ['a'] }).parameters.a - 2) < 1e-9)
  for (const more of [{ lower: { a: 0 } }, { fixed: ['a'] }])
    assert.throws(
      () => fitCurve('a*exp(-b*x)', line, { start, linear: ['a'], ...more }),
      (error: { code: string; message: string }) =>
        error.code === 'BAD_OPTION' && error.message.includes('a is linear'),
    )
})

test.run()
