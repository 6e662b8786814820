import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type CurveData, fitCurve } from '../../../src/curve/index.js'

type Numbers = Readonly<Record<string, number>>

/** A fit that other tools got wrong, with parameters and errors computed by SciPy in parameters of size 1. */
interface Report {
  /** Who complained of what. */
  readonly of: string
  readonly model: string
  readonly data: CurveData
  readonly starts: readonly Numbers[]
  readonly parameters: Numbers
  readonly errors: Numbers
}

const logistic = {
  x: [-0.08, 0.96, 1.93, 2.98, 3.97, 5.92, 7.88, 11.85, 15.79, 19.7, 23.67],
  y: [0.05, -3.19, -6.4, -10.32, -11.8, -13.98, -14.12, -15.34, -14.61, -15.43, -15.83],
}
const nearlyOneInput = {
  x: [0, -15.6627, 15.6627, -15.6627, 15.6627, -0.00156627, 0.00156627, -0.00156627, 0.00156627].map((first, row) => [
    first,
    [0, 9.4183, -9.4183, -9.4183, 9.4183, 0.00094183, -0.00094183, -0.00094183, 0.00094183][row],
  ]),
  y: [3.595, 8740.28, 6391.76, 13958.5, 20597.7, 3.6539, 3.73653, 3.68226, 3.68414],
  sigma: [0.113684, 276.392, 202.125, 441.406, 651.356, 0.115547, 0.118159, 0.116443, 0.116503],
}
const counts = [6.754, 24.416, 58.622, 107.98, 154.507]

const reports: readonly Report[] = [
  {
    of: 'lmfit-py#724: a parameter of 4e-16 raises an error',
    model: 'offset + amp*exp(-x*sigma/1.6e-16)',
    data: {
      x: [0, 0.131, 0.261, 0.377, 0.503, 0.653, 0.784, 0.88],
      y: [7349.91, 6889.77, 6354.54, 5952.89, 5709.72, 5599.58, 5618.98, 5405.07],
    },
    starts: [{ sigma: 4e-16, amp: 1944.84, offset: 5405.07 }],
    parameters: { sigma: 4.224978303e-16, amp: 2185.239023, offset: 5223.291659 },
    errors: { sigma: 7.98917e-17, amp: 155.102, offset: 160.757 },
  },
  {
    of: 'regression-js#117: an exponential through a negative y is NaN',
    model: 'a*exp(b*x)+c',
    data: { x: [0.1, 1, 2, 4], y: [-0.25, 1.1, 5, 30] },
    starts: [
      { a: 1, b: 1, c: -1 },
      { a: 1, b: 1, c: 1 },
    ],
    parameters: { a: 1.478727369, b: 0.7681697845, c: -1.936793643 },
    errors: { a: 0.181809, b: 0.0284773, c: 0.330813 },
  },
  {
    of: 'regression-js#96: five parameters of a plate reader, started from its recipe',
    model: 'd+(a-d)/(1+(x/c)^b)^g',
    data: {
      x: [25, 12.5, 6.25, 3.125, 1.563, 0.781, 0.391, 0.195, 0.098],
      y: [1.7914, 1.682833, 1.500367, 1.179967, 0.822533, 0.501933, 0.301333, 0.187467, 0.130033],
    },
    starts: [{ a: 0.13, b: 0.0667, c: 1, d: 1.7914, g: 1 }],
    parameters: { a: 0.08308110699, b: 1.155317731, c: 2.43534519, d: 1.86765181, g: 1.133213454 },
    errors: { a: 0.00995943, b: 0.053127, c: 0.467708, d: 0.0200335, g: 0.200005 },
  },
  {
    of: 'MATLAB against Origin: a Jacobian of 1e10 to 1e-8 is called ill-conditioned, with errors of 1e-19',
    model: 'v+(a-v)*s*x*exp(-s*x)',
    data: { x: [177600, 961200, 2504000, 4997000, 8884000], y: counts, sigma: counts.map(Math.sqrt) },
    starts: [
      { v: 1.978, a: 585, s: 4.392e-8 },
      { v: 1, a: 100, s: 1e-8 },
    ],
    parameters: { v: 1.977488112, a: 584.9273906, s: 4.391365136e-8 },
    errors: { v: 2.89447, a: 208.239, s: 2.20665e-8 },
  },
  {
    of: 'CalcCenter: a logistic of negative height only fits with its sign turned',
    model: 'a/(1+b*exp(-c*x))',
    data: logistic,
    starts: [{ a: 1, b: 1, c: 1 }],
    parameters: { a: -14.91779461, b: 10.28462898, c: 1.007206147 },
    errors: { a: 0.327395, b: 3.25716, c: 0.132505 },
  },
  {
    of: 'scicomp 43903: from (1, 1) h is −1.6e35',
    model: 'exp(k*x)/h',
    data: {
      x: [10, 20, 30, 40, 50, 60, 70, 80, 90, 99],
      y: [6, 25, 88, 243, 560, 1177, 2296, 4191, 7210, 11163],
    },
    starts: [{ k: 0.1, h: 1 }],
    parameters: { k: 0.05460013565, h: 0.01963703391 },
    errors: { k: 0.00163307, h: 0.00302491 },
  },
  {
    of: 'scipy#12715: the covariance of inputs that are nearly one has negative variances',
    model: 'k+a*x1+b*x2+c*x1^2+d*x1*x2',
    data: nearlyOneInput,
    starts: [{ k: 1, a: 1, b: 1, c: 1, d: 1 }],
    parameters: { k: 3.66817765, a: 50.93150941, b: 202.46361172, c: 50.11642471, d: 32.21315392 },
    errors: { k: 0.05189466, a: 12.53257426, b: 20.84175432, c: 0.86478219, d: 1.4381388 },
  },
]

