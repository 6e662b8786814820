import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { armData, dense, fit, sequential, smwGN } from '../../src/index.js'
import { momentumAt } from '../../src/optim/rows/momentum.js'

const rising = { momentum: 0.9, momentumEnd: 0.98 }

test('the memory 1/(1 − μ) goes from 10 to 50 batches in 1,000 steps, in equal parts, and stays', () => {
  const memory = (drawn: number) => 1 / (1 - momentumAt(rising, drawn))
  for (const [drawn, batches] of [
    [0, 10],
    [250, 20],
    [1000, 50],
    [9000, 50],
  ])
    assert.ok(Math.abs(memory(drawn) - batches) <= 1e-12 * batches, `${drawn}: ${memory(drawn)}`)
})

test('it only rises, and only where there is momentum', () => {
  assert.is(momentumAt({ momentum: 0.9 }, 500), 0.9)
  assert.is(momentumAt({ momentum: 0.9, momentumEnd: 0.5 }, 500), 0.9)
  assert.is(momentumAt({ momentum: 0, momentumEnd: 0.98 }, 500), 0)
})

const net = sequential({ input: 3, seed: 2, dtype: 'float64' }, [dense(6, 'tanh'), dense(2)])
const data = armData({ samples: 60, seed: 1 })
const common = { gradientBatch: 20, curvatureBatch: 20, damping: 0.1, learningRate: 1, rejectBadSteps: false } as const
const after = (steps: number, momentum: { momentum: number; momentumEnd?: number }) =>
  fit(net, data, { optimizer: smwGN({ ...common, ...momentum }), steps, threads: 1, seed: 0 })

test('the second step carries the first by μ of one batch, bit for bit', async () => {
  const momentumEnd = 1 - 1e-6
  const { model } = await after(2, { momentum: 0.5, momentumEnd })
  const same = await after(2, { momentum: momentumAt({ momentum: 0.5, momentumEnd }, 1) })
  const constant = await after(2, { momentum: 0.5 })
  assert.equal(model.params, same.model.params)
  assert.not.equal(model.params, constant.model.params)
})

test('a run that is gone on with has the memory that it would have had, bit for bit', async () => {
  const optimizer = smwGN({ ...common, momentum: 0.5, momentumEnd: 1 - 1e-6 })
  const options = { optimizer, threads: 1, seed: 0 }
  const whole = await fit(net, data, { ...options, steps: 5 })
  const { checkpoint } = await fit(net, data, { ...options, steps: 2 })
  const rest = await fit(net, data, { ...options, steps: 5, resume: checkpoint })
  assert.equal(rest.model.params, whole.model.params)
})

test.run()
