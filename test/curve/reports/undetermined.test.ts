import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve, leastSquares, loadFit } from '../../../src/curve/index.js'
import { refuses } from '../../helpers/refuses.js'

const sameX = { x: [2, 2, 2, 2], y: [1, 2, 3, 4] }
const start = { a: 1, b: 0 }

test('a band has no end where the data say nothing of the curve, and is that of the mean where they do', () => {
  const fit = fitCurve('a*x+b', sameX, { start })
  for (const one of [fit, loadFit(JSON.stringify(fit))]) {
    const { y, lower, upper } = one.predict([0, 2, 5], { band: 'confidence' })
    assert.equal([lower[0], upper[0], lower[2], upper[2]], [-Infinity, Infinity, -Infinity, Infinity])
    // 2.5 ± t(3) s/√4, s² = 5/3.
    const half = 3.182446305 * Math.sqrt(5 / 3 / 4)
    assert.ok(
      Math.abs(y[1] - 2.5) < 1e-12 &&
        Math.abs(lower[1] - (2.5 - half)) < 1e-8 &&
        Math.abs(upper[1] - 2.5 - half) < 1e-8,
    )
  }
})

test('parameters that make each other up leave the band of the curve as it is', () => {
  const x = [0, 1, 2, 3, 4, 5]
  const y = [2.7, 1.8, 1.1, 0.7, 0.5, 0.25]
  const whole = fitCurve('a*exp(-b*x+c)', { x, y }, { start: { a: 2, b: 0.4, c: 0.1 } })
  const plain = fitCurve('a*exp(-b*x)', { x, y }, { start: { a: 2, b: 0.4 } })
  assert.is(whole.standardErrors.a, null)
  const [one, other] = [whole, plain].map(fit => fit.predict([0, 2.5, 9], { band: 'confidence' }))
  other.lower.forEach((limit, k) => {
    assert.ok(Math.abs(one.lower[k] - limit) < 1e-7, `${one.lower[k]} for ${limit}`)
  })
})

test('without degrees of freedom there is no band, no profile and no bootstrap', () => {
  const fit = fitCurve('a*x+b', { x: [1, 2], y: [4, 6] }, { start })
  assert.equal(fit.predict([0], { band: 'confidence' }), { y: [2], lower: [-Infinity], upper: [Infinity] })
  assert.equal(fit.profile('a'), [null, null])
  assert.equal(fit.bootstrap(), { a: null, b: null })
})

test('what is fixed or tied has no interval of its own', async () => {
  const data = { x: [1, 2, 3, 4], y: [1, 2, 3, 4.2] }
  const fixed = fitCurve('a*x+b', data, { start, fixed: ['b'] })
  await refuses(() => fixed.profile('b'), { code: 'BAD_OPTION', says: ['b is fixed'] })
  assert.is(fixed.bootstrap(0.9, { samples: 20 }).b, null)
  const tied = fitCurve('a*x+b', data, { start, ties: { b: '2*a' } })
  await refuses(() => tied.profile('b'), { code: 'BAD_OPTION', says: ['b is tied'] })
  await refuses(() => fitCurve('a*x+b', data, { start, ties: { b: '2*a' }, upper: { b: 1 } }), {
    code: 'BAD_OPTION',
    says: ['b is tied', 'Bound the parameters that it follows'],
  })
})

test('a tied parameter has an error only where what it follows has one', () => {
  const errors = (options: object) => fitCurve('a*x+b+0*c', sameX, { start: { ...start, c: 1 }, ...options })
  const open = errors({ ties: { c: '2*b' } })
  assert.is(open.standardErrors.c, null)
  assert.equal(open.causes.c, { kind: 'notIdentifiable', with: ['b'] })
  const held = errors({ ties: { c: '2*b' }, fixed: ['b'] })
  assert.equal(held.causes.c, { kind: 'fixed', with: ['b'] })
  const determined = errors({ ties: { c: '2*a' }, fixed: ['b'] })
  assert.ok(Math.abs((determined.standardErrors.c as number) - 2 * (determined.standardErrors.a as number)) < 1e-12)
})

