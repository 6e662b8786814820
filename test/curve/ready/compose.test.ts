import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  constant,
  exponentialDecay,
  gaussian,
  line,
  lorentzian,
  plus,
  polynomial,
  sine,
  times,
} from '../../../src/curve/ready/index.js'
import type { ReadyModel } from '../../../src/curve/ready/ready-model.js'
import { compile, fitFrom, noisy, rssOf, startOf } from './fit.js'

const even = (from: number, to: number, count: number) =>
  Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1))

test('names that clash are numbered: 1 in the first, 2 in the second, 3 in a third', () => {
  const two = plus(gaussian(), gaussian())
  assert.equal(two.parameters, ['height1', 'center1', 'sigma1', 'height2', 'center2', 'sigma2'])
  assert.equal(plus(two, gaussian()).parameters.slice(6), ['height3', 'center3', 'sigma3'])
  assert.equal(plus(gaussian(), lorentzian()).parameters, [
    'height1',
    'center1',
    'sigma',
    'height2',
    'center2',
    'gamma',
  ])
  assert.equal(plus(gaussian(), line()).parameters, ['height', 'center', 'sigma', 'slope', 'intercept'])
})

test('names are replaced as wholes, and the e of a number is none', () => {
  const a: ReadyModel = {
    ...constant(),
    parameters: ['e'],
    expression: 'e*1e-3+exp(e)',
    value: (_, [e]) => e * 1e-3 + Math.exp(e),
  }
  assert.is(plus(a, a).expression, '(e1*1e-3+exp(e1))+(e2*1e-3+exp(e2))')
})

const sums: readonly [string, ReadyModel, number[], number[]][] = [
  ['a peak on a constant', plus(gaussian(), constant()), even(0, 10, 80), [5, 4, 0.6, 100]],
  ['a dip in a line', plus(line(), lorentzian()), even(0, 10, 120), [2, 30, -8, 6, 0.4]],
  ['a decay and a peak', plus(exponentialDecay(), gaussian()), even(0, 10, 120), [10, 0.5, 4, 6, 0.5]],
  ['two peaks', plus(gaussian(), gaussian()), even(0, 10, 100), [5, 3, 0.6, 3, 6, 0.8]],
  ['a wave on an offset', plus(sine(), constant()), even(0, 20, 150), [2, 3, 0.4, 50]],
  ['a peak on a parabola', plus(gaussian(), polynomial(2)), even(-5, 5, 100), [6, 1, 0.5, 1, 0.2, 0.1]],
]
for (const [name, model, x, truth] of sums)
  for (const noise of [0, 0.02])
    test(`plus: ${name}, noise ${noise}: from the start a plain Levenberg–Marquardt leaves no more than the truth`, () => {
      const curve = compile(model)
      const clean = x.map(at => curve(at, truth))
      const y = noisy(clean, noise, 5)
      const found = fitFrom(curve, x, y, startOf(model, x, y))
      const size = clean.reduce((sum, at) => sum + at * at, 0)
      assert.ok(
        rssOf(curve, x, y, found) <= rssOf(curve, x, y, truth) + 1e-12 * size,
        `${found}; start ${startOf(model, x, y)}`,
      )
    })

test('times: a wave under a gaussian, up to a factor between the two heights', () => {
  const model = times(sine(), gaussian())
  const curve = compile(model)
  const x = even(0, 20, 200)
  const truth = [1, 4, 0.3, 3, 10, 4]
  const y = x.map(at => curve(at, truth))
  const found = fitFrom(curve, x, y, startOf(model, x, y))
  assert.ok(rssOf(curve, x, y, found) <= 1e-10 * y.reduce((sum, at) => sum + at * at, 0), `${found}`)
})

test('times: a peak whose height grows along a line, up to a factor', () => {
  const model = times(gaussian(), line())
  const curve = compile(model)
  const x = even(0, 10, 80)
  const y = x.map(at => curve(at, [1, 5, 1.2, 0.5, 2]))
  const found = fitFrom(curve, x, y, startOf(model, x, y))
  assert.ok(rssOf(curve, x, y, found) <= 1e-10 * y.reduce((sum, at) => sum + at * at, 0), `${found}`)
})

test.run()
