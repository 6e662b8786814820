import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type CurveFit, fitCurve, polynomial } from '../../../src/curve/index.js'
import { refuses } from '../../helpers/refuses.js'

const isNarrow = (fit: CurveFit) => {
  const wide = fit
    .report()
    .split('\n')
    .find(line => line.length > 80)
  assert.is(wide, undefined)
}

test('a report keeps to 80 columns, whatever is undetermined and however large', () => {
  const sameX = { x: [2, 2, 2, 2, 2, 2], y: [1, 2, 3, 4, 5, 6] }
  const named = fitCurve('powerLaw', sameX)
  isNarrow(named)
  assert.match(named.report(), 'amplitude is not determined by the data, with exponent.')
  const names = Array.from({ length: 12 }, (_, k) => `coefficient_number_${k}_of_the_background`)
  const many = fitCurve(
    names.join('+'),
    { x: names.map((_, k) => k), y: names.map((_, k) => k * k) },
    { start: Object.fromEntries(names.map(name => [name, 1e12 / 3])) },
  )
  isNarrow(many)
  const x = [0, 1, 2, 3, 4]
  const large = fitCurve('a*exp(-b*x)', { x, y: x.map(v => 4.5e19 * Math.exp(-v)) }, { start: { a: 1e19, b: 0.5 } })
  isNarrow(large)
  assert.match(large.report(), '4.5e19')
})

test('names stay beside their numbers, and one iteration is one', () => {
  const report = fitCurve('a*x+b', { x: [1, 2, 3], y: [1, 2, 3.3] }, { start: { a: 1, b: 0 } }).report()
  assert.match(report, /^1 iteration, 3 evaluations/m)
  assert.not.match(report, /(R²|AIC|AICc|BIC|condition)$/m)
})

// highcharts-regression#112, regression-js#9: polynomials of timestamps.
test('a fit of timestamps that rounding spoils says what to subtract', () => {
  const x = [0, 798e3, 835e3, 1345e3, 1477e3, 1493e3, 1511e3].map(v => 1700044156000 + v)
  const y = [0, 826, 863, 1368, 1503, 1531, 1572]
  const fit = fitCurve(polynomial(2), { x, y })
  assert.is(fit.standardErrors.c0, null)
  assert.match(fit.warnings.join(), 'Subtract 1700044156000 from it')
  const shifted = fitCurve('a+b*(x-1700044156000)+c*(x-1700044156000)^2', { x, y }, { start: { a: 0, b: 0, c: 0 } })
  assert.ok(shifted.converged && Math.abs(shifted.rss - 832.64569) < 1e-4, `${shifted.rss}`)
  assert.equal(shifted.warnings, [])
})

test('names of models elsewhere lead to those here', async () => {
  const data = { x: [1, 2, 3, 4], y: [1, 2, 4, 8] }
  for (const [name, here] of [
    ['exponential', 'exponentialDecay'],
    ['power', 'powerLaw'],
    ['linear', 'line'],
    ['sigmoid', 'logistic'],
  ])
    await refuses(() => fitCurve(name, data), { code: 'BAD_MODEL', says: [`Did you mean "${here}"?`] })
})

test('a place among outputs or sets that is not there is refused', async () => {
  const x = [0, 1, 2, 3]
  const fit = fitCurve(['a*x', 'a*x^2'], { x, y: [x, x.map(v => v * v)] }, { start: { a: 2 } })
  for (const output of [2, -1, 0.5])
    await refuses(() => fit.predict([1], { output }), { code: 'BAD_OPTION', says: [`output is ${output}`, '0 to 1'] })
  const sets = fitCurve(
    'a*x+b',
    [
      { x, y: x },
      { x, y: x },
    ],
    { start: { a: 2, b: 1 }, shared: ['a'] },
  )
  await refuses(() => sets.predict([1], { set: -1 }), { code: 'BAD_OPTION', says: ['set is -1', '0 to 1'] })
})

test('a date among numbers is called a date', async () => {
  const x = [new Date(0), new Date(1)] as never
  await refuses(() => fitCurve('a*x', { x, y: [1, 2] }, { start: { a: 1 } }), {
    says: ['x at index 0 is a Date. Pass numbers.'],
  })
})

test.run()
