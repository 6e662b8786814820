import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve } from '../../src/curve/index.js'

// Counts with a log-linear mean; the answers are those of iterated weighted least squares to its fixed point, written below.
const x = [0, 1, 2, 3, 4, 5, 6, 7]
const y = [2, 3, 6, 7, 8, 9, 10, 12]

/** Fisher scoring of exp(a + b x), from the textbook's normal equations. */
function scored() {
  let [a, b] = [1, 0.1]
  let errors = [0, 0]
  for (let turn = 0; turn < 100; turn++) {
    let [s, sx, sxx, g, gx] = [0, 0, 0, 0, 0]
    x.forEach((t, i) => {
      const mean = Math.exp(a + b * t)
      s += mean
      sx += mean * t
      sxx += mean * t * t
      g += y[i] - mean
      gx += (y[i] - mean) * t
    })
    const determinant = s * sxx - sx * sx
    a += (sxx * g - sx * gx) / determinant
    b += (s * gx - sx * g) / determinant
    errors = [Math.sqrt(sxx / determinant), Math.sqrt(s / determinant)]
  }
  return { a, b, errors }
}

test('counts have the parameters and errors of Fisher scoring, and the likelihood of their distribution', () => {
  const fit = fitCurve('exp(a+b*x)', { x, y }, { start: { a: 0, b: 0 }, likelihood: 'poisson' })
  const expected = scored()
  assert.ok(fit.converged)
  assert.ok(Math.abs(fit.parameters.a - expected.a) < 1e-9 && Math.abs(fit.parameters.b - expected.b) < 1e-9)
  assert.ok(Math.abs((fit.standardErrors.a as number) - expected.errors[0]) < 1e-8)
  assert.is(fit.errors, 'absolute')
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
  const likelihood = x.reduce((sum, t, i) => {
    const mean = Math.exp(expected.a + expected.b * t)
    return sum + y[i] * Math.log(mean) - mean - Math.log(factorial(y[i]))
  }, 0)
  assert.ok(Math.abs(fit.aic - (4 - 2 * likelihood)) < 1e-9, `${fit.aic}`)
})

test('counts of 0 count, and what cannot be a count is refused', () => {
  const zeros = fitCurve('a', { x: [1, 2, 3, 4], y: [0, 0, 1, 3] }, { start: { a: 5 }, likelihood: 'poisson' })
  assert.ok(Math.abs(zeros.parameters.a - 1) < 1e-9)
  const refused = (data: object, more: object, says: RegExp) =>
    assert.throws(
      () => fitCurve('a*x', { x, y, ...data }, { start: { a: 1 }, likelihood: 'poisson', ...more }),
      (error: { code: string; message: string }) => error.code === 'BAD_OPTION' && says.test(error.message),
    )
  refused({ y: y.map((value, i) => (i === 2 ? -1 : value)) }, {}, /-1 at index 2/)
  refused({ sigma: 1 }, {}, /sigma/)
  refused({}, { loss: 'huber' }, /loss/)
})

test.run()
