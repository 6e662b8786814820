import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve } from '../../../src/curve/index.js'
import { PURPOSE } from '../../../src/random/purposes.js'
import { stream } from '../../../src/random/stream.js'

const rows = 24_000
const x = Float64Array.from({ length: rows }, (_, i) => (10 * i) / rows)
const noise = (() => {
  const random = stream(5, PURPOSE.generateData)
  return x.map(() => random.normal())
})()
const y = x.map((t, i) => 5 * Math.exp(-0.4 * t) + 1 + 0.2 * noise[i])
const start = { a: 3, b: 0.2, c: 0 }
const text = 'a*exp(-b*x)+c'
const plain = (t: number, p: typeof start) => p.a * Math.exp(-p.b * t) + p.c
const slopes = (t: number, { a, b }: typeof start) => [Math.exp(-b * t), -a * t * Math.exp(-b * t), 1]

type Arguments = readonly [model: unknown, data: object, options: object]
type Found = ReturnType<typeof fitCurve>
const fit = ([model, data, options]: Arguments, more: object = {}): Found =>
  fitCurve(model as never, data as never, { ...options, ...more } as never)

/** The same minimum, to a millionth of its standard errors, and the statistics of all rows. */
function isSame(found: Found, whole: Found): void {
  assert.is(found.converged, true, found.reason)
  for (const [name, value] of Object.entries(whole.parameters)) {
    const error = whole.standardErrors[name] ?? Math.abs(value)
    assert.ok(Math.abs(found.parameters[name] - value) <= 1e-6 * error, `${name}: ${found.parameters[name]}, ${value}`)
    if (whole.standardErrors[name] === null) assert.equal(found.causes[name], whole.causes[name])
    else assert.ok(Math.abs((found.standardErrors[name] as number) / error - 1) < 1e-6, `error of ${name}`)
  }
  assert.ok(Math.abs(found.rss / whole.rss - 1) < 1e-10)
  assert.is(found.degreesOfFreedom, whole.degreesOfFreedom)
  assert.is(found.residuals.length, whole.residuals.length)
}

const data = { x, y }
const half = (from: number) => ({ x: x.slice(from, from + 12_000), y: y.slice(from, from + 12_000) })
const cases: Record<string, Arguments> = {
  'an expression': [text, data, { start }],
  'a plain function': [plain, data, { start }],
  'its own Jacobian': [plain, data, { start, jacobian: slopes }],
  'the maths object': [
    (t: never, p: never, m: Record<string, (...of: unknown[]) => unknown>) =>
      m.add(
        m.mul((p as Record<string, unknown>).a, m.exp(m.neg(m.mul((p as Record<string, unknown>).b, t)))),
        (p as Record<string, unknown>).c,
      ),
    data,
    { start },
  ],
  sigma: [text, { x, y, sigma: x.map(t => 0.1 + 0.02 * t) }, { start }],
  weights: [text, { x, y, weights: x.map((_, i) => i % 3) }, { start }],
  'a robust loss': [text, { x, y: y.map((v, i) => (i % 50 ? v : v + 9)) }, { start, loss: 'huber', lossScale: 0.3 }],
  counts: [text, { x, y: y.map(v => Math.round(20 * v)) }, { start: { a: 60, b: 0.2, c: 10 }, likelihood: 'poisson' }],
  'an idle bound': [text, data, { start, lower: { b: 0 } }],
  'a minimum on a bound': [text, data, { start, upper: { a: 4 } }],
  'a fixed parameter': [text, data, { start: { a: 3, b: 0.2, c: 1 }, fixed: ['c'] }],
  'a tie': [text, data, { start: { a: 3, b: 0.2 }, ties: { c: 'a/5' } }],
  'linear parameters': [text, data, { start, linear: 'auto' }],
  'two sets with one rate': [text, [half(0), half(12_000)], { start, shared: ['b', 'c'] }],
  'two outputs': [[text, 'a*x+c'], { x, y: [y, x.map((t, i) => 5 * t + 1 + 0.2 * noise[i])] }, { start }],
  'errors in x': [text, { x, y, sigma: 0.2, sigmaX: 0.05 }, { start }],
  'several starts': [text, data, { start, starts: 4, lower: { a: 0, b: 0, c: -5 }, upper: { a: 20, b: 2, c: 5 } }],
}

