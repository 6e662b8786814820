import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve, gaussian, line, loadFit, plus, readyModels } from '../../../src/curve/index.js'

const x = Array.from({ length: 60 }, (_, i) => i / 6)
const y = x.map((t, i) => 3 * Math.exp(-((t - 4) ** 2) / (2 * 0.8 ** 2)) + 0.01 * Math.sin(13 * i))

test('a name, the model it names and its expression are the same fit', () => {
  const named = fitCurve('gaussian', { x, y })
  const made = fitCurve(gaussian(), { x, y })
  assert.equal(named.parameters, made.parameters)
  assert.is(named.derivatives, 'exact')
  assert.ok(Math.abs(named.parameters.center - 4) < 0.01 && Math.abs(named.parameters.sigma - 0.8) < 0.01)
  assert.equal(fitCurve('gaussian', { x, y }, { start: made.parameters }).converged, true)
  assert.match(named.report(), 'Fit of gaussian to 60 points')
  assert.is(loadFit(JSON.stringify(named)).report(), named.report())
})

test('every name makes a model that fits without a start', () => {
  for (const name of readyModels.keys()) {
    const fit = fitCurve(name, { x: x.map(t => t + 0.5), y: y.map(value => value + 5) })
    assert.ok(Number.isFinite(fit.rss), name)
  }
})

test('sums are models, and a fit of one is saved and read again', () => {
  const tilted = y.map((value, i) => value + 1 + 0.5 * x[i])
  const fit = fitCurve(plus(gaussian(), line()), { x, y: tilted })
  assert.ok(Math.abs(fit.parameters.slope - 0.5) < 0.01)
  assert.equal(loadFit(JSON.stringify(fit)).predict([1, 5]), fit.predict([1, 5]))
})

test('a name that is none is refused with the nearest', () => {
  assert.throws(
    () => fitCurve('gausian', { x, y }),
    (error: { code: string; message: string }) => error.code === 'BAD_MODEL' && error.message.includes('"gaussian"?'),
  )
  assert.throws(
    () => fitCurve('constructor', { x, y }),
    (error: { code: string }) => error.code === 'BAD_OPTION',
  )
})

test.run()
