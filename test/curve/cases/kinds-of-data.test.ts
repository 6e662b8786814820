import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkJacobian, fitCurve } from '../../../src/curve/index.js'
import { refuses } from '../../helpers/refuses.js'
import * as data from './data/kinds-of-data.js'
import { fitCase, reaches, type Values } from './fit-case.js'

const { exp, sqrt, PI } = Math

const fall = {
  x: [10, 20, 30, 40, 50],
  y: [1.4, 2.1, 2.6, 3.0, 3.3],
  sigma: [0.08944271909999159, 0.11547005383792516, 0.07071067811865475, 0.051639777949432225, 0.03651483716701107],
}
const sigmoid = { x: [-4, -3, -2, -1, 0, 1, 2, 3, 4], y: [0.12, 0.2, 0.35, 0.72, 1.31, 1.9, 2.4, 2.66, 2.8] }

// Free-fall times with known errors from repeated measurements: one library gives an error of 2.06 on g where another
// gives 0.105.
fitCase({
  id: 'weights-absolute-or-relative',
  expression: 'sqrt(2*x/a)',
  plain: (x, p) => sqrt((2 * x) / p.a),
  data: fall,
  expected: {
    params: { a: 9.09525323755 },
    stderr: { a: 0.1017624495 },
    absolute: { a: 0.1567415527 },
    rss: 1.68603585729,
    dof: 4,
    tolerance: { params: 1e-6, stderr: 0.0001, rss: 1e-8 },
  },
  starts: [
    { from: 'start', must: 'converge', start: { a: 1 } },
    { from: 'far', must: 'converge', start: { a: 100 } },
  ],
})

// x in single and y in double precision: the parameters barely move from the start and success is reported. The
// numbers are exactly representable in single precision.
fitCase({
  id: 'float32-input',
  expression: 'a/(c*sqrt(2*pi))*exp(-(x-b)^2/(2*c^2))',
  plain: (x, p) => (p.a / (p.c * sqrt(2 * PI))) * exp(-((x - p.b) ** 2) / (2 * p.c ** 2)),
  data: data.float32Input,
  expected: {
    params: { a: 1.41179431304, b: 0.198633032372, c: 0.201137647228 },
    stderr: { a: 0.02406223955, b: 0.003958469701, c: 0.003958470434 },
    rss: 0.0874288979284,
    dof: 17,
    tolerance: { params: 1e-6, stderr: 0.0001, rss: 1e-8 },
  },
  starts: [
    { from: 'reported', must: 'converge', start: { a: 1, b: 0, c: 0.1 } },
    { from: 'ones', must: 'converge', start: { a: 1, b: 1, c: 1 } },
  ],
})

// A sigmoid fit does not move two of its parameters because the hand-written derivatives have the wrong sign and
// brackets. The jacobian given here is the user's: columns a, b, d are right, column c has the wrong sign and
// misplaced brackets; right is -(b-a)*exp((c-x)/d)/(d*(1+exp((c-x)/d))^2).
fitCase({
  id: 'wrong-analytic-jacobian',
  expression: 'a+(b-a)/(1+exp((c-x)/d))',
  plain: (x, p) => p.a + (p.b - p.a) / (1 + exp((p.c - x) / p.d)),
  data: sigmoid,
  expected: {
    params: { a: 0.0590579826415, b: 2.88528848674, c: 0.288449114242, d: 1.09401451709 },
    stderr: { a: 0.01727904434, b: 0.02092769696, c: 0.02736693887, d: 0.02850301222 },
    rss: 0.00139476690346,
    dof: 5,
    tolerance: { params: 1e-6, stderr: 0.0001, rss: 1e-8 },
  },
  starts: [{ from: 'start', must: 'converge', start: { a: 0, b: 3, c: 0.5, d: 1.5 } }],
})

const gap = { x: data.nanGap.x, y: data.nanGap.y }

