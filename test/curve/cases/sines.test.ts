import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve } from '../../../src/curve/index.js'
import * as data from './data/sines.js'
import { fitCase, marks } from './fit-case.js'

const { exp, sin, PI } = Math

const digits12 = (value: number) => Number(value.toPrecision(12))
const t = Array.from({ length: 1000 }, (_, i) => digits12((2 * PI * i) / 1000))
const wave = { x: t, y: t.map(value => digits12(2 * sin(2 * value))) }

// One-parameter sin(a*x) without noise, 28 periods: the default start ends at 0.987, a start of 1.5 at 1.49; the truth
// is 1.759. Values are rounded to 12 digits, so rss is about 1e-22, not zero. The basin around the truth is narrower
// than 0.06.
fitCase({
  id: 'sine-frequency-from-default',
  expression: 'sin(a*x)',
  plain: (x, p) => sin(p.a * x),
  data: data.sineFrequency,
  expected: { params: { a: 1.759 }, rss: 0, dof: 299, tolerance: { params: 1e-9, stderr: 0.0001, rssAbs: 1e-18 } },
  starts: [
    { from: 'default', must: 'stationary', start: { a: 1 } },
    { from: 'reported', must: 'stationary', start: { a: 1.5 } },
    { from: 'near', must: 'converge', start: { a: 1.755 } },
  ],
})

// The package's own online example, a*sin(b*t) with true (2,2) from (1,1), ends elsewhere because of a difference step
// of 0.1 and an absolute tolerance.
fitCase({
  id: 'js-sine-example-not-converging',
  expression: 'a*sin(b*x)',
  plain: (x, p) => p.a * sin(p.b * x),
  data: wave,
  expected: { params: { a: 2, b: 2 }, rss: 0, dof: 998, tolerance: { params: 1e-9, stderr: 0.0001, rssAbs: 1e-18 } },
  starts: [{ from: 'reported', must: 'converge', start: { a: 1, b: 1 } }],
})

// Decaying sine with an amplitude bounded below and a phase bounded on both sides: the reported initial value is not
// the one given (10 became 10.95).
fitCase({
  id: 'damped-sine-with-bounds',
  expression: 'a*sin(b*x+c)*exp(-d*x^2)',
  plain: (x, p) => p.a * sin(p.b * x + p.c) * exp(-p.d * x ** 2),
  data: data.dampedSine,
  options: { lower: { a: 0, c: -1.5707963267948966 }, upper: { c: 1.5707963267948966 } },
  expected: {
    params: { a: 5.03088063493, b: 2.0002630977, c: -0.102649512731, d: 0.0249545676722 },
    stderr: { a: 0.04005820927, b: 0.003261833676, c: 0.01022293972, d: 0.0004539548127 },
    rss: 12.1867024426,
    dof: 297,
    tolerance: { params: 1e-6, stderr: 0.0001, rss: 1e-8 },
  },
  starts: [
    { from: 'reported', must: 'converge', start: { a: 10, b: 3, c: 0, d: 0.1 } },
    { from: 'frequency low', must: 'converge', start: { a: 10, b: 1, c: 0, d: 0.1 } },
  ],
})

test('sine-frequency-from-default: 200 seeded starts between 0.5 and 3 find the narrow minimum', () => {
  const options = { start: { a: 1 }, lower: { a: 0.5 }, upper: { a: 3 }, starts: 200, seed: 1 }
  const fit = fitCurve('sin(a*x)', data.sineFrequency, options)
  assert.ok(fit.converged && Math.abs(fit.parameters.a - 1.759) <= 1e-9 * 1.759, String(fit.parameters.a))
  assert.ok(fit.rss <= 1e-18)
})

test('damped-sine-with-bounds: the start is told as it was given, and no parameter is at a bound', () => {
  const start = { a: 10, b: 3, c: 0, d: 0.1 }
  const half = Math.PI / 2
  const fit = fitCurve('a*sin(b*x+c)*exp(-d*x^2)', data.dampedSine, {
    start,
    lower: { a: 0, c: -half },
    upper: { c: half },
  })
  assert.equal({ ...fit.start }, start)
  marks(fit, [])
})

test.run()
