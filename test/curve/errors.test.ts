import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type CurveData,
  type CurveFit,
  type CurveOptions,
  fitCurve,
  leastSquares,
  type Model,
} from '../../src/curve/index.js'
import type { WoodburyErrorCode } from '../../src/errors.js'
import { refuses } from '../helpers/refuses.js'
import { frozen } from './cases/fit-case.js'

type P = Readonly<Record<string, number>>

const DECAY = 'a*exp(-b*x)+c'
const plain = ((x: number, p: P) => p.a * Math.exp(-p.b * x) + p.c) as Model
const x = frozen([0, 0.5, 1, 1.5, 2, 2.5, 3, 4])
const y = frozen([5.05, 3.9, 3.1, 2.42, 2.1, 1.72, 1.6, 1.31])
const start = frozen({ a: 4, b: 0.5, c: 1 })
const withValue = (list: readonly number[], index: number, value: unknown) =>
  list.map((v, i) => (i === index ? value : v))

/** Data and options that are refused: what is wrong, with which code, and what the message and the facts name. */
const refusals: readonly [
  what: string,
  change: { readonly data?: object; readonly options?: object; readonly model?: unknown },
  code: WoodburyErrorCode,
  says: readonly string[],
  facts?: Readonly<Record<string, unknown>>,
][] = [
  ['fewer points than parameters', { data: { x: [0, 1], y: [5, 3] } }, 'BAD_OPTION', ['2 points', '3 parameters']],
  ['no points', { data: { x: [], y: [] } }, 'EMPTY_DATA', []],
  ['NaN in y', { data: { y: withValue(y, 3, Number.NaN) } }, 'NON_FINITE_INPUT', ['y is NaN at index 3']],
  ['NaN in x', { data: { x: withValue(x, 5, Number.NaN) } }, 'NON_FINITE_INPUT', ['x is NaN at index 5']],
  ['an infinite y', { data: { y: withValue(y, 2, Number.POSITIVE_INFINITY) } }, 'NON_FINITE_INPUT', ['y', 'index 2']],
  [
    'an infinite y, omitted',
    {
      data: { y: withValue(y, 2, Number.NEGATIVE_INFINITY) },
      options: { missing: 'omit' },
    },
    'NON_FINITE_INPUT',
    ['y', 'index 2'],
  ],
  ['NaN in sigma', { data: { sigma: withValue(y, 4, Number.NaN) } }, 'NON_FINITE_INPUT', ['sigma', 'index 4']],
  ['NaN in weights', { data: { weights: withValue(y, 4, Number.NaN) } }, 'NON_FINITE_INPUT', ['weights', 'index 4']],
  ['a text in y', { data: { y: withValue(y, 1, '3.9') } }, 'NON_FINITE_INPUT', ['y', 'index 1', '"3.9"', 'string']],
  ['a BigInt in x', { data: { x: withValue(x, 6, 3n) } }, 'NON_FINITE_INPUT', ['x', 'index 6', 'bigint']],
  [
    'a typed array of BigInts',
    { data: { x: BigInt64Array.from(x, value => BigInt(Math.floor(value))) } },
    'NON_FINITE_INPUT',
    ['x', 'index 0', 'bigint'],
  ],
  ['an object as y', { data: { y: { 0: 1 } } }, 'SHAPE_MISMATCH', ['y']],
  ['x and y of two lengths', { data: { y: y.slice(1) } }, 'SHAPE_MISMATCH', ['x has 8', 'y has 7']],
  ['too short a sigma', { data: { sigma: [1, 1] } }, 'SHAPE_MISMATCH', ['sigma', '2', '8']],
  ['too long weights', { data: { weights: [...y, 1] } }, 'SHAPE_MISMATCH', ['weights', '9', '8']],
  [
    'rows of x of two widths',
    { data: { x: x.map((value, i) => (i === 4 ? [value, 1] : [value])) } },
    'SHAPE_MISMATCH',
    ['x[4]'],
  ],
  ['a zero sigma', { data: { sigma: withValue(y, 2, 0) } }, 'BAD_OPTION', ['sigma', 'index 2']],
  ['a negative sigma', { data: { sigma: withValue(y, 7, -1) } }, 'BAD_OPTION', ['sigma', 'index 7', '-1']],
  ['one sigma of 0 for all', { data: { sigma: 0 } }, 'BAD_OPTION', ['sigma']],
  ['a negative weight', { data: { weights: withValue(y, 1, -2) } }, 'BAD_OPTION', ['weights', 'index 1', '-2']],
  ['an unknown field', { data: { weight: y } }, 'BAD_OPTION', ['"weight"', '"weights"']],
  ['a start outside its bounds', { options: { lower: { b: 1 } } }, 'BAD_OPTION', ['b = 0.5 (1 to Infinity)']],
  [
    'crossed bounds',
    { options: { lower: { b: 1, c: 0 }, upper: { b: 0 } } },
    'BAD_OPTION',
    ['b'],
    { parameters: ['b'] },
  ],
  ['NaN as a bound', { options: { lower: { a: Number.NaN } } }, 'BAD_OPTION', ['lower', 'a', 'NaN']],
  ['a bound of no parameter', { options: { lower: { d: 0 } } }, 'BAD_OPTION', ['"d"']],
  [
    'NaN as a start',
    { options: { start: { a: 1, b: Number.NaN, c: 0 } } },
    'BAD_OPTION',
    ['b', 'NaN'],
    { parameter: 'b' },
  ],
  ['a BigInt as a start', { options: { start: { a: 1n, b: 1, c: 0 } } }, 'BAD_OPTION', ['a'], { parameter: 'a' }],
  ['no start', { options: { start: undefined } }, 'BAD_OPTION', ['start']],
  ['an unknown option', { options: { bound: {} } }, 'BAD_OPTION', ['"bound"']],
  ['another tool’s option', { options: { maxIterations: 5 } }, 'BAD_OPTION', ['maxEvaluations']],
  ['an unknown loss', { options: { loss: 'hubber' } }, 'BAD_OPTION', ['"huber"']],
  ['no model', { model: undefined }, 'BAD_MODEL', ['undefined']],
  ['an unknown name in the expression', { model: 'a*exp(-k*x)+c' }, 'BAD_MODEL', ['"k"']],
  ['an unknown function in the expression', { model: 'a*exq(-b*x)+c' }, 'BAD_MODEL', ['exq']],
  ['an expression that is none', { model: 'a*exp(-b*x+c' }, 'BAD_MODEL', []],
  ['code in the expression', { model: 'a+b*c+process.exit(1)' }, 'BAD_MODEL', []],
  [
    'a model that throws',
    {
      model: () => {
        throw new Error('no licence')
      },
    },
    'BAD_MODEL',
    ['index 0', 'no licence'],
    { index: 0 },
  ],
  [
    'a model that returns a text',
    { model: (at: number) => (at < 2 ? at : '2') },
    'BAD_MODEL',
    ['"2"', 'index 4'],
    { index: 4 },
  ],
  [
    'a model that is NaN',
    { model: (at: number) => Math.sqrt(2 - at) },
    'NON_FINITE_MODEL',
    ['NaN', 'index 5', 'x = 2.5', 'a = 4, b = 0.5, c = 1'],
    { index: 5, parameters: { a: 4, b: 0.5, c: 1 } },
  ],
  [
    'a Jacobian that is too short',
    { model: plain, options: { jacobian: () => [1, 2] } },
    'BAD_MODEL',
    ['jacobian', '2', '3'],
  ],
  ['a Jacobian that is no list', { model: plain, options: { jacobian: () => 1 } }, 'BAD_MODEL', ['jacobian']],
  [
    'a Jacobian that throws',
    {
      model: plain,
      options: {
        jacobian: () => {
          throw new Error('not yet')
        },
      },
    },
    'BAD_MODEL',
    ['jacobian', 'not yet'],
  ],
  ['a Jacobian of texts', { model: plain, options: { jacobian: () => [1, 'x', 2] } }, 'BAD_MODEL', ['jacobian']],
]

