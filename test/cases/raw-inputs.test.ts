/** tensorflow#18493, tfjs#8302, brain.js#866: inputs and targets that nobody scaled. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adam, dense, evaluate, type FitResult, fit, predict, sequential, sgd, smwGN, smwNG } from '../../src/index.js'
import { table, u } from './u.js'

const line = () => sequential({ input: 1, seed: 0 }, [dense(1)])

const counting = Array.from({ length: 24 }, (_, i) => [i + 1])
const upTo24 = { x: counting, y: counting.map(([x]) => [x + 2]) }

const growing = {
  x: [[-1], [0], [1], [2], [3], [4], [27], [100], [1000]],
  y: [[-3], [-1], [1], [3], [5], [7], [53], [199], [1999]],
}

/** No NaN anywhere; a loss above the start is only there with the word for it. */
function finite({ model, history, stopped, reason }: FitResult): void {
  assert.ok(model.params.every(Number.isFinite), 'parameters')
  for (const { accepted, loss, step } of history)
    if (accepted) assert.ok(Number.isFinite(loss), `loss ${loss} of step ${step}`)
  assert.ok(reason.length > 10)
  const [first, last] = [history[0].loss, history[history.length - 1].loss]
  if (stopped !== 'diverged') assert.ok(last <= first * 1.0001, `${stopped}: ${first} to ${last}`)
}

for (const seed of [0, 1, 2])
  test(`y = x + 2 on 1 … 24, seed ${seed}: smwGN is exact in 20 steps, sgd converges or says that it diverged`, async () => {
    const net = sequential({ input: 1, seed }, [dense(1)])
    const { model } = await fit(net, upTo24, { optimizer: smwGN(), steps: 20 })
    assert.ok((await evaluate(model, upTo24)).loss <= 1e-8)
    assert.ok(Math.abs((await predict(model, [[11]])).data[0] - 13) <= 1e-3)
    finite(await fit(net, upTo24, { optimizer: sgd() }))
    finite(await fit(net, upTo24, { optimizer: smwNG(), steps: 60 }))
  })

test('a point at 1000 does not break y = 2x − 1', async () => {
  const { model } = await fit(line(), growing, { optimizer: smwGN(), steps: 30 })
  assert.ok((await evaluate(model, growing)).loss <= 1e-6)
  assert.ok(Math.abs((await predict(model, [[20]])).data[0] - 39) <= 0.01)
  finite(await fit(line(), growing, { optimizer: sgd(), steps: 200 }))
})

// biome-ignore format: numbers of the case
const base = [17163.9, 16440.8, 17215.5, 16433.2, 348.22, 4.4, 723.5, 952.2, 738.3, 707.4, 651.6, 562.7, 540, 76.6, 63.4, 175, 153.3, 144.2, 118.6, 43.1, 3, 5.7, 4.6, 4.7, 4.9, 4.5, 1.9]
const outBase = [16972, 17093.6, 16884.5, 17112.6, 16966.5, 17089.3, 16835.2]
const priceX = table(60, 27, (k, j) => base[j] * (1 + 0.04 * (u(1000 + 27 * k + j) - 0.5)))
const priceY = priceX.map(row => {
  const share = (j: number) => row[j] / base[j] - 1
  const mean = (share(0) + share(1) + share(2) + share(3)) / 4
  return outBase.map(price => price * (1 + 0.3 * mean + 0.1 * share(4)))
})
const prices = { x: priceX, y: priceY }

for (const dtype of ['float32', 'float64'] as const) {
  const net = sequential({ input: 27, seed: 0, dtype }, [dense(20, 'tanh'), dense(7)])

  test(`prices of 17,000 in ${dtype}, raw: finite at every step and never above the start`, async () => {
    finite(await fit(net, prices, { optimizer: adam(), epochs: 30 }))
    finite(await fit(net, prices, { optimizer: smwGN(), steps: 60 }))
    finite(await fit(net, prices, { optimizer: smwNG(), steps: 60 }))
  })

  test(`prices of 17,000 in ${dtype}, standardised: relative error of predictions below 1e-3 in 300 steps`, async () => {
    const { model } = await fit(net, prices, { optimizer: smwGN(), steps: 300, standardize: true })
    const { rmse = Number.NaN } = await evaluate(model, prices)
    assert.ok(rmse / 17000 < 1e-3, `${rmse}`)
  })
}

test.run()