for (const [name, given] of Object.entries(cases))
  test(`the end is that of all rows: ${name}`, () => isSame(fit(given), fit(given, { subsample: false })))

test('subsets save most evaluations of all rows', () => {
  const [some, whole] = [fit([text, data, { start }]), fit([text, data, { start, subsample: false }])]
  assert.ok(some.iterations < whole.iterations, `${some.iterations} of ${whole.iterations}`)
  assert.ok(some.evaluations < whole.evaluations, `${some.evaluations} of ${whole.evaluations}`)
})

test('the same seed draws the same rows, another others, and both end alike', () => {
  const run = (seed: number) => fit([text, data, { start, seed }])
  assert.equal(run(1).history, run(1).history)
  assert.not.equal(run(1).history, run(2).history)
  isSame(run(1), run(2))
})

test('y in other units takes the same path', () => {
  for (const subsample of ['auto', false]) {
    const paths = [1e-15, 1, 1e15].map(unit => {
      const given: Arguments = [text, { x, y: y.map(v => unit * v) }, { start: { a: 3 * unit, b: 0.2, c: 0.5 * unit } }]
      const { evaluations, iterations, stopped } = fit(given, { subsample })
      return [evaluations, iterations, stopped]
    })
    assert.equal(paths[0], paths[1])
    assert.equal(paths[2], paths[1])
  }
})

test('a peak of a few rows is found from its start, though subsets would rather fit a broad hump', () => {
  const bell = (t: number, height: number, centre: number, width: number) =>
    height * Math.exp(-0.5 * ((t - centre) / width) ** 2)
  const given: Arguments = [
    'h*exp(-((x-m)/s)^2/2)+c',
    { x, y: x.map((t, i) => bell(t, 8, 3.3, 0.001) + bell(t, 0.5, 7, 1) + 1 + 0.01 * noise[i]) },
    { start: { h: 5, m: 3.301, s: 0.0015, c: 0 } },
  ]
  isSame(fit(given), fit(given, { subsample: false }))
})

test('a start that is better than a subset can be is kept', () => {
  const { parameters } = fit([text, data, { start, subsample: false }])
  const found = fit([text, data, { start: parameters }])
  assert.is(found.iterations, 0)
  assert.equal(found.parameters, parameters)
})

test('rows that only the whole has decide at the end', () => {
  // Every subset of 40 rows is blind to the last stretch, where the curve turns.
  const bent = y.map((v, i) => (i < 23_990 ? v : v - 300))
  const given: Arguments = [text, { x, y: bent }, { start }]
  isSame(fit(given, { subsample: 40 }), fit(given, { subsample: false }))
})

test('a NaN of the model is refused with its index, wherever it is', () => {
  const broken = (t: number, p: typeof start) => (t === x[17_321] ? Number.NaN : plain(t, p))
  assert.throws(
    () => fit([broken, data, { start }]),
    (error: { code: string; facts: { index: number } }) =>
      error.code === 'NON_FINITE_MODEL' && error.facts.index === 17_321,
  )
})

test('evaluations stay within their limit, subsets included', () => {
  for (const maxEvaluations of [1, 3, 5]) {
    const found = fit([text, data, { start, maxEvaluations, tolerance: { gradient: 0, step: 0, cost: 0 } }])
    assert.ok(found.evaluations <= maxEvaluations + 1, `${found.evaluations} of ${maxEvaluations}`)
  }
})

test('subsample is "auto", false or a count of rows', () => {
  for (const subsample of ['all', true, 0, -5, 2.5, Number.NaN, {}])
    assert.throws(
      () => fit([text, data, { start, subsample }]),
      (error: { code: string; message: string }) => error.code === 'BAD_OPTION' && error.message.includes('subsample'),
    )
  isSame(fit([text, data, { start, subsample: 1 }]), fit([text, data, { start, subsample: false }]))
})

test.run()