for (const [what, change, code, says, facts] of refusals)
  test(`${what}: ${code}`, () => {
    const model = 'model' in change ? change.model : DECAY
    const data = { x, y, ...change.data } as never
    const options = { start, ...change.options } as CurveOptions
    return refuses(() => fitCurve(model as Model, data, options), { code, says, facts }, what)
  })

test('leastSquares refuses likewise: too few residuals, texts, another number of them, a Jacobian of the wrong shape', async () => {
  const one = [1, 1]
  const residuals = (p: readonly number[]) => [p[0] - 1, p[1] - 2, p[0] * p[1] - 3]
  let calls = 0
  const cases: readonly [string, () => unknown, WoodburyErrorCode, readonly string[]][] = [
    ['few', () => leastSquares((p: number[]) => [p[0]], one), 'BAD_OPTION', ['1 residuals', '2 parameters']],
    ['none', () => leastSquares((() => []) as never, one), 'BAD_MODEL', []],
    ['text', () => leastSquares((() => [1, '2', 3]) as never, one), 'BAD_MODEL', ['residual 1', '"2"']],
    ['NaN', () => leastSquares((() => [1, Number.NaN, 3]) as never, one), 'NON_FINITE_MODEL', ['residual 1', 'p0 = 1']],
    ['grows', () => leastSquares((() => new Array(3 + calls++).fill(1)) as never, one), 'BAD_MODEL', ['4', '3']],
    ['no function', () => leastSquares([1, 2] as never, one), 'BAD_MODEL', ['an array']],
    ['rows', () => leastSquares(residuals as never, one, { jacobian: (() => [[1, 2]]) as never }), 'BAD_MODEL', ['3']],
    [
      'columns',
      () => leastSquares(residuals as never, one, { jacobian: (() => [[1], [1], [1]]) as never }),
      'BAD_MODEL',
      ['2'],
    ],
  ]
  for (const [what, call, code, says] of cases) await refuses(call, { code, says }, what)
})

