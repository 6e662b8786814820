import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  dense,
  dispose,
  evaluate,
  type FitOptions,
  fit,
  forecast,
  gainRatio,
  type Model,
  sequential,
  smwGN,
  type TrainingData,
} from '../../../src/index.js'
import { stream } from '../../../src/random/index.js'
import { distance } from '../../reference/linear.js'

const CLASSES = 20
const SAMPLES = 90
const random = stream(43, 120)
const centres = Array.from({ length: CLASSES }, () => [random.normal(), random.normal(), random.normal()])
const y = Int32Array.from({ length: SAMPLES }, () => random.below(CLASSES))
const x = Array.from(y, label => centres[label].map(value => value + 0.1 * random.normal()))
const weights = x.map((_, i) => (i % 7 === 0 ? 0 : 0.5 + random.uniform()))
const data: TrainingData = { x, y }
const net = (classes = CLASSES, seed = 1): Model =>
  sequential({ input: 3, seed }, [dense(9, 'tanh'), dense(7, 'relu'), dense(classes)])

const asked = { outputLayer: 'eliminated', gradientBatch: 40 } as const
const options: FitOptions = {
  loss: 'softmaxCrossEntropy',
  optimizer: smwGN(asked),
  epochs: 1000,
  seed: 5,
  threads: 1,
}
const lossOf = async (model: Model, of = data) => (await evaluate(model, of)).loss

for (const [name, more] of Object.entries({
  float32: {},
  'float64, one random row': { dtype: 'float64', optimizer: smwGN({ ...asked, sketch: 1 }) },
  'weight decay': { weightDecay: 1e-4 },
  'trials that refuse': { optimizer: smwGN({ ...asked, damping: gainRatio(), rejectBadSteps: true }) },
} as Record<string, FitOptions>))
  test(`${name}: the loss falls tenfold, and stopped after step 7 and resumed it ends with the same bits`, async () => {
    const checkpoints: Uint8Array[] = []
    const onCheckpoint = (bytes: Uint8Array) => {
      checkpoints.push(bytes)
    }
    const run = { ...options, ...more, steps: 40 }
    const weighted = { ...data, weights }
    const whole = await fit(net(), weighted, { ...run, checkpointEvery: 7, onCheckpoint })
    const resumed = await fit(net(), weighted, { ...run, resume: checkpoints[0] })
    assert.equal(resumed.model.params, whole.model.params)
    assert.equal(resumed.warnings, whole.warnings)
    const seen = { x: x.filter((_, i) => weights[i] > 0), y: y.filter((_, i) => weights[i] > 0) }
    const [from, to] = [await lossOf(net(), seen), await lossOf(whole.model, seen)]
    assert.ok(to <= from / 10, `${from} and ${to}`)
  })

test('one and two threads agree to 1e-9 after six steps, and a run in the pool is the same each time', async () => {
  const wide = sequential({ input: 3, seed: 1 }, [dense(60, 'tanh'), dense(50, 'tanh'), dense(300)])
  const run = { ...options, optimizer: smwGN({ ...asked, gradientBatch: 60 }), dtype: 'float64', steps: 6 } as const
  const one = await fit(wide, data, run)
  const pool = await fit(wide, data, { ...run, threads: 2 })
  const again = await fit(wide, data, { ...run, threads: 2 })
  assert.is(pool.threads, 2)
  assert.equal(again.model.params, pool.model.params)
  assert.ok(distance(pool.model.params, one.model.params) <= 1e-9)
})

test('weights count as repetitions do: the whole set, its samples of weight 2 given twice', async () => {
  const twice = { x: [...x, ...x.slice(0, 10)], y: Int32Array.from([...y, ...y.slice(0, 10)]) }
  const optimizer = smwGN({ outputLayer: 'eliminated', gradientBatch: 'full' })
  const run = { ...options, optimizer, dtype: 'float64', steps: 5 } as const
  const a = await fit(net(), { ...data, weights: x.map((_, i) => (i < 10 ? 2 : 1)) }, run)
  const b = await fit(net(), twice, run)
  // λ is a share of the mean, and the means are over samples whose weights have the mean 1.
  assert.ok(distance(a.model.params, b.model.params) <= 1e-6, String(distance(a.model.params, b.model.params)))
})

test('a frozen layer between others stays, and the loss falls tenfold', async () => {
  const frozen = sequential({ input: 3, seed: 1 }, [
    dense(12, 'tanh'),
    dense(12, 'tanh', { trainable: false }),
    dense(CLASSES),
  ])
  const run = await fit(frozen, data, { ...options, steps: 60 })
  const kept = 3 * 12 + 12
  assert.equal(run.model.params.slice(kept, kept + 156), frozen.params.slice(kept, kept + 156))
  assert.ok((await lossOf(run.model)) <= 0.1 * (await lossOf(frozen)), String(await lossOf(run.model)))
})

