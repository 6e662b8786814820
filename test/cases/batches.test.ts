/** tabnet#537: batches that are larger than the data, or do not divide it. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adam, dense, evaluate, fit, type StepRecord, sequential, smwGN, smwNG } from '../../src/index.js'
import { u } from './u.js'

const x = Array.from({ length: 10 }, (_, k) => [u(k)])
const data = { x, y: x.map(([v]) => [3 * v + 1]) }
const net = sequential({ input: 1, seed: 0 }, [dense(1)])

for (const batch of [1, 3, 10, 64, 1024])
  test(`10 rows with gradientBatch ${batch}: every row is seen, ${batch > 1 ? 'mse below 1e-8 in 60 steps' : 'the loss falls'}`, async () => {
    const result = await fit(net, data, { optimizer: smwGN({ gradientBatch: batch }), steps: 60 })
    const { loss } = await evaluate(result.model, data)
    const start = (await evaluate(net, data, { loss: 'meanSquaredError' })).loss
    assert.ok(batch > 1 ? loss <= 1e-8 : loss < start, `${loss}`)
    assert.ok(result.history[0].loss > 0)
    assert.is(
      result.warnings.some(text => /larger than the data/.test(text)),
      batch > 10,
    )
  })

test('batch 3 cuts 10 rows into 4 steps an epoch, in every method', async () => {
  for (const optimizer of [adam({ gradientBatch: 3 }), smwNG({ gradientBatch: 3 })]) {
    const ends: number[] = []
    const onStep = ({ step, epoch, accepted }: StepRecord) => {
      if (accepted && epoch > ends.length) ends.push(step)
    }
    await fit(net, data, { optimizer, epochs: 2, onStep })
    assert.is(ends.length, 2)
    if (optimizer.method === 'adam') assert.equal(ends, [4, 8])
  }
})

test.run()