test('an expression with an unknown name is refused before the first iteration', async () => {
  let asked = 0
  const options = { start, onIteration: () => asked++ }
  await refuses(() => fitCurve('a*exp(-b*x)+offset', { x, y }, options), { code: 'BAD_MODEL', says: ['"offset"'] })
  assert.is(asked, 0)
})

test('NaN with weight 0 is left out', () => {
  const weights = y.map((_, i) => (i === 3 ? 0 : 1))
  const fit = fitCurve(DECAY, { x, y: withValue(y, 3, Number.NaN) as number[], weights }, { start })
  const without = (list: readonly number[]) => list.filter((_, i) => i !== 3)
  const other = fitCurve(DECAY, { x: without(x), y: without(y) }, { start })
  for (const name of ['a', 'b', 'c']) assert.ok(Math.abs(fit.parameters[name] - other.parameters[name]) <= 1e-10)
  assert.is(fit.degreesOfFreedom, other.degreesOfFreedom)
})

test('a problem of too low a rank: the best point, the parameters marked, no errors for them', () => {
  for (const model of ['a*exp(-b*x)+c+d', ((at: number, p: P) => p.a * Math.exp(-p.b * at) + p.c + p.d) as Model]) {
    const best = fitCurve(DECAY, { x, y }, { start })
    const fit = fitCurve(model, { x, y }, { start: { ...start, d: 1 } })
    assert.ok(Math.abs(fit.rss - best.rss) <= 1e-9 * best.rss)
    assert.equal([fit.standardErrors.c, fit.standardErrors.d], [null, null])
    assert.equal(fit.causes.c?.with, ['d'])
    for (const name of ['a', 'b'])
      assert.ok(Math.abs(Number(fit.standardErrors[name]) / Number(best.standardErrors[name]) - 1) <= 1e-6)
  }
})

const rssOf = (fit: CurveFit, scale: readonly number[]) =>
  y.reduce((sum, value, i) => {
    const { a, b, c } = fit.parameters
    return sum + ((value - a * Math.exp(-b * x[i]) - c) * scale[i]) ** 2
  }, 0)

