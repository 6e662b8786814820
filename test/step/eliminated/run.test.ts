import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  dense,
  dispose,
  evaluate,
  type FitOptions,
  fit,
  forecast,
  type Model,
  sequential,
  smwGN,
  type TrainingData,
} from '../../../src/index.js'
import { stream } from '../../../src/random/index.js'
import { distance } from '../../reference/linear.js'

const random = stream(41, 120)
const SAMPLES = 70
const x = Array.from({ length: SAMPLES }, () => [random.normal(), random.normal(), random.normal()])
const weights = Array.from({ length: SAMPLES }, (_, i) => (i % 7 === 0 ? 0 : 0.5 + random.uniform()))
const curves = (m: number): TrainingData => ({
  x,
  y: x.map(([a, b, c]) => Array.from({ length: m }, (_, j) => Math.sin(a + 0.1 * j) + b * Math.cos(c - 0.2 * j))),
})
const net = (m: number, seed = 1): Model =>
  sequential({ input: 3, seed }, [dense(9, 'tanh'), dense(7, 'relu'), dense(m)])

const options: FitOptions = {
  optimizer: smwGN({ outputLayer: 'eliminated', gradientBatch: 30 }),
  epochs: 1000,
  seed: 5,
  threads: 1,
}

for (const [name, more] of Object.entries({
  'exact targets': { noise: 'none' },
  'noisy ones in float64': { dtype: 'float64' },
  'weight decay': { weightDecay: 1e-3 },
} as Record<string, FitOptions>))
  test(`${name}: stopped after step 7 and resumed it ends with the same bits`, async () => {
    const data = { ...curves(20), weights }
    const checkpoints: Uint8Array[] = []
    const onCheckpoint = (bytes: Uint8Array) => {
      checkpoints.push(bytes)
    }
    const run = { ...options, ...more, steps: 13 }
    const whole = await fit(net(20), data, { ...run, checkpointEvery: 7, onCheckpoint })
    const resumed = await fit(net(20), data, { ...run, resume: checkpoints[0] })
    assert.equal(resumed.model.params, whole.model.params)
    assert.equal(resumed.warnings, whole.warnings)
  })

test('one and two threads agree to 1e-9 after six steps, and a run in the pool is the same each time', async () => {
  const wide = sequential({ input: 3, seed: 1 }, [dense(60, 'tanh'), dense(50, 'tanh'), dense(300)])
  const run = { ...options, optimizer: smwGN({ gradientBatch: 60 }), dtype: 'float64', steps: 6 } as const
  const one = await fit(wide, curves(300), run)
  const pool = await fit(wide, curves(300), { ...run, threads: 2 })
  const again = await fit(wide, curves(300), { ...run, threads: 2 })
  assert.is(pool.threads, 2)
  assert.equal(again.model.params, pool.model.params)
  assert.ok(distance(pool.model.params, one.model.params) <= 1e-9)
})

test('weights count as repetitions do: the whole set, its samples of weight 2 given twice', async () => {
  const once = { ...curves(20), weights: x.map((_, i) => (i < 10 ? 2 : 1)) }
  const twice = {
    x: [...x, ...x.slice(0, 10)],
    y: [...(once.y as number[][]), ...(once.y as number[][]).slice(0, 10)],
  }
  const run = {
    ...options,
    optimizer: smwGN({ outputLayer: 'eliminated', sketch: 0 }),
    dtype: 'float64',
    noise: 'none',
    steps: 5,
  } as const
  const [a, b] = [await fit(net(20), once, run), await fit(net(20), twice, run)]
  // λ is a share of the mean, and the means are over samples whose weights have the mean 1.
  assert.ok(distance(a.model.params, b.model.params) <= 1e-6, String(distance(a.model.params, b.model.params)))
})

test('a frozen layer between others stays, and the loss falls tenfold', async () => {
  const frozen = sequential({ input: 3, seed: 1 }, [
    dense(12, 'tanh'),
    dense(12, 'tanh', { trainable: false }),
    dense(20),
  ])
  const run = await fit(frozen, curves(20), { ...options, noise: 'none', steps: 120 })
  const lossOf = async (model: Model) => (await evaluate(model, curves(20))).loss
  const kept = 3 * 12 + 12
  assert.equal(run.model.params.slice(kept, kept + 156), frozen.params.slice(kept, kept + 156))
  assert.ok((await lossOf(run.model)) <= 0.1 * (await lossOf(frozen)), String(await lossOf(run.model)))
})

test('a linear model without hidden layers is solved in one step at the smallest lambda', async () => {
  const y = x.map(([a, b, c]) => Array.from({ length: 15 }, (_, j) => a * j - b + c / (j + 1) + 2))
  const run = await fit(
    sequential({ input: 3, seed: 1, dtype: 'float64' }, [dense(15)]),
    { x, y },
    { optimizer: smwGN({ damping: 1e-12, outputLayer: 'eliminated', learningRate: 1 }), steps: 1, threads: 1 },
  )
  assert.ok((await evaluate(run.model, { x, y })).loss <= 1e-18)
})

test('steps of 1e25 end in a word, with finite parameters', async () => {
  const optimizer = { ...smwGN({ outputLayer: 'eliminated' }), learningRate: { kind: 'constant', rate: 1e25 } } as const
  const run = await fit(net(20), curves(20), { ...options, optimizer, steps: 40, dtype: 'float32' })
  assert.ok(run.model.params.every(Number.isFinite))
  assert.ok(['diverged', 'stalled', 'steps', 'converged'].includes(run.stopped), run.stopped)
})

test('an output layer of zeros, constant targets and a single sample are no trouble', async () => {
  const zero = net(20)
  const params = zero.params.map((value, p) => (p < zero.params.length - 160 ? value : 0))
  const told = await fit({ ...zero, params }, curves(20), { ...options, steps: 20 })
  assert.ok((await evaluate(told.model, curves(20))).loss < (await evaluate({ ...zero, params }, curves(20))).loss)
  const flat = await fit(net(20), { x, y: x.map(() => new Array(20).fill(3)) }, { ...options, steps: 20 })
  assert.ok(flat.model.params.every(Number.isFinite))
  const one = await fit(
    net(20),
    { x: x.slice(0, 1), y: (curves(20).y as number[][]).slice(0, 1) },
    { ...options, steps: 9 },
  )
  assert.ok(one.model.params.every(Number.isFinite))
})

test('memory grows with outputs as their parameters and the values of a batch do, not as rows', () => {
  const bytesOf = (m: number, outputLayer: 'rows' | 'eliminated') => {
    const big = sequential({ input: 3, seed: 1 }, [dense(64, 'tanh'), dense(64, 'tanh'), dense(m)])
    const run = fit(big, curves(m), { ...options, optimizer: smwGN({ outputLayer, gradientBatch: SAMPLES }), steps: 1 })
    run.catch(() => {})
    return forecast(run)
  }
  const anOutput = (bytesOf(2000, 'eliminated') - bytesOf(1000, 'eliminated')) / 1000
  // Seven vectors of 65 parameters, two of them again in float64, three of 70 samples with their targets.
  assert.ok(anOutput <= 4 * (65 * 13 + 70 * 5), String(anOutput))
  assert.ok(bytesOf(20, 'eliminated') < bytesOf(20, 'rows'))
})

test.after(dispose)

test.run()
