/** neupy#118: y = x² up to 1e8 under a sigmoid output, and the control that can reach it. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, evaluate, fit, sequential, smwGN } from '../../src/index.js'

const x = Array.from({ length: 10_000 }, (_, i) => [i])
const squares = { x, y: x.map(([i]) => [i * i]) }
const hidden = [dense(32, 'relu'), dense(16, 'relu')]

test('a sigmoid output cannot reach 1e8: the run says so, stays finite and ends', async () => {
  const net = sequential({ input: 1, seed: 0 }, [...hidden, dense(1, 'sigmoid')])
  const { warnings, model, history } = await fit(net, squares, { optimizer: smwGN(), steps: 60 })
  assert.ok(
    warnings.some(text => /targets outside the range of the output activation/.test(text)),
    warnings.join(),
  )
  assert.ok(model.params.every(Number.isFinite))
  assert.ok(history.every(({ lambda = 0 }) => Number.isFinite(lambda)))
})

test('a linear output, standardised, comes within 1 % of the standard deviation in 200 steps', async () => {
  const net = sequential({ input: 1, seed: 0 }, [...hidden, dense(1)])
  const { model, warnings } = await fit(net, squares, { optimizer: smwGN(), steps: 200, standardize: true })
  const { rmse = Number.NaN } = await evaluate(model, squares)
  const mean = squares.y.reduce((sum, [v]) => sum + v / 10_000, 0)
  const deviation = Math.sqrt(squares.y.reduce((sum, [v]) => sum + (v - mean) ** 2 / 10_000, 0))
  assert.ok(rmse < 0.01 * deviation, `${rmse / deviation}`)
  assert.equal(warnings, [])
})

test.run()