test('the rss is that of the parameters told, with sigma and losses too, and inputs are as they were', () => {
  const sigma = frozen([0.1, 0.1, 0.2, 0.2, 0.1, 0.1, 0.3, 0.3])
  const typed = { x: Float64Array.from(x), y: Float64Array.from(y), sigma: Float64Array.from(sigma) }
  const before = { x: typed.x.slice(), y: typed.y.slice(), sigma: typed.sigma.slice() }
  const box = frozen({ lower: { b: 0 }, upper: { b: 9 }, fixed: [] })
  for (const loss of ['linear', 'huber', 'softL1', 'cauchy', 'arctan', 'tukey'] as const)
    for (const maxEvaluations of [1, 3, 4000]) {
      const options = frozen({ start, ...box, loss, maxEvaluations })
      for (const data of [frozen({ x, y, sigma }), typed]) {
        const fit = fitCurve(DECAY, data, options)
        const rss = rssOf(
          fit,
          sigma.map(value => 1 / value),
        )
        // Sums of 8 squares of differences of values near 5 σ⁻¹ = 50: each residual is rounded to 2e-14.
        assert.ok(Math.abs(fit.rss - rss) <= 1e-12 * Math.max(1, rss), `${loss}: ${fit.rss}, it is ${rss}`)
      }
    }
  assert.equal(typed, before)
})

test('y × 1e±15, also with its sigma: the same number of iterations and the same relative result', () => {
  for (const sigma of [undefined, 0.1])
    for (const model of [DECAY, plain]) {
      const of = (factor: number) =>
        fitCurve(
          model,
          { x, y: y.map(value => value * factor), sigma: sigma && sigma * factor },
          { start: { a: 4 * factor, b: 0.5, c: factor } },
        )
      const one = of(1)
      for (const factor of [1e-15, 1e-7, 1e7, 1e15]) {
        const fit = of(factor)
        assert.is(fit.iterations, one.iterations, `${factor}`)
        assert.is(fit.stopped, one.stopped)
        for (const [name, unit] of [
          ['a', factor],
          ['b', 1],
          ['c', factor],
        ] as const) {
          const [got, known] = [fit.parameters[name] / unit, one.parameters[name]]
          assert.ok(Math.abs(got - known) <= 1e-9 * Math.abs(known), `${factor}, ${name}: ${got}, it was ${known}`)
          const [error, knownError] = [Number(fit.standardErrors[name]) / unit, Number(one.standardErrors[name])]
          assert.ok(Math.abs(error - knownError) <= 1e-6 * knownError, `${factor}, error of ${name}: ${error}`)
        }
      }
    }
})

test('y × 2ᵏ is the same path to the bit', () => {
  fc.assert(
    fc.property(fc.integer({ min: -60, max: 60 }), k => {
      const factor = 2 ** k
      const of = (unit: number) =>
        fitCurve(DECAY, { x, y: y.map(value => value * unit) }, { start: { a: 4 * unit, b: 0.5, c: unit } })
      const [one, other] = [of(1), of(factor)]
      assert.is(other.evaluations, one.evaluations)
      assert.is(other.parameters.b, one.parameters.b)
      assert.is(other.parameters.a / factor, one.parameters.a)
    }),
    { seed: 5, numRuns: 25 },
  )
})

test('lists of any type agree: what a type cannot hold is the only difference', () => {
  const whole = { x: [0, 1, 2, 3, 4, 5, 6], y: [250, 155, 98, 61, 40, 25, 18] }
  const expected = fitCurve(DECAY, whole, { start: { a: 200, b: 0.3, c: 1 } })
  const makers: readonly { from(list: readonly number[]): CurveData['y'] }[] = [
    Array,
    Float64Array,
    Float32Array,
    Int32Array,
    Uint32Array,
    Int16Array,
    Uint16Array,
    Uint8Array,
  ]
  fc.assert(
    fc.property(fc.constantFrom(...makers), fc.constantFrom(...makers), (X, Y) => {
      const data = { x: X.from(whole.x), y: Y.from(whole.y) }
      const fit = fitCurve(DECAY, data, { start: { a: 200, b: 0.3, c: 1 } })
      assert.equal({ ...fit.parameters }, { ...expected.parameters })
      assert.is(fit.rss, expected.rss)
    }),
    { seed: 6, numRuns: 40 },
  )
})

test.run()