test('nan-gap-in-data: refused with the first index, and fitted without the ten where that is asked for', async () => {
  await refuses(() => fitCurve('a*x', gap, { start: { a: 1 } }), {
    code: 'NON_FINITE_INPUT',
    says: ['y is NaN at index 20', '10'],
  })
  const expected = {
    params: { a: 1.00227154048 },
    stderr: { a: 0.005734032868 },
    rss: 44.0337075765,
    dof: 39,
    tolerance: { params: 1e-8, stderr: 1e-6, rss: 1e-8 },
  }
  for (const model of ['a*x', ((x: number, p: Values) => p.a * x) as never])
    reaches(fitCurve(model, gap, { start: { a: 1 }, missing: 'omit' }), expected)
})

test('nan-with-zero-weight: points of weight 0 are left out, also of the degrees of freedom', () => {
  const y = [1, 3, Number.NaN, 7, 9, Number.NaN]
  const fit = fitCurve('a*x+b', { x: [0, 1, 2, 3, 4, 5], y, weights: [1, 1, 0, 1, 1, 0] }, { start: { a: 1, b: 0 } })
  assert.ok(fit.converged && fit.rss <= 1e-18)
  assert.ok(Math.abs(fit.parameters.a - 2) <= 1e-9 && Math.abs(fit.parameters.b - 1) <= 1e-9)
  assert.is(fit.degreesOfFreedom, 2)
})

test('weights-absolute-or-relative: both errors are there and named; without sigma they are scaled', () => {
  const { x, y, sigma } = fall
  const start = { a: 1 }
  const known = fitCurve('sqrt(2*x/a)', { x, y, sigma }, { start })
  assert.is(known.errors, 'absolute')
  assert.is(known.standardErrors.a, known.absoluteErrors.a)
  const relative = fitCurve('sqrt(2*x/a)', { x, y, weights: sigma.map(s => 1 / (s * s)) }, { start })
  assert.is(relative.errors, 'scaled')
  assert.ok(Math.abs(Number(relative.standardErrors.a) - 0.1017624495) <= 1e-4 * 0.1)
  reaches(fitCurve('sqrt(2*x/a)', { x, y }, { start }), {
    params: { a: 9.08796012685 },
    stderr: { a: 0.152471394982 },
    rss: 0.00929178687,
    dof: 4,
    tolerance: { params: 1e-6, stderr: 1e-4, rss: 1e-8 },
  })
})

test('float32-input: any mix of types gives the same answer to 1e-10', () => {
  const { x, y } = data.float32Input
  const start = { a: 1, b: 0, c: 0.1 }
  const single = Float32Array.from(x)
  const fits = [
    { x: single, y: Float32Array.from(y) },
    { x: single, y },
    { x, y: Float32Array.from(y) },
    { x: Float64Array.from(x), y: Float64Array.from(y) },
    { x, y },
  ].map(given => fitCurve('a/(c*sqrt(2*pi))*exp(-(x-b)^2/(2*c^2))', given, { start }))
  for (const fit of fits)
    for (const name of ['a', 'b', 'c'])
      assert.ok(Math.abs(fit.parameters[name] - fits[4].parameters[name]) <= 1e-10, name)
})

test('wrong-analytic-jacobian: checkJacobian names column c, and no other', () => {
  const model = ((x: number, p: Values) => p.a + (p.b - p.a) / (1 + exp((p.c - x) / p.d))) as never
  const jacobian = (sign: 1 | -1) =>
    ((x: number, { a, b, c, d }: Values) => {
      const e = exp((c - x) / d)
      const right = (-(b - a) * e) / (d * (1 + e) ** 2)
      const wrong = (((b - a) * e) / d) * (1 + e) ** 2
      return [1 - 1 / (1 + e), 1 / (1 + e), sign > 0 ? right : wrong, ((b - a) * e * (c - x)) / (d * (1 + e)) ** 2]
    }) as never
  const start = { a: 0, b: 3, c: 0.5, d: 1.5 }
  assert.equal(checkJacobian(model, sigmoid, { start, jacobian: jacobian(-1) }).wrongColumns, ['c'])
  assert.equal(checkJacobian(model, sigmoid, { start, jacobian: jacobian(1) }).wrongColumns, [])
  const fit = fitCurve(model, sigmoid, { start, jacobian: jacobian(1) })
  assert.is(fit.derivatives, 'given')
  assert.ok(Math.abs(fit.rss - 0.00139476690346) <= 1e-8 * 0.0014)
})

test.run()
