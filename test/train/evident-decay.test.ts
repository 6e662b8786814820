import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ofLikelihood, ofResiduals } from '../../src/train/evident-decay.js'
import { assertClose } from '../helpers/assert-close.js'

const seen = { effectiveParameters: 7, loss: 0.05, shown: 0.1, rows: 60, seenRows: 60, squaredNorm: 12 }

test('of squared errors w is α/(nβ) of F = β Σe² + α ‖θ‖², each from the effective parameters', () => {
  const n = 30
  const squares = 2 * n * seen.loss
  const alpha = seen.effectiveParameters / (2 * seen.squaredNorm)
  const beta = (seen.rows - seen.effectiveParameters) / (2 * squares)
  assertClose([ofResiduals(seen, 0.5).weight], [alpha / (n * beta)], 1e-14)
})

test('noise below a thousandth of the variance is none: w falls with its square', () => {
  const small = { ...seen, loss: seen.loss / 1e4, shown: seen.shown / 1e4 }
  const smaller = { ...seen, loss: seen.loss / 1e5, shown: seen.shown / 1e5 }
  assertClose([ofResiduals(small, 0.5).weight / ofResiduals(smaller, 0.5).weight], [1000], 1e-9)
})

test('a training loss is honest with few effective parameters a row, or small noise', () => {
  assert.is(ofResiduals(seen, 0.5).honest, true)
  assert.is(ofResiduals({ ...seen, effectiveParameters: 8 }, 0.5).honest, false)
  assert.is(ofResiduals({ ...seen, effectiveParameters: 8, shown: 0.004 }, 0.5).honest, true)
})

test('classes whose log-loss is below half a percent of their entropy lie apart: w falls with its square, other likelihoods know none', () => {
  const small = { ...seen, shown: 0.001 }
  assertClose([ofLikelihood(small, 30, 0.7).weight], [((0.001 / 0.0035) ** 2 * 7) / 360], 1e-15)
  assert.is(ofLikelihood(small, 30, 0.7).honest, true)
  assert.is(ofLikelihood(seen, 30, 0.7).honest, false)
  for (const shown of [0.001, -2]) assertClose([ofLikelihood({ ...seen, shown }, 30).weight], [7 / 360], 1e-15)
})

test('of a likelihood w is γ / (n ‖θ‖²)', () => {
  assertClose([ofLikelihood(seen, 30, 0.7).weight], [7 / 360], 1e-15)
})

test.run()
