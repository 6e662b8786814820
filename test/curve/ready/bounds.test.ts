import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve, fitMany, line, peaks, plus, pseudoVoigt } from '../../../src/curve/index.js'

const x = Array.from({ length: 81 }, (_, i) => i / 4 - 10)
/** Flatter at its top than any pseudo-Voigt: the best share of a lorentzian is below 0. */
const flat = x.map((t, i) => 5 * Math.exp(-(((t - 1) / 3) ** 4)) + 0.01 * Math.sin(7 * i))

test('the share of a pseudo-Voigt stays within 0 and 1, and is told as at its bound', () => {
  const fit = fitCurve(pseudoVoigt(), { x, y: flat })
  assert.is(fit.parameters.fraction, 0)
  assert.is(fit.causes.fraction?.kind, 'atBound')
  assert.is(fit.standardErrors.fraction, null)
  assert.ok(fit.converged && (fit.standardErrors.fwhm as number) > 0)
})

test('bounds that are given rule, on one side as well, and so does a start beyond', () => {
  const free = fitCurve(pseudoVoigt(), { x, y: flat }, { lower: { fraction: null } })
  assert.ok(free.parameters.fraction < -0.1)
  const some = fitCurve('pseudoVoigt', { x, y: flat }, { lower: { fraction: -0.05 } })
  assert.is(some.parameters.fraction, -0.05)
  const start = { height: 5, center: 1, fwhm: 5, fraction: -0.2 }
  assert.ok(fitCurve(pseudoVoigt(), { x, y: flat }, { start }).parameters.fraction < -0.1)
})

test('sums of peaks keep their shares under their new names, in fits of many sets too', async () => {
  const y = flat.map((value, i) => value + 0.5 + 0.1 * x[i])
  const sum = fitCurve(plus(pseudoVoigt(), line()), { x, y })
  assert.is(sum.parameters.fraction, 0)
  const two = fitCurve(peaks(2, 'pseudoVoigt'), { x, y: flat.map((value, i) => value + flat[Math.max(0, i - 20)]) })
  for (const k of [1, 2]) assert.ok(two.parameters[`fraction${k}`] >= 0 && two.parameters[`fraction${k}`] <= 1)
  const many = await fitMany('pseudoVoigt', x, [flat, flat], { threads: 1 })
  assert.equal([...many.parameters.fraction], [0, 0])
})

test.run()
