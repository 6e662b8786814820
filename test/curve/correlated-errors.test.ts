import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve } from '../../src/curve/index.js'
import { stream } from '../../src/random/stream.js'

const x = [0, 1, 2, 3, 4, 5, 6, 7]
const y = [1.1, 2.9, 5.2, 6.8, 9.1, 11.2, 12.7, 15.3]
const start = { a: 0, b: 0 }
/** Neighbours share half of their error. */
const covariance = x.map((_, i) => x.map((_, j) => 0.04 * 0.5 ** Math.abs(i - j)))

/** (XᵀC⁻¹X)⁻¹ and the generalised least squares line, by elimination. */
function generalised(C: readonly (readonly number[])[]) {
  const inverseTimes = (v: readonly number[]) => {
    const M = C.map((row, i) => [...row, v[i]])
    for (let k = 0; k < M.length; k++)
      for (let i = 0; i < M.length; i++) {
        if (i === k) continue
        const share = M[i][k] / M[k][k]
        for (let j = k; j <= M.length; j++) M[i][j] -= share * M[k][j]
      }
    return M.map((row, i) => row[M.length] / row[i])
  }
  const dot = (u: readonly number[], v: readonly number[]) => u.reduce((sum, value, i) => sum + value * v[i], 0)
  const ones = x.map(() => 1)
  const [w1, wx] = [inverseTimes(ones), inverseTimes(x)]
  const [s, sx, sxx] = [dot(ones, w1), dot(x, w1), dot(x, wx)]
  const [sy, sxy] = [dot(y, w1), dot(y, wx)]
  const determinant = s * sxx - sx * sx
  return {
    a: (sxx * sy - sx * sxy) / determinant,
    b: (s * sxy - sx * sy) / determinant,
    errors: { a: Math.sqrt(sxx / determinant), b: Math.sqrt(s / determinant) },
  }
}

const isClose = (found: number | null, expected: number, bound = 1e-10) =>
  assert.ok(found !== null && Math.abs(found - expected) <= bound * Math.abs(expected), `${found} for ${expected}`)

test('a covariance of y gives the line and errors of generalised least squares', () => {
  const fit = fitCurve('a+b*x', { x, y, sigma: covariance }, { start })
  const expected = generalised(covariance)
  for (const name of ['a', 'b'] as const) {
    isClose(fit.parameters[name], expected[name])
    isClose(fit.standardErrors[name], expected.errors[name])
  }
  assert.is(fit.errors, 'absolute')
  assert.is(fit.rSquared, null)
})

test('a diagonal covariance is the same as standard deviations', () => {
  const sigma = x.map((_, i) => 0.1 + 0.02 * i)
  const matrix = x.map((_, i) => x.map((_, j) => (i === j ? sigma[i] ** 2 : 0)))
  const one = fitCurve('a+b*x', { x, y, sigma }, { start })
  const other = fitCurve('a+b*x', { x, y, sigma: matrix }, { start })
  for (const name of ['a', 'b']) isClose(other.standardErrors[name], one.standardErrors[name] as number)
  isClose(other.rss, one.rss)
  isClose(other.aic, one.aic)
})

test('points left out leave their row and column out', () => {
  const gap = y.map((value, i) => (i === 3 ? Number.NaN : value))
  const without = <T>(list: readonly T[]) => list.filter((_, i) => i !== 3)
  const fit = fitCurve('a+b*x', { x, y: gap, sigma: covariance }, { start, missing: 'omit' })
  const small = { x: without(x), y: without(y), sigma: without(covariance).map(without) }
  isClose(fit.parameters.b, fitCurve('a+b*x', small, { start }).parameters.b)
})

for (const [what, sigma, says] of [
  ['no square', covariance.map(row => row.slice(1)), /8 × 8/],
  [
    'not symmetric',
    covariance.map((row, i) => row.map((cell, j) => (i === 1 && j === 0 ? 2 * cell : cell))),
    /not symmetric/,
  ],
  ['not positive definite', x.map(() => x.map(() => 1)), /not positive definite at row 1/],
] as const)
  test(`a covariance that is ${what} is refused`, () => {
    assert.throws(
      () => fitCurve('a+b*x', { x, y, sigma }, { start }),
      (error: { code: string; message: string }) =>
        ['BAD_OPTION', 'SHAPE_MISMATCH'].includes(error.code) && says.test(error.message),
    )
  })

test('errors in x count as far as the curve is steep', () => {
  // York 1966, Pearson's data with York's weights: intercept 5.47991, slope −0.480533 of the exact solution.
  const px = [0, 0.9, 1.8, 2.6, 3.3, 4.4, 5.2, 6.1, 6.5, 7.4]
  const py = [5.9, 5.4, 4.4, 4.6, 3.5, 3.7, 2.8, 2.8, 2.4, 1.5]
  const wx = [1000, 1000, 500, 800, 200, 80, 60, 20, 1.8, 1]
  const wy = [1, 1.8, 4, 8, 20, 20, 70, 70, 100, 500]
  const toSigma = (weights: number[]) => weights.map(weight => 1 / Math.sqrt(weight))
  const data = { x: px, y: py, sigma: toSigma(wy), sigmaX: toSigma(wx) }
  const fit = fitCurve('a+b*x', data, { start: { a: 5, b: -0.5 } })
  // Effective variance differs from the exact solution of the line in the second order of σ_x.
  assert.ok(Math.abs(fit.parameters.b + 0.4805) < 0.02, `${fit.parameters.b}`)
  const none = fitCurve('a+b*x', { ...data, sigmaX: 0 }, { start: { a: 5, b: -0.5 } })
  isClose(
    none.parameters.b,
    fitCurve('a+b*x', { x: px, y: py, sigma: toSigma(wy) }, { start: { a: 5, b: -0.5 } }).parameters.b,
    1e-8,
  )
  assert.throws(() => fitCurve('a+b*x', { ...data, sigmaX: [1, 2] }, { start: { a: 1, b: 1 } }), /sigmaX has 2 values/)
})

test('errors in x without sigma: what they leave unexplained is the error of y, so that a flat tail does not outweigh all', () => {
  const random = stream(5, 99)
  const x = Array.from({ length: 60 }, (_, i) => i / 6)
  const y = x.map(at => 4 * Math.exp(-0.7 * at) + 1 + 0.05 * random.normal())
  const start = { a: 1, b: 1, c: 1 }
  for (const sigmaX of [1e-3, 0.05]) {
    const fit = fitCurve('a*exp(-b*x)+c', { x, y, sigmaX }, { start })
    assert.ok(fit.converged)
    assert.is(fit.errors, 'scaled')
    assert.ok(Math.abs(fit.parameters.b - 0.7) < 3 * (fit.standardErrors.b as number), `${sigmaX}: ${fit.parameters.b}`)
    assert.ok((fit.standardErrors.b as number) < 0.05)
  }
})

test.run()
