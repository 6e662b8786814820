/** From starts of 1, 55 of these 126 fits reach the least rss; with seven other starts from the data, or no start at all, all do. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type CurveOptions, fitCurve, fitMany, leastSquares, loadFit } from '../../../src/curve/index.js'
import { stream } from '../../../src/random/stream.js'
import { refuses } from '../../helpers/refuses.js'
import { type Shape, shapes } from './shapes.js'

/** 1 % of what y spans, the same in all units. */
function measured({ x, value }: Shape, inX = 1, inY = 1) {
  const random = stream(5, 99)
  const y = x.map(value)
  const span = Math.max(...y) - Math.min(...y)
  return { x: x.map(at => at * inX), y: y.map(at => (at + 0.01 * span * random.normal()) * inY) }
}

const ones = ({ truth }: Shape) => Object.fromEntries(Object.keys(truth).map(name => [name, 1]))
const least = (shape: Shape) => fitCurve(shape.model, measured(shape), { start: { ...shape.truth } }).rss

let alone = 0
for (const shape of shapes)
  test(`${shape.name}: the best fit, in any unit, from 1 with other starts and without a start`, () => {
    const rss = least(shape)
    for (const inX of [1, 1e-6, 1e6])
      for (const inY of [1, 1e-15, 1e15]) {
        const data = measured(shape, inX, inY)
        const reaches = (options: CurveOptions) =>
          fitCurve(shape.model, data, options).rss <= rss * inY * inY * (1 + 1e-6)
        if (reaches({ start: ones(shape) })) alone++
        assert.ok(reaches({ start: ones(shape), starts: 8 }), `from 1: x in ${inX}, y in ${inY}`)
        assert.ok(reaches({ start: 'auto' }), `auto: x in ${inX}, y in ${inY}`)
      }
  })

test('how many the start of 1 reaches alone', () => {
  console.log(`${alone} of ${9 * shapes.length} from 1 alone`)
  assert.ok(alone < 4.5 * shapes.length)
})

test('the same seed gives the same fit; one that is loaded predicts; bounds, ties and losses hold', () => {
  const [decay] = shapes
  const data = measured(decay)
  const fit = fitCurve(decay.model, data, { start: 'auto', seed: 3 })
  assert.equal(fit.parameters, fitCurve(decay.model, data, { start: 'auto', seed: 3 }).parameters)
  assert.equal(fit.causes, { a: null, b: null, c: null })
  assert.equal(loadFit(JSON.stringify(fit)).predict([1, 2]), fit.predict([1, 2]))
  const boxed = fitCurve(decay.model, data, { start: 'auto', lower: { b: 2, c: 0 } })
  assert.is(boxed.parameters.b, 2)
  assert.is(boxed.causes.b?.kind, 'atBound')
  const tied = fitCurve(decay.model, data, { start: 'auto', ties: { c: 'a/5' } })
  assert.is(tied.parameters.c, tied.parameters.a / 5)
  assert.ok(tied.rss < 1.3 * fit.rss)
  const robust = fitCurve(decay.model, data, { start: 'auto', loss: 'cauchy', lossScale: 0.05 })
  assert.ok(Math.abs(robust.parameters.b - 0.7) < 0.05)
  const wide = fitCurve(decay.model, { ...data, sigmaX: 1e-3 }, { start: 'auto' })
  assert.ok(Math.abs(wide.parameters.b - 0.7) < 0.05)
})

test('several sets that share a parameter, and several outputs, need no start', () => {
  const decay = measured(shapes[0])
  const other = { x: decay.x.slice(0, 40), y: decay.x.slice(0, 40).map(x => 300 * Math.exp(-0.7 * x) + 20) }
  const both = fitCurve('a*exp(-b*x)+c', [decay, other], { start: 'auto', shared: ['b'] })
  assert.ok(Math.abs(both.parameters.b - 0.7) < 0.01)
  assert.ok(Math.abs(both.parameters.a_2 - 300) < 3)
  const x = decay.x
  const outputs = fitCurve(
    ['a*exp(-b*x)', 'a*(1-exp(-b*x))'],
    { x, y: [x.map(t => 9 * Math.exp(-2 * t)), x.map(t => 9 - 9 * Math.exp(-2 * t))] },
    { start: 'auto' },
  )
  assert.ok(Math.abs(outputs.parameters.b - 2) < 1e-9)
})