const near = (found: number | null, expected: number, share: number, what: string) =>
  assert.ok(found !== null && Math.abs(found / expected - 1) < share, `${what}: ${found} for ${expected}`)

for (const { of, model, data, starts, parameters, errors } of reports)
  test(of, () => {
    for (const start of starts) {
      const fit = fitCurve(model, data, { start })
      assert.ok(fit.converged, fit.reason)
      for (const [name, value] of Object.entries(parameters)) {
        near(fit.parameters[name], value, 1e-6, name)
        near(fit.standardErrors[name], errors[name], 1e-4, `error of ${name}`)
      }
    }
  })

test('scipy#12715: units of the inputs go into the parameters and their errors, and nowhere else', () => {
  for (const unit of [1, 10, 1e3, 1e6]) {
    const [one, two] = [`(${unit}*x1)`, `(${unit}*x2)`]
    const fit = fitCurve(`k+a*${one}+b*${two}+c*${one}^2+d*${one}*${two}`, nearlyOneInput, {
      start: { k: 1, a: 1, b: 1, c: 1, d: 1 },
    })
    assert.ok(fit.converged, fit.reason)
    near((fit.standardErrors.a as number) * unit, 12.53257426, 1e-4, `a by ${unit}`)
    near((fit.standardErrors.c as number) * unit * unit, 0.86478219, 1e-4, `c by ${unit}`)
  }
})

test('gnuplot: points on a line are fitted exactly, with errors of 0', () => {
  const fit = fitCurve('a*x+b', { x: [1, 2, 3, 4], y: [1, 2, 3, 4] }, { start: { a: 1, b: 1 } })
  assert.is(fit.stopped, 'exact')
  assert.equal(fit.parameters, { a: 1, b: 0 })
  assert.equal(fit.standardErrors, { a: 0, b: 0 })
  assert.not.match(fit.report(), /Infinity|NaN/)
})

test('large data do not hold back what starts at 0', () => {
  const x = Array.from({ length: 30 }, (_, i) => i / 3)
  for (const size of [1, 1e8, 1e12]) {
    const y = x.map((v, i) => size * (3 * Math.exp(-0.5 * v) + 1 + 0.05 * Math.cos(7 * i * i)))
    const fit = fitCurve('a*exp(-b*x)+c', { x, y }, { start: { a: size, b: 0.3, c: 0 } })
    assert.ok(fit.converged && fit.iterations <= 10, `${size}: ${fit.reason}, ${fit.iterations} iterations`)
    near(fit.parameters.c / size, 1.00563711764, 1e-9, `c of ${size}`)
  }
})

test('a run that the scales of its columns stop says so', () => {
  const x = Array.from({ length: 30 }, (_, i) => i / 3)
  const y = x.map(v => 1e100 * (3 * Math.exp(-0.5 * v) + 1))
  const fit = fitCurve('a*exp(-b*x)+c', { x, y }, { start: { a: 1e100, b: 0.3, c: 0 } })
  assert.ok(!fit.converged || Math.abs(fit.parameters.b - 0.5) < 1e-6, `${fit.reason}: ${fit.parameters.b}`)
})

test.run()
