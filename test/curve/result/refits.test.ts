import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve, loadFit } from '../../../src/curve/index.js'

// Puromycin, treated (Bates & Watts 1988, A1.3).
const x = [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.1, 1.1]
const y = [76, 47, 97, 107, 123, 139, 159, 152, 191, 201, 207, 200]
const fit = fitCurve('vmax*x/(k+x)', { x, y }, { start: { vmax: 200, k: 0.1 } })

test('parameters, errors and statistics are those of R', () => {
  const near = (found: number | null, expected: number, digits: number) =>
    assert.ok(found !== null && Math.abs(found - expected) < 0.5 * 10 ** -digits, `${found} for ${expected}`)
  near(fit.parameters.vmax, 212.68, 2)
  near(fit.parameters.k, 0.06412, 5)
  near(fit.standardErrors.vmax, 6.947, 3)
  near(fit.standardErrors.k, 0.008281, 6)
  near(Math.sqrt(fit.reducedChiSquare as number), 10.93, 2)
  near(fit.correlation[0][1], 0.7651, 4)
})

test('a profile is the interval at whose ends the refitted rss is the least plus s² F', () => {
  const [lower, upper] = fit.profile('k') as [number, number]
  const allowed = fit.rss + (fit.variance as number) * 4.964602744 // F(0.95; 1, 10)
  for (const k of [lower, upper]) {
    const held = fitCurve('vmax*x/(k+x)', { x, y }, { start: { vmax: 200, k }, fixed: ['k'] })
    assert.ok(Math.abs(held.rss / allowed - 1) < 1e-6, `${held.rss} for ${allowed}`)
  }
  // confint of R's nls interpolates its profile: 0.04692517, 0.08615995.
  assert.ok(Math.abs(lower - 0.04692517) < 1e-5 && Math.abs(upper - 0.08615995) < 1e-5, `${lower}, ${upper}`)
  const [low, high] = fit.confidenceIntervals().k as [number, number]
  assert.ok(high - low > 0 && Math.abs((low + high) / 2 - fit.parameters.k) < 1e-12)
})

test('an end that the data leave open is null, and a bound is an end', () => {
  const flat = { x: [1, 2, 3, 4, 5], y: [2.1, 1.9, 2.05, 1.95, 2] }
  const line = fitCurve('a/(1+exp(-b*x))', flat, { start: { a: 2, b: 5 } })
  assert.is(line.profile('b')[1], null)
  const boxed = fitCurve('vmax*x/(k+x)', { x, y }, { start: { vmax: 200, k: 0.05 }, upper: { k: 0.08 } })
  assert.is(boxed.profile('k')[1], 0.08)
})

test('bootstrap intervals are seeded and near those of the errors', () => {
  const once = fit.bootstrap(0.95, { samples: 400, seed: 3 })
  assert.equal(once, fit.bootstrap(0.95, { samples: 400, seed: 3 }))
  const [lower, upper] = once.vmax as [number, number]
  const half = 2.228 * (fit.standardErrors.vmax as number)
  assert.ok(Math.abs((upper - lower) / 2 / half - 1) < 0.25, `${lower}, ${upper}`)
})

test('a fit that was saved predicts and reports the same, and says that it has no data', () => {
  const again = loadFit(JSON.stringify(fit))
  assert.equal(again.predict([0.5, 1], { band: 'prediction' }), fit.predict([0.5, 1], { band: 'prediction' }))
  assert.is(again.report(), fit.report())
  for (const ask of [() => again.profile('k'), () => again.bootstrap()])
    assert.throws(ask, (error: { code: string }) => error.code === 'NOT_SUPPORTED')
  for (const wrong of ['{', '{}', '[]', 'null'])
    assert.throws(
      () => loadFit(wrong),
      (error: { code: string }) => error.code === 'BAD_FILE',
    )
})

test('a function has to be handed over again', () => {
  const model = (at: number, p: { a: number }) => p.a * at
  const line = fitCurve(model as never, { x, y }, { start: { a: 1 } })
  assert.throws(
    () => loadFit(JSON.stringify(line)),
    (error: { code: string }) => error.code === 'BAD_MODEL',
  )
  assert.equal(loadFit(JSON.stringify(line), model as never).predict([2]), line.predict([2]))
})

test.run()