test('never worse than the start alone, also where the others are worse', () => {
  for (const shape of shapes) {
    const data = measured(shape)
    for (const start of [ones(shape), { ...shape.truth }]) {
      const one = fitCurve(shape.model, data, { start })
      assert.ok(fitCurve(shape.model, data, { start, starts: 3 }).rss <= one.rss * (1 + 1e-9), shape.name)
    }
  }
})

test('residuals have other starts as well, about the one that is given', () => {
  const x = Array.from({ length: 30 }, (_, i) => i)
  const residuals = ([a, c]: number[]) =>
    x.map(t => Math.exp(-(((t - c) / 2) ** 2)) * a - Math.exp(-(((t - 20) / 2) ** 2)))
  assert.ok(leastSquares(residuals, [1, 4]).rss > 0.1)
  assert.ok(leastSquares(residuals, [1, 4], { starts: 30 }).rss < 1e-12)
})

test('many sets need no start', async () => {
  const [decay] = shapes
  const { x } = measured(decay)
  const rates = [0.2, 0.7, 3]
  const fits = await fitMany(
    decay.model,
    x,
    rates.map(b => x.map(t => 400 * Math.exp(-b * t) + 7)),
    { start: 'auto', threads: 1 },
  )
  rates.forEach((b, k) => {
    assert.ok(Math.abs(fits.parameters.b[k] - b) < 1e-6, `${fits.parameters.b[k]}`)
  })
})

test('more points than starts are judged by change nothing', () => {
  const x = Array.from({ length: 3000 }, (_, i) => i / 100)
  const y = x.map((t, i) => 2 * Math.exp(-(((t - 21) / 0.8) ** 2)) + 0.01 * Math.sin(99 * i))
  const fit = fitCurve('a*exp(-((x-c)/w)^2)', { x, y }, { start: 'auto' })
  assert.ok(Math.abs(fit.parameters.c - 21) < 1e-2)
})

test('an abort among many starts keeps the best and is told as such', () => {
  const control = new AbortController()
  const data = measured(shapes[10])
  let best = Number.POSITIVE_INFINITY
  let count = 0
  const fit = fitCurve(shapes[10].model, data, {
    start: ones(shapes[10]),
    starts: 500,
    signal: control.signal,
    onIteration({ cost }) {
      best = Math.min(best, cost)
      if (++count === 60) control.abort()
    },
  })
  assert.is(fit.stopped, 'aborted')
  assert.not(fit.converged)
  assert.match(fit.reason, /of 500 starts/)
  assert.ok(fit.rss <= 2 * best * (1 + 1e-9))
})

test('what has no names, a value for a fixed parameter or no start is refused', () => {
  const data = measured(shapes[0])
  const isRefused = (call: () => unknown, ...says: string[]) => refuses(call, { code: 'BAD_OPTION', says })
  isRefused(
    () => fitCurve(((x: number, p: { a: number }) => p.a * x) as never, data, { start: 'auto' }),
    'auto',
    'function',
  )
  isRefused(() => fitCurve('a*x+b', data, { start: 'auto', fixed: ['b'] }), 'b is fixed', 'auto')
  isRefused(() => fitCurve('a*x+b', data, { start: 'guess' as never }), 'start is "guess"')
  isRefused(() => fitCurve('a*x+b', data, {}), 'start')
  refuses(() => fitCurve('gausian', data, { start: 'auto' }), { code: 'BAD_MODEL', says: ['"gaussian"'] })
})

test.run()
