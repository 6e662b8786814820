import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fitCurve } from '../../src/curve/index.js'

const x = Array.from({ length: 40 }, (_, i) => i / 4)
const y = x.map((t, i) => Math.exp(-((t - 3) ** 2)) + 0.5 * Math.exp(-((t - 6) ** 2)) + 0.01 * Math.sin(9 * i))
const long = 'height1*exp(-0.5*((x-center1)/sigma1)^2)+height2*exp(-0.5*((x-center2)/sigma2)^2)+offset'
const start = { height1: 1, center1: 3, sigma1: 1, height2: 1, center2: 6, sigma2: 1, offset: 0 }

test('a report is at most 80 columns wide, however long the expression', () => {
  const fit = fitCurve(long, { x, y }, { start, derived: { fwhm: '2.3548*sigma1' } })
  for (const line of fit.report().split('\n')) assert.ok(line.length <= 80, `${line.length}: ${line}`)
  const stuck = fitCurve(long, { x, y }, { start: { ...start, center2: 1e6 } })
  for (const line of stuck.report().split('\n')) assert.ok(line.length <= 80, `${line.length}: ${line}`)
})

test('seconds and an abort end all starts together', () => {
  const many = { start: { a: 1.7 }, lower: { a: 0.5 }, upper: { a: 3 }, starts: 1_000_000_000 }
  const wave = { x, y: x.map(t => Math.sin(1.759 * t)) }
  assert.ok(Math.abs(fitCurve('sin(a*x)', wave, { ...many, seconds: 0.05 }).parameters.a - 1.759) < 1e-6)
  const control = new AbortController()
  const fit = fitCurve('sin(a*x)', wave, {
    ...many,
    signal: control.signal,
    onIteration: ({ iteration }) => {
      if (iteration === 3) control.abort()
    },
  })
  assert.ok(Number.isFinite(fit.parameters.a))
})

test('predict takes the first output of a function by its number', () => {
  const fit = fitCurve(
    (t, p) => [p.a * t, p.b * t],
    { x, y: [x.map(t => 2 * t), x.map(t => 3 * t)] },
    { start: { a: 1, b: 1 } },
  )
  assert.ok(Math.abs(fit.predict([2], { output: 0 })[0] - 4) < 1e-9)
  assert.ok(Math.abs(fit.predict([2], { output: 1 })[0] - 6) < 1e-9)
})

test.run()
