import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type CurveFit, fitCurve } from '../../../src/curve/index.js'
import { WoodburyError } from '../../../src/errors.js'
import { u } from '../../cases/u.js'
import { answers, days, pixels } from './data/many.js'
import { reaches } from './fit-case.js'

const GAUSSIAN = 'a*exp(-(x-b)^2/(2*c^2))'

/** The largest value, its day, and 35 days. */
const startOf = (y: readonly number[]) => {
  const a = Math.max(...y.filter(Number.isFinite))
  return { a, b: days[y.indexOf(a)], c: 35 }
}

const fitPixel = (y: readonly number[]): CurveFit | WoodburyError => {
  try {
    return fitCurve(GAUSSIAN, { x: days, y }, { start: startOf(y) })
  } catch (error) {
    return error as WoodburyError
  }
}

const tolerance = { params: 1e-5, stderr: 1e-3, rss: 1e-7 }

// A gaussian over the day of the year for every pixel of an image stack, started at (1, 0, 1): every result equalled
// the start and every curve was zero.
test('per-pixel-fits, from (1, 0, 1): every column is zero, and every pixel says so or is fitted', () => {
  for (const y of pixels.filter(values => values.every(Number.isFinite))) {
    const fit = fitCurve(GAUSSIAN, { x: days, y }, { start: { a: 1, b: 0, c: 1 } })
    const isFitted = answers.some(({ rss }) => Math.abs(fit.rss - rss) <= 1e-6 * rss)
    assert.ok(isFitted || !fit.converged || Object.values(fit.causes).some(cause => cause !== null), fit.reason)
  }
})

test('per-pixel-fits, each from its largest value: nine answers', () => {
  for (const { pixel, params, stderr, rss } of answers)
    reaches(fitPixel(pixels[pixel]) as CurveFit, { params, stderr, rss, dof: 11, tolerance })
})

test('per-pixel-fits: of zeros the centre and width are not determined, of a constant no width, and NaN has its index', () => {
  const zeros = fitPixel(pixels[6]) as CurveFit
  assert.ok(Math.abs(zeros.parameters.a) <= 1e-12, String(zeros.parameters.a))
  for (const name of ['b', 'c']) assert.is(zeros.standardErrors[name], null)
  const constant = fitPixel(pixels[7]) as CurveFit
  assert.ok(!constant.converged)
  assert.is(constant.standardErrors.c, null)
  const broken = fitPixel(pixels[8]) as WoodburyError
  assert.is(broken.code, 'NON_FINITE_INPUT')
  assert.match(broken.message, 'index 5')
})

test('per-pixel-fits, 12,000 in a loop: every copy is as the first, whatever was fitted before it', () => {
  const first = pixels.map(fitPixel).map(told)
  for (let copy = 0; copy < 1000; copy++) {
    const which = copy % pixels.length
    assert.equal(told(fitPixel(pixels[which])), first[which], `copy ${copy}`)
  }
})

const told = (fit: CurveFit | WoodburyError) =>
  fit instanceof WoodburyError ? fit.message : [fit.stopped, fit.rss, ...Object.values(fit.parameters)]

// A fit over a million cells is the bottleneck of an analysis.
test('one-million-points: converge, and the arrays are read, not copied', () => {
  const x = Float64Array.from({ length: 1e6 }, (_, i) => i * 1e-5)
  const y = x.map((value, i) => 5 * Math.exp(-0.7 * value) + 1.5 + 0.4 * (u(i) - 0.5))
  // The first as they should be; exp may differ in its last bit between engines.
  for (const [i, value] of [6.529359032027424, 6.395026587199134, 6.342242570033718].entries())
    assert.ok(Math.abs(y[i] - value) <= 4 * Number.EPSILON * value)
  const fit = fitCurve('a*exp(-b*x)+c', { x, y }, { start: { a: 1, b: 1, c: 0 } })
  reaches(fit, {
    params: { a: 5.0003625707, b: 0.69992992408, c: 1.4997592532 },
    stderr: { a: 0.00061113101, b: 0.00015476809, c: 0.00017475771 },
    rss: 13338.454485,
    dof: 999997,
    tolerance: { params: 1e-8, stderr: 1e-6, rss: 1e-9 },
  })
})

test.run()
