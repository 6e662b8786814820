import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve } from '../../../src/curve/index.js'
import { refuses } from '../../helpers/refuses.js'
import { reaches, type Values } from './fit-case.js'

// Three points, four parameters: "N=4 must not exceed M=3" was read as nonsense.
test('fewer-points-than-parameters: both counts in words; one fixed parameter makes it legal', async () => {
  const data = { x: [0, 75, 745.5027446], y: [1e-6, 5, 135.4783469] }
  const start = { a: 1, b: 1, c: 100, d: 150 }
  const lower = { a: 0, b: 0, c: 0, d: 0 }
  const expression = 'd+(a-d)/(1+(x/c)^b)'
  await refuses(() => fitCurve(expression, data, { start, lower }), {
    code: 'BAD_OPTION',
    says: ['3 points', '4 parameters'],
  })
  const fit = fitCurve(expression, data, { start, lower, fixed: ['d'] })
  assert.is(fit.degreesOfFreedom, 0)
  assert.equal(Object.values(fit.standardErrors), [null, null, null, null])
})

// A NaN step passed the convergence test because comparisons with NaN are false.
test('model-returns-nan-at-start: refused with point and value; from a legal start it converges', async () => {
  const data = { x: [0, 1, 2, 3, 4, 5], y: [4.9, 4.4, 3.9, 3.2, 2.2, 0.1] }
  const plain = ((x: number, p: Values) => Math.sqrt(p.a - x) * p.b) as never
  for (const model of ['sqrt(a-x)*b', plain]) {
    await refuses(() => fitCurve(model, data, { start: { a: 1, b: 2 } }), {
      code: 'NON_FINITE_MODEL',
      says: ['NaN', 'index 2', 'x = 2', 'a = 1'],
      facts: { index: 2, parameters: { a: 1, b: 2 } },
    })
    reaches(fitCurve(model, data, { start: { a: 6, b: 1 } }), {
      params: { a: 5.00208543833, b: 2.21504284771 },
      stderr: { a: 0.002294711982, b: 0.01439743492 },
      rss: 0.0123855886513,
      dof: 4,
      tolerance: { params: 1e-6, stderr: 1e-3, rss: 1e-7 },
    })
  }
})

// The model took (m, b) instead of all parameters at once; after an update the result was silently NaN.
test('model-with-wrong-signature: what it returned is told, for each kind of nonsense', async () => {
  const x = [
    0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.045, 0.05, 0.055, 0.06, 0.065, 0.07, 0.075, 0.08, 0.085, 0.09,
    0.095, 0.1, 0.105, 0.11, 0.115, 0.12, 0.125, 0.13, 0.135, 0.14, 0.145, 0.15, 0.155, 0.16, 0.165, 0.17, 0.175,
  ]
  const y = [
    1.059053, 0.820483, 0.889606, 0.695512, 0.578699, 0.527058, 0.541055, 0.585198, 0.484689, 0.513663, 0.412635,
    0.380731, 0.351293, 0.324131, 0.29907, 0.271001, 0.25461, 0.234924, 0.21676, 0.216298, 0.184536, 0.177404, 0.145856,
    0.124078, 0.121299, 0.123407, 0.126478, 0.110142, 0.096938, 0.091407, 0.086616, 0.076146, 0.072392, 0.071292,
    0.060748,
  ]
  const start = { a: -4, b: 1 }
  const cases: readonly [(...values: never[]) => unknown, string][] = [
    [() => undefined, 'undefined'],
    [() => null, 'null'],
    [() => '1.5', '"1.5"'],
    [() => [1, 2], 'an array'],
    [() => Promise.resolve(1), 'a Promise'],
    [() => (value: number) => value, 'a function'],
    [() => 1n, '1'],
    [() => true, 'true'],
  ]
  for (const [model, says] of cases)
    await refuses(
      () => fitCurve(((_x: number, _p: Values) => model()) as never, { x, y }, { start }),
      { code: 'BAD_MODEL', says: ['returned', says, 'index 0'] },
      says,
    )
  await refuses(() => fitCurve(((at: number, m: number) => m * at) as never, { x, y }, { start }), {
    code: 'NON_FINITE_MODEL',
    says: ['NaN', 'index 0'],
  })
  reaches(fitCurve(((at: number, p: Values) => p.a * at + p.b) as never, { x, y }, { start }), {
    params: { a: -4.65985887955, b: 0.742964670588 },
    stderr: { a: 0.3396080914, b: 0.03504716014 },
    rss: 0.339686449567,
    dof: 33,
    tolerance: { params: 1e-9, stderr: 1e-7, rss: 1e-9 },
  })
})

// Ten x and one y, meant as residuals of zero: parameters were right, and the covariance infinite.
test('scalar-target-for-vector-x: both lengths, and where residuals belong', () =>
  refuses(() => fitCurve('a*x^2+b*x', { x: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], y: [0] }, { start: { a: 1, b: 1 } }), {
    code: 'SHAPE_MISMATCH',
    says: ['x has 10', 'y has 1', 'leastSquares'],
  }))

// Bounds and start were set separately; the error only said that x0 is infeasible.
test('start-outside-bounds: every value that lies outside, with its bounds', () =>
  refuses(
    () =>
      fitCurve(
        'a*exp(-b*x)+c',
        { x: [0, 1, 2, 3, 4, 5], y: [1.1, 0.7, 0.45, 0.3, 0.2, 0.15] },
        {
          start: { a: 0.01, b: 0.01, c: 100 },
          lower: { a: 0.5, b: 0.55, c: 13 },
          upper: { a: 0.7, b: 10, c: 70 },
        },
      ),
    {
      code: 'BAD_OPTION',
      says: ['a = 0.01 (0.5 to 0.7)', 'b = 0.01 (0.55 to 10)', 'c = 100 (13 to 70)'],
      facts: { parameters: ['a', 'b', 'c'] },
    },
  ))

test.run()
