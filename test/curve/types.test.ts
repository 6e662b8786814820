import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkJacobian, fitCurve, fitMany, gaussian, leastSquares } from '../../src/curve/index.js'

const x = [0, 1, 2, 3]
const y = [1, 3, 5, 7]
const near = (value: number, expected: number) => assert.ok(Math.abs(value - expected) < 1e-9, `${value}`)

// What a user writes without a single annotation has to compile: p has the form of start, x is a number or a list.
test('functions need no annotations', async () => {
  near(fitCurve((t, p) => p.a + p.b * t, { x, y }, { start: { a: 0, b: 0 } }).parameters.b, 2)
  near(fitCurve((t, p) => p[0] + p[1] * t, { x, y }, { start: [0, 0] }).parameters[1], 2)
  const plane = x.map((t, i) => [t, i % 2])
  near(fitCurve(([u, v], p) => p.a * u + p.b * v + 1, { x: plane, y }, { start: { a: 0, b: 1 } }).parameters.a, 2)
  near(fitCurve((t, p, m) => m.add(p.a, m.mul(p.b, t)), { x, y }, { start: { a: 0, b: 0 } }).parameters.a, 1)
  near(leastSquares(p => x.map((t, i) => p[0] + p[1] * t - y[i]), [0, 0]).parameters[0], 1)
  near(leastSquares(p => x.map((t, i) => p.a + 2 * t - y[i]), { a: 0 }).parameters.a, 1)
  const slopes = { start: { a: 0, b: 0 }, jacobian: (t: number) => [1, t] }
  assert.equal(checkJacobian((t, p) => p.a + p.b * t, { x, y }, slopes).wrongColumns, [])
  near((await fitMany((t, p) => p.a + p.b * t, x, [y], { start: { a: 0, b: 0 } })).parameters.b[0], 2)
})

test('annotated functions, expressions and ready-made models are models', () => {
  near(fitCurve((t: number, p: { a: number }) => p.a + 2 * t, { x, y }, { start: { a: 0 } }).parameters.a, 1)
  near(fitCurve((t: number, [a, b]: number[]) => a + b * t, { x, y }, { start: [0, 0] }).parameters[0], 1)
  near(fitCurve('a+b*x', { x: Float32Array.from(x), y }, { start: { a: 0, b: 0 } }).parameters.a, 1)
  near(fitCurve('line', { x, y }).parameters.slope, 2)
  assert.ok(fitCurve(gaussian(), { x: [1, 2, 3, 4, 5], y: [0.1, 0.6, 1, 0.6, 0.1] }).converged)
})

test.run()
