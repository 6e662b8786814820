/** neurolab#3, makeyourownneuralnetwork#62, accord-net#119: fewer rows than parameters, and one period of a sine. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, evaluate, fit, forecast, sequential, smwGN } from '../../src/index.js'
import { table, u } from './u.js'

const seeds = Array.from({ length: 10 }, (_, seed) => seed)

test('XOR with 21 parameters and 4 rows: mse below 1e-6 within 50 steps for all ten seeds', async () => {
  const xor = {
    x: [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ],
    y: [[0], [1], [1], [0]],
  }
  for (const seed of seeds) {
    const net = sequential({ input: 2, seed }, [dense(5, 'tanh'), dense(1)])
    const { model } = await fit(net, xor, { optimizer: smwGN(), steps: 50 })
    const { loss } = await evaluate(model, xor)
    assert.ok(loss <= 1e-6, `seed ${seed}: ${loss}`)
  }
})

for (const standardize of [false, true])
  test(`one period of a sine${standardize ? ', standardised' : ''}: rmse below 1e-3 in 300 steps for 9 of 10 seeds`, async () => {
    const x = Array.from({ length: 100 }, (_, i) => [(2 * Math.PI * i) / 99])
    const sine = { x, y: x.map(([t]) => [Math.sin(t)]) }
    const errors: number[] = []
    for (const seed of seeds) {
      const net = sequential({ input: 1, seed, dtype: 'float64' }, [dense(10, 'tanh'), dense(1)])
      const { model } = await fit(net, sine, { optimizer: smwGN(), steps: 300, standardize })
      errors.push((await evaluate(model, sine)).rmse ?? Number.NaN)
    }
    assert.ok(errors.filter(error => error < 1e-3).length >= 9, errors.map(error => error.toExponential(1)).join(' '))
  })

test('957-100-1 with 300 rows trains in less than 100 MB', async () => {
  const x = table(300, 957, (k, j) => (u(957 * k + j) < 0.1 ? 1 : 0))
  const y = x.map(row => [row.slice(0, 50).reduce((a, b) => a + b) / 5])
  const net = sequential({ input: 957, seed: 0 }, [dense(100, 'tanh'), dense(1)])
  const run = fit(net, { x, y }, { optimizer: smwGN(), steps: 50 })
  assert.ok(forecast(run) < 1e8, `${forecast(run)} bytes`)
  const { history } = await run
  assert.ok(history[history.length - 1].loss < 0.1 * history[0].loss)
})

test.run()
