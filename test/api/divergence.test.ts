import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  dense,
  evaluate,
  fit,
  type Optimizer,
  sequential,
  sgd,
  smwGN,
  smwNG,
  type TrainingData,
} from '../../src/index.js'

const methods: readonly [string, Optimizer][] = [
  ['sgd, rate 1e6', sgd({ learningRate: 1e6, gradientBatch: 8 })],
  ['adam, rate 100', adam({ learningRate: 100, gradientBatch: 8 })],
  ['smwGN, λ 1e-30', smwGN({ damping: 1e-30, gradientBatch: 8, rejectBadSteps: false, klClip: 0, lossBound: 0 })],
  ['smwGN', smwGN()],
  ['smwNG', smwNG()],
  ['smwNG, batch 8', smwNG({ gradientBatch: 8 })],
  ['smwNG, empirical', smwNG({ fisher: 'empirical', damping: 1e-8, gradientBatch: 8, rejectBadSteps: false })],
]

const rows = (count: number, value: (i: number) => number[]) => Array.from({ length: count }, (_, i) => value(i))
const wave = rows(30, i => [Math.sin(i), Math.cos(3 * i)])

const sets: readonly [string, TrainingData][] = [
  ['an ordinary set', { x: wave, y: wave.map(([a, b]) => [a * b]) }],
  ['targets of 1e30', { x: wave, y: wave.map(([a]) => [a * 1e30]) }],
  ['inputs of 1e20', { x: wave.map(([a, b]) => [a * 1e20, b]), y: wave.map(([a]) => [a]) }],
  ['targets that are all 0', { x: wave, y: wave.map(() => [0]) }],
  ['targets that are all 7', { x: wave, y: wave.map(() => [7]) }],
  ['inputs that are all 0', { x: wave.map(() => [0, 0]), y: wave.map(([a]) => [a]) }],
  ['one sample', { x: [[1, 2]], y: [[3]] }],
]

for (const [what, data] of sets)
  for (const [name, optimizer] of methods)
    test(`${what}, ${name}: finite parameters, a reason, and no quiet rise of the loss`, async () => {
      for (const dtype of ['float32', 'float64'] as const) {
        const net = sequential({ input: 2, seed: 0, dtype }, [dense(6, 'relu'), dense(1)])
        const { model, stopped, reason, history } = await fit(net, data, { optimizer, steps: 40 })
        assert.ok(model.params.every(Number.isFinite))
        assert.ok(reason.length > 10, reason)
        for (const { accepted, loss } of history) if (accepted) assert.ok(!Number.isNaN(loss))
        const start = (await evaluate(net, data, { loss: 'meanSquaredError' })).loss
        const end = (await evaluate(model, data)).loss
        if (Number.isFinite(start))
          assert.ok(stopped === 'diverged' || end <= 2.5 * start + 1e-6, `${dtype} ${stopped}: ${start} to ${end}`)
      }
    })

test('a run that diverges returns the last good parameters', async () => {
  const net = sequential({ input: 2, seed: 0 }, [dense(6, 'tanh'), dense(1)])
  const { model, stopped, reason } = await fit(net, sets[0][1], {
    optimizer: sgd({ learningRate: 1e6, gradientBatch: 8 }),
    steps: 400,
  })
  assert.is(stopped, 'diverged')
  assert.match(reason, /learningRate|above twice/)
  const loss = async (m: typeof model) => (await evaluate(m, sets[0][1], { loss: 'meanSquaredError' })).loss
  assert.ok((await loss(model)) <= (await loss(net)))
})

test('many outputs on few samples, and one feature', async () => {
  const net = sequential({ input: 1, seed: 0 }, [dense(3, 'tanh'), dense(12)])
  const data = { x: [[0], [1]], y: rows(2, i => Array.from({ length: 12 }, (_, k) => i + k)) }
  for (const optimizer of [smwGN(), smwNG(), adam()]) {
    const { model, history } = await fit(net, data, { optimizer, steps: 30 })
    assert.ok(model.params.every(Number.isFinite))
    assert.ok(history[history.length - 1].loss < history[0].loss)
  }
})

test.run()