test('without hidden layers the loss comes within 1e-6 of its least, where another 200 steps change nothing', async () => {
  const linear = sequential({ input: 3, seed: 1, dtype: 'float64' }, [dense(4)])
  const few = { x, y: y.map(label => label % 4) }
  const optimizer = smwGN({ outputLayer: 'eliminated', gradientBatch: 'full', learningRate: 1 })
  const run = { ...options, optimizer, weightDecay: 1e-3 }
  const { model } = await fit(linear, few, { ...run, steps: 200 })
  const more = await fit(model, few, { ...run, steps: 200 })
  const start = await lossOf(linear, few)
  assert.ok((await lossOf(model, few)) < start)
  assert.ok(Math.abs((await lossOf(more.model, few)) - (await lossOf(model, few))) <= 1e-6 * start)
})

test('an abort ends it after its step with parameters that are no worse', async () => {
  const controller = new AbortController()
  const run = await fit(net(), data, {
    ...options,
    optimizer: smwGN({ outputLayer: 'eliminated', gradientBatch: 'full' }),
    steps: 1e6,
    signal: controller.signal,
    onStep: ({ step }) => {
      if (step === 9) controller.abort()
    },
  })
  assert.is(run.stopped, 'aborted')
  assert.ok((await lossOf(run.model)) < (await lossOf(net())))
})

for (const dtype of ['float32', 'float64'] as const)
  test(`steps of 1e25 in ${dtype} end in a word, with finite parameters`, async () => {
    const optimizer = { ...smwGN(asked), learningRate: { kind: 'constant', rate: 1e25 } } as const
    const run = await fit(net(), data, { ...options, optimizer, steps: 40, dtype })
    assert.ok(run.model.params.every(Number.isFinite))
    assert.ok(['diverged', 'stalled', 'steps', 'converged'].includes(run.stopped), run.stopped)
  })

test('parameters that overflow are told as a divergence, and stay', async () => {
  const huge = { ...net(), params: net().params.map(value => value * 1e37) }
  const run = await fit(huge, data, { ...options, steps: 20, dtype: 'float32' })
  assert.is(run.stopped, 'diverged')
  assert.equal(run.model.params, huge.params)
})

test('confident mistakes, an output layer of zeros, one class alone and a single sample are no trouble', async () => {
  // Logits of ±1e4: most probabilities are exactly 0 and 1.
  const sure = {
    ...net(),
    params: net().params.map((value, p, { length }) => (p < length - 160 ? value : 1e4 * value)),
  }
  const back = await fit(sure, data, { ...options, steps: 60 })
  assert.ok((await lossOf(back.model)) < 0.1 * (await lossOf(sure)), String(await lossOf(back.model)))
  const zero = { ...net(), params: net().params.map((value, p, { length }) => (p < length - 160 ? value : 0)) }
  assert.ok((await lossOf((await fit(zero, data, { ...options, steps: 20 })).model)) < (await lossOf(zero)))
  const same = { x, y: y.map(() => 3) }
  const told = await fit(net(), same, { ...options, steps: 30 })
  assert.ok(told.model.params.every(Number.isFinite))
  assert.ok((await lossOf(told.model, same)) < 1e-2)
  const one = await fit(net(), { x: x.slice(0, 1), y: y.slice(0, 1) }, { ...options, steps: 9 })
  assert.ok(one.model.params.every(Number.isFinite))
})

test('memory grows with classes as their parameters and the values of a batch do, not as rows', () => {
  const bytesOf = (m: number, outputLayer: 'rows' | 'eliminated', sketch?: number) => {
    const big = sequential({ input: 3, seed: 1 }, [dense(64, 'tanh'), dense(64, 'tanh'), dense(m)])
    const optimizer = smwGN({ outputLayer, gradientBatch: SAMPLES, curvatureBatch: SAMPLES, sketch })
    const run = fit(big, data, { ...options, optimizer, steps: 1 })
    run.catch(() => {})
    return forecast(run)
  }
  const anOutput = (bytesOf(2000, 'eliminated') - bytesOf(1000, 'eliminated')) / 1000
  // Eight vectors of 65 parameters, two of them in float64; of 90 samples five matrices, and log p and p twice in float64.
  assert.ok(anOutput <= 4 * (65 * 10 + 90 * (5 + 8)) + 4, String(anOutput))
  assert.ok(bytesOf(1000, 'eliminated', 1) - bytesOf(1000, 'eliminated') <= 4 * 180 * 1000 + 1e6)
  assert.ok(bytesOf(20, 'eliminated') < bytesOf(20, 'rows'))
})

test.after(dispose)

test.run()
