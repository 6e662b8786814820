import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BLOCK } from '../../../src/curve/expression/program.js'
import { at, compile } from './compile.js'
import { randomExpression } from './random-expression.js'

const names = ['a', 'b', 'c', 'x', 'z']
const size = fc.double({ min: 0.25, max: 2, noNaN: true })

/** A wrong rule errs in the first digits; nests such as tan(sin(200)) amplify rounding by 1e4, and slopes have 4 levels. */
const CLOSE = 1e-9

test('values and derivatives of any expression are those of a complex step', () => {
  const step = 1e-30
  fc.assert(
    fc.property(
      randomExpression(names),
      fc.array(size, { minLength: 5, maxLength: 5 }),
      ({ text, at: oracle }, point) => {
        const [a, b, c, x, z] = point
        const { value, slopes } = at(text, { a, b, c }, { x, z })
        const plain = Object.fromEntries(names.map((name, k) => [name, [point[k], 0] as const]))
        const exact = ['a', 'b', 'c'].map((name, k) => oracle({ ...plain, [name]: [point[k], step] })[1] / step)
        const [want] = oracle(plain)
        const scale = Math.max(1, Math.abs(want), ...exact.map(Math.abs))
        assert.ok(Math.abs(value - want) <= CLOSE * scale, `${text} is ${value}, not ${want}`)
        for (const [k, slope] of slopes.entries())
          assert.ok(Math.abs(slope - exact[k]) <= CLOSE * scale, `${text} by ${names[k]}: ${slope}, not ${exact[k]}`)
      },
    ),
    { seed: 11, numRuns: 1000 },
  )
})

/** Central differences of order 8: truncation 1e-3⁸·f⁽⁹⁾/630, rounding about 2ε/1e-3 = 4e-13 of a value near 1. */
function difference(f: (u: number) => number, u: number): number {
  const h = 1e-3
  const weights = [4 / 5, -1 / 5, 4 / 105, -1 / 280]
  return weights.reduce((sum, w, k) => sum + (w * (f(u + (k + 1) * h) - f(u - (k + 1) * h))) / h, 0)
}
const functions =
  'exp log log10 sqrt sin cos tan asin acos atan sinh cosh tanh erf abs floor u^2 u^3 u^-1 u^0.5 u^2.5 u^-3 2^u -u'
for (const name of functions.split(' '))
  test(`the derivative of ${name} is that of differences, to 1e-11 of values below 4`, () => {
    const text = name.includes('u') ? name : `${name}(u)`
    for (const u of [0.3, 0.45, 0.5, 0.8, 0.95]) {
      const want = difference(u => at(text, { u }).value, u)
      const [slope] = at(text, { u }).slopes
      assert.ok(Math.abs(slope - want) <= 1e-11 * Math.max(1, Math.abs(want) ** 2), `at ${u}: ${slope}, not ${want}`)
    }
  })

test('functions and their derivatives stay exact far from 0', () => {
  const close = (got: number, want: number) => assert.ok(Math.abs(got / want - 1) < 4e-16, `${got}, not ${want}`)
  close(at('tanh(u)', { u: 18 }).slopes[0], 1 / Math.cosh(18) ** 2)
  assert.equal(at('tanh(u)', { u: 800 }), { value: 1, slopes: [0] })
  assert.equal(at('atan(u)', { u: 1e200 }).slopes, [0])
  assert.equal(at('erf(u)', { u: -40 }), { value: -1, slopes: [0] })
  close(at('sinh(u)', { u: 700 }).slopes[0], Math.cosh(700))
  close(at('asin(u)', { u: 1 - 2 ** -40 }).slopes[0], 1 / Math.sqrt(2 ** -39 - 2 ** -80))
})

const edges: readonly (readonly [text: string, u: number, value: number, slope: number])[] = [
  ['sqrt(u)', 0, 0, 0],
  ['sqrt(u^2 + 0*u)', 0, 0, 0],
  ['((u - 1)^2 + (u - 1)^2)^0.5', 1, 0, 0],
  ['u^0.3', 0, 0, 0],
  ['u^1.5', 0, 0, 0],
  ['u^2', 0, 0, 0],
  ['u^1', 0, 0, 1],
  ['u^0', 0, 1, 0],
  ['0^u', 2, 0, 0],
  ['0^u', 0, 1, 0],
  ['(-2)^u', 3, -8, 0],
  ['(-2)^u', -2, 0.25, 0],
  ['u^4', -2, 16, -32],
  ['u^-3', -2, -0.125, -0.1875],
  ['pow(u, u)', 1, 1, 1],
  ['abs(u)', 0, 0, 0],
  ['abs(u)', -3, 3, -1],
  ['asin(u)', 1, Math.PI / 2, 0],
  ['asin(u)', -1, -Math.PI / 2, 0],
  ['acos(u)', 1, 0, 0],
  ['acos(u)', -1, Math.PI, 0],
  ['floor(u)', 2.5, 2, 0],
  ['min(2*u, 3*u - 1)', 1, 2, 2],
  ['max(2*u, 3*u - 1)', 1, 2, 2],
  ['min(5*u, 2*u, 3*u)', 1, 2, 2],
  ['max(5*u, 2*u, 7)', 1, 7, 0],
  ['1/(1 + exp(u))', 800, 0, 0],
  ['1/(1 + exp(2*u)^2)', 800, 0, 0],
  ['1/(1 + (1e200*u)^3)', 1e9, 0, 0],
  ['tanh(exp(u))', 800, 1, 0],
  ['0*sqrt(u)', 0, 0, 0],
]
for (const [text, u, value, slope] of edges)
  test(`${text} at ${u} is ${value} with slope ${slope}`, () => {
    for (const points of [at(text, { u }), at(text.replaceAll(/\bu\b/g, '(u + 0*x)'), { u }, { x: 1 })]) {
      assert.is(points.value, value)
      assert.is(points.slopes[0] + 0, slope)
    }
  })

