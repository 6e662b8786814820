import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve, leastSquares } from '../../../src/curve/index.js'

const x = Array.from({ length: 12 }, (_, i) => i)

test('a minimum on a bound is found, told, and the others are the best for it', () => {
  const y = x.map(t => 3 + 2 * t)
  const fit = fitCurve('a+b*x', { x, y }, { start: { a: 0, b: 0 }, upper: { b: 1.5 } })
  assert.is(fit.parameters.b, 1.5)
  assert.is(fit.causes.b?.kind, 'atBound')
  assert.is(fit.standardErrors.b, null)
  const mean = y.reduce((sum, value, i) => sum + value - 1.5 * x[i], 0) / x.length
  assert.ok(Math.abs(fit.parameters.a - mean) < 1e-9)
  assert.ok(fit.converged)
})

test('a bound that does not bind changes nothing', () => {
  const y = x.map(t => 5 * Math.exp(-0.3 * t) + 0.01 * Math.cos(9 * t))
  const start = { a: 1, b: 1 }
  const free = fitCurve('a*exp(-b*x)', { x, y }, { start })
  const boxed = fitCurve('a*exp(-b*x)', { x, y }, { start, lower: { a: 0, b: 0 }, upper: { a: 100, b: 10 } })
  for (const name of ['a', 'b']) assert.ok(Math.abs(free.parameters[name] - boxed.parameters[name]) < 1e-9)
})

test('a start on a bound leaves it where that helps, and is never moved before', () => {
  const seen: number[][] = []
  const y = x.map(t => 2 * t)
  const fit = leastSquares(
    (p: number[]) => {
      seen.push([...p])
      return x.map((t, i) => p[0] * t - y[i])
    },
    [0],
    { lower: [0], upper: [5] },
  )
  assert.equal(seen[0], [0])
  assert.ok(
    seen.every(([value]) => value >= 0 && value <= 5),
    'the function is asked inside its bounds alone',
  )
  assert.ok(Math.abs(fit.parameters[0] - 2) < 1e-9)
})

test('fixed parameters and ties', () => {
  const y = x.map(t => 4 * Math.exp(-0.5 * t) + 2)
  const fixed = fitCurve('a*exp(-b*x)+c', { x, y }, { start: { a: 1, b: 0.5, c: 0 }, fixed: ['b'] })
  assert.is(fixed.parameters.b, 0.5)
  assert.is(fixed.causes.b?.kind, 'fixed')
  assert.ok(Math.abs(fixed.parameters.a - 4) < 1e-9)
  const tied = fitCurve('a*exp(-b*x)+c', { x, y }, { start: { a: 1, b: 1 }, ties: { c: 'a/2' } })
  assert.ok(Math.abs(tied.parameters.c - 2) < 1e-9)
  assert.is(tied.parameters.c, tied.parameters.a / 2)
})

test('a parameter whose answer is 0 to rounding is determined, from whatever start', () => {
  for (const a of [1, -3, 0, 1e-9]) {
    const fit = leastSquares((p: number[]) => [p[0], 0.1 * p[0] * p[1], p[1] - 1, p[1] - 1, 2 * p[1] - 2], [a, 1.5])
    assert.equal([...fit.causes], [null, null])
  }
})

test.run()
