import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve } from '../../../src/curve/index.js'
import * as data from './data/freedom.js'
import { fitCase } from './fit-case.js'

const { exp } = Math

const two = { x: [350, 380], y: [48, 17] }
const four = { x: [0.1, 1, 10, 5], y: [0.9, 0.8, 0.1, 0.2] }
const logistic = {
  x: [1, 6, 11, 16, 21, 26, 31, 36, 41, 46],
  y: [
    0.0134314578781, 0.0564260242141, 0.197464635844, 0.446470557206, 0.621280620571, 0.680753920171, 0.695611891005,
    0.699016088905, 0.699780219769, 0.699950948437,
  ],
}

// Two points, two parameters: the curve goes through both, and the covariance is reported as infinite with a vague
// warning. rss is zero up to rounding (below 1e-20).
fitCase({
  id: 'two-points-two-parameters',
  expression: 'exp(a*x+b)',
  plain: (x, p) => exp(p.a * x + p.b),
  data: two,
  expected: {
    params: { a: -0.0345995888950558, b: 15.9810571241774 },
    rss: 0,
    dof: 0,
    tolerance: { params: 1e-8, stderr: 0.0001, rssAbs: 1e-20 },
  },
  starts: [{ from: 'reported', must: 'converge', start: { a: -0.01, b: 1 } }],
})

// Four summary points, inhibition sigmoid; one tool converges silently, another stops with "step factor reduced below
// minFactor" from the first one's answer.
fitCase({
  id: 'sigmoid-four-points',
  expression: '-a/(1+exp(-b*(x-c)))',
  plain: (x, p) => -p.a / (1 + exp(-p.b * (x - p.c))),
  data: four,
  expected: {
    params: { a: -1.45233050527, b: -0.450997891029, c: 1.29204725935 },
    stderr: { a: 1.420343947, b: 0.29879045, c: 4.810930049 },
    rss: 0.00701710945224,
    dof: 1,
    tolerance: { params: 1e-5, stderr: 0.001, rss: 1e-8 },
  },
  starts: [
    { from: 'ones', must: 'converge', start: { a: 1, b: 1, c: 1 } },
    { from: 'at the answer', must: 'converge', start: { a: -1.452, b: -0.451, c: 1.292 } },
  ],
})

// Noise-free logistic data started at the truth: a thousand iterations and an error, because the convergence test
// divides by the residual.
fitCase({
  id: 'zero-residual-data',
  expression: 'a/(1+((a-b)/b)*exp(-c*x))',
  plain: (x, p) => p.a / (1 + ((p.a - p.b) / p.b) * exp(-p.c * x)),
  data: logistic,
  expected: {
    params: { a: 0.7, b: 0.01, c: 0.3 },
    rss: 0,
    dof: 7,
    tolerance: { params: 1e-9, stderr: 0.0001, rssAbs: 1e-20 },
  },
  starts: [
    { from: 'truth', must: 'converge', start: { a: 0.7, b: 0.01, c: 0.3 } },
    { from: 'off', must: 'converge', start: { a: 1, b: 0.1, c: 0.1 } },
    { from: 'off too', must: 'converge', start: { a: 0.5, b: 0.05, c: 0.5 } },
  ],
})

// Two zeros fitted with a line from (0.1, 0.1): returned unchanged for one input type.
fitCase({
  id: 'all-zero-targets',
  expression: 'a*x+b',
  plain: (x, p) => p.a * x + p.b,
  data: { x: [0, 1], y: [0, 0] },
  expected: { params: { a: 0, b: 0 }, rss: 0, dof: 0, tolerance: { stderr: 0.0001, paramsAbs: 1e-10, rssAbs: 1e-18 } },
  starts: [{ from: 'reported', must: 'converge', start: { a: 0.1, b: 0.1 } }],
})

// a+b*x^2 with odd noise, so the best a is exactly zero: covariance wrong by a wide margin or not available, depending
// on the machine. A difference step relative to the parameter is 0 or denormal at the answer.
fitCase({
  id: 'answer-exactly-zero',
  expression: 'a+b*x^2',
  plain: (x, p) => p.a + p.b * x ** 2,
  data: data.answerExactlyZero,
  expected: {
    params: { a: 0, b: 1 },
    stderr: { a: 0.0001548231776, b: 0.0003137488471 },
    rss: 3.8191607049e-6,
    dof: 18,
    tolerance: { params: 1e-6, stderr: 1e-6, rss: 1e-8, paramsAbs: 1e-9 },
  },
  starts: [
    { from: 'ones', must: 'converge', start: { a: 1, b: 1 } },
    { from: 'zeros', must: 'converge', start: { a: 0, b: 0 } },
  ],
})

test('two-points-two-parameters and all-zero-targets: no errors for want of degrees of freedom, and that is the cause', () => {
  const options = { start: { a: -0.01, b: 1 } }
  for (const fit of [fitCurve('exp(a*x+b)', two, options), fitCurve('a*x+b', { x: [0, 1], y: [0, 0] }, options)]) {
    assert.equal({ ...fit.standardErrors }, { a: null, b: null })
    assert.is(fit.causes.a?.kind, 'noDegreesOfFreedom')
    assert.is(fit.reducedChiSquare, null)
    assert.is(fit.stopped, 'exact')
  }
})

test('zero-residual-data: a run to rounding is short, and its errors are about 0', () => {
  const expression = 'a/(1+((a-b)/b)*exp(-c*x))'
  for (const start of [
    { a: 0.7, b: 0.01, c: 0.3 },
    { a: 1, b: 0.1, c: 0.1 },
    { a: 0.5, b: 0.05, c: 0.5 },
  ]) {
    const fit = fitCurve(expression, logistic, { start })
    assert.ok(fit.iterations <= 30, String(fit.iterations))
    for (const error of Object.values(fit.standardErrors)) assert.ok(Number(error) < 1e-9, String(error))
  }
})

test('sigmoid-four-points: a restart at the answer stays there', () => {
  const start = { a: -1.45233050527, b: -0.450997891029, c: 1.29204725935 }
  const fit = fitCurve('-a/(1+exp(-b*(x-c)))', four, { start })
  assert.ok(fit.converged)
  for (const [name, value] of Object.entries(start))
    assert.ok(Math.abs(fit.parameters[name] - value) <= 1e-5 * Math.abs(value), `${name}: ${fit.parameters[name]}`)
})

test.run()