test('derivatives are finite wherever the value is, whatever the numbers', () => {
  const number = fc.oneof(
    fc.constantFrom(0, -0, 1, -1, 1e-200, 1e200, -1e200, 800, -800, 0.5, 2),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  )
  const texts = functions.split(' ').map(name => (name.includes('u') ? name : `${name}(u)`))
  const inner = fc.constantFrom('u', 'u*v', 'u/v', 'u^v', 'v - u', 'exp(u)', '1/u', 'min(u, v)', 'sqrt(u)')
  const outer = fc.constantFrom(...texts, 'u*v', '1/(1 + u)', 'u/v', 'v/u', 'v^u', 'max(u, v)')
  fc.assert(
    fc.property(outer, inner, number, number, (outer, inner, u, v) => {
      const text = outer.replaceAll(/\bu\b/g, `(${inner})`)
      const { value, slopes } = at(text, { u, v })
      if (Number.isFinite(value)) for (const slope of slopes) assert.not(Number.isNaN(slope), text)
    }),
    { seed: 2, numRuns: 3000 },
  )
})

test('what IEEE arithmetic makes infinite or NaN is not hidden', () => {
  const values: readonly (readonly [text: string, u: number, value: number])[] = [
    ['log(u)', 0, -Infinity],
    ['log(u)', -1, NaN],
    ['0*log(u)', 0, NaN],
    ['u - u', Infinity, NaN],
    ['max(u, 1)', NaN, NaN],
    ['min(1, u)', NaN, NaN],
    ['exp(u)', 710, Infinity],
    ['u^0.5', -1, NaN],
  ]
  for (const [text, u, value] of values) assert.equal([at(text, { u }).value], [value], text)
})

test('blocks of any length give at each point what the point alone gives, and write nothing else', () => {
  const text = 'a*exp(-b*x) + c*sqrt(x)/(1 + z^2) + sin(b)*z'
  const parameters = ['a', 'b', 'c', 'unused']
  const { program } = compile(text, parameters, ['x', 'z'])
  const p = Float64Array.of(2, 0.3, 0.7, 5)
  const N = 2 * BLOCK + 3
  const columns = [
    Float64Array.from({ length: N }, (_, i) => i / 50),
    Float64Array.from({ length: N }, (_, i) => i % 7),
  ]
  for (const [from, to] of [
    [0, 0],
    [0, 1],
    [3, 20],
    [0, BLOCK - 1],
    [1, BLOCK + 1],
    [0, N],
  ]) {
    const n = to - from
    const stride = n + 3
    const out = new Float64Array(n + 1).fill(-7)
    const J = new Float64Array(4 * stride + 1).fill(-7)
    program.linearise(p, columns, from, to, out, J, stride)
    const values = new Float64Array(n + 1).fill(-7)
    program.values(p, columns, from, to, values)
    assert.equal(values, out)
    assert.is(out[n], -7)
    for (let k = 0; k < 4; k++) assert.equal([...J.subarray(k * stride + n, (k + 1) * stride)], [-7, -7, -7])
    assert.is(J[4 * stride], -7)
    for (let i = 0; i < n; i++) {
      const x = columns[0][from + i]
      const z = columns[1][from + i]
      const alone = at(text, { a: 2, b: 0.3, c: 0.7, unused: 5 }, { x, z })
      assert.is(out[i], alone.value)
      assert.equal(
        [0, 1, 2, 3].map(k => J[k * stride + i]),
        alone.slopes,
      )
    }
  }
})

test('a program keeps nothing of the call before', () => {
  const { program } = compile('a*exp(-b*x) + a*b', ['a', 'b'])
  const x = Float64Array.from({ length: BLOCK }, (_, i) => i / BLOCK)
  const run = (p: Float64Array, from: number, to: number) => {
    const out = new Float64Array(to - from)
    const J = new Float64Array(2 * (to - from))
    program.linearise(p, [x], from, to, out, J, to - from)
    return [...out, ...J]
  }
  const first = run(Float64Array.of(1, 2), 0, BLOCK)
  run(Float64Array.of(NaN, Infinity), 0, 10)
  run(Float64Array.of(3, 4), 5, BLOCK)
  assert.equal(run(Float64Array.of(1, 2), 0, BLOCK), first)
})

test('outputs that are a constant, a parameter or a column', () => {
  assert.equal(at('2', { a: 1 }, { x: 5 }), { value: 2, slopes: [0] })
  assert.equal(at('b', { a: 1, b: 3 }, { x: 5 }), { value: 3, slopes: [0, 1] })
  assert.equal(at('x', { a: 1 }, { x: 5 }), { value: 5, slopes: [0] })
  assert.equal(at('a + a', { a: 1 }), { value: 2, slopes: [2] })
  assert.equal(at('(a + b) + (a + b)', { a: 1, b: 2 }, { x: 1 }), { value: 6, slopes: [2, 2] })
})

test('a program of 20,000 operations on 300 points is held in blocks', () => {
  const { program } = compile(`${'a*x+'.repeat(10)}${'x+a+'.repeat(10_000)}x`, ['a'])
  const x = Float64Array.from({ length: 300 }, (_, i) => i)
  const J = new Float64Array(300)
  program.linearise(Float64Array.of(1), [x], 0, 300, new Float64Array(300), J, 300)
  for (let i = 0; i < 300; i++) assert.is(J[i], 10_000 + 10 * i)
})

test.run()