test('a start where no parameter does anything is no convergence', () => {
  const x = Array.from({ length: 41 }, (_, i) => 100 + i)
  const y = x.map(v => 500 * Math.exp(-0.02 * (v - 121) ** 2))
  const fit = fitCurve('exp(a+b*x+c*x^2)', { x, y }, { start: { a: -1, b: 1, c: -1 } })
  assert.is(fit.converged, false)
  assert.is(fit.stopped, 'noProgress')
  assert.match(fit.reason, 'does not depend on a, b, c')
})

test('a start on a saddle, or at a maximum, is left', () => {
  const x = Array.from({ length: 31 }, (_, i) => (i - 15) / 5)
  const y = x.map(v => Math.exp(-((v - 1) ** 2)) + Math.exp(-((v + 1) ** 2)))
  const peaks = fitCurve('exp(-(x-a)^2)+exp(-(x-b)^2)', { x, y }, { start: { a: 0, b: 0 } })
  assert.ok(Math.abs(peaks.parameters.a * peaks.parameters.b + 1) < 1e-9, JSON.stringify(peaks.parameters))
  const [angle] = leastSquares(([a]) => [Math.cos(a) - 0.5, Math.cos(a) - 0.4], [0]).parameters
  assert.ok(Math.abs(Math.cos(angle) - 0.45) < 1e-9, `${angle}`)
  const product = fitCurve('a*b*x', { x: [1, 2, 3], y: [2, 4, 6.1] }, { start: { a: 0, b: 0 } })
  assert.ok(Math.abs(product.parameters.a * product.parameters.b - 28.3 / 14) < 1e-9)
  assert.equal([product.standardErrors.a, product.standardErrors.b], [null, null])
})

test('an answer of 0 that enters squared or by its cosine has no error, and the others have theirs', () => {
  const x = Array.from({ length: 51 }, (_, i) => (i - 25) / 5)
  const even = fitCurve('a+w^2*x^2', { x, y: x.map(v => 2 - 0.1 * v * v) }, { start: { a: 1, w: 1 } })
  const mean = fitCurve('a', { x, y: x.map(v => 2 - 0.1 * v * v) }, { start: { a: 1 } })
  assert.is(even.standardErrors.w, null)
  assert.ok(Math.abs((even.standardErrors.a as number) / (mean.standardErrors.a as number) - 1) < 1e-6)
  const y = [1, 0.0596, 0.0376, 0.0521, 0.0721, 0.0262, -0.0127, 0.186, 0.115, -0.0476, -0.1832]
  const lags = fitCurve('s*exp(-a*x)*cos(w*x)', { x: y.map((_, i) => i), y }, { start: { s: 0.8, a: 0.62, w: 0.65 } })
  assert.equal([lags.standardErrors.w, lags.causes.w?.kind], [null, 'notIdentifiable'])
  assert.ok((lags.standardErrors.s as number) < 0.2 && Math.abs(lags.parameters.w) < 1e-5)
})

test('a peak that left its data is marked, however near it stays', () => {
  const x = Array.from({ length: 31 }, (_, i) => (i - 15) / 5)
  const fit = fitCurve('exp(-(x-c)^2)', { x, y: x.map(v => Math.exp(-((v - 2.5) ** 2))) }, { start: { c: -3.5 } })
  assert.is(fit.standardErrors.c, null)
})

test('counts that are all 0 make no NaN, and a mean below 0 at the start is named', async () => {
  const x = Array.from({ length: 15 }, (_, i) => i)
  const y = x.map(() => 0)
  for (const [model, from] of [
    ['exp(a+b*x)', { a: 0, b: 0 }],
    ['a+b*x', { a: 1, b: 0.1 }],
  ] as const) {
    const fit = fitCurve(model, { x, y }, { start: from, likelihood: 'poisson' })
    assert.not.match(fit.report(), /NaN/)
    assert.ok(Object.values(fit.standardErrors).every(error => error === null || Number.isFinite(error)))
  }
  await refuses(() => fitCurve('a+b*x', { x, y }, { start: { a: 1, b: -0.3 }, likelihood: 'poisson' }), {
    code: 'NON_FINITE_MODEL',
    says: ['the model is -0.19999999999999996 at index 4', 'above 0'],
    facts: { index: 4 },
  })
})

test.run()
