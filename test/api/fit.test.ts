import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  cosine,
  dense,
  evaluate,
  fit,
  forecast,
  type Optimizer,
  predict,
  type StepRecord,
  sequential,
  sgd,
  smwGN,
  smwNG,
} from '../../src/index.js'

const x = Array.from({ length: 90 }, (_, i) => [i / 45 - 1, ((i * 7) % 11) / 11])
const y = x.map(([a, b]) => [Math.sin(2 * a) + b * b])
const data = { x, y }
const net = sequential({ input: 2, seed: 3, dtype: 'float64' }, [dense(8, 'tanh'), dense(1)])

/** Mini-batches of 20: five steps an epoch, the last one of 10 samples. */
const methods: Record<string, Optimizer> = {
  smwGN: smwGN({ gradientBatch: 20, momentum: 0.5 }),
  smwNG: smwNG({ gradientBatch: 20, curvatureBatch: 12 }),
  adam: adam({ gradientBatch: 20, learningRate: 0.03 }),
  sgd: sgd({ gradientBatch: 20 }),
}

const timeless = (records: readonly StepRecord[]) =>
  records.map(({ seconds: _, samplesPerSecond: __, ...record }) => record)

for (const [name, optimizer] of Object.entries(methods)) {
  test(`${name}: the same seed gives the same history and parameters, bit for bit`, async () => {
    const [one, two] = [await fit(net, data, { optimizer, steps: 23 }), await fit(net, data, { optimizer, steps: 23 })]
    assert.equal(timeless(one.history), timeless(two.history))
    assert.equal(one.model.params, two.model.params)
    const other = await fit(net, data, { optimizer, steps: 23, seed: 1 })
    assert.not.equal(other.model.params, one.model.params)
  })

  test(`${name}: resumed from a checkpoint at step 7, a run goes on bit for bit`, async () => {
    let checkpoint = new Uint8Array()
    const options = { optimizer, steps: 23, validation: 0.2, earlyStopping: { patience: 100 } }
    const keep = (bytes: Uint8Array) => {
      if (checkpoint.length === 0) checkpoint = new Uint8Array(bytes)
    }
    const whole = await fit(net, data, { ...options, checkpointEvery: 7, onCheckpoint: keep })
    const rest = await fit(net, data, { ...options, resume: checkpoint })
    assert.equal(timeless(rest.history), timeless(whole.history).slice(7))
    assert.equal(rest.model.params, whole.model.params)
    assert.equal(rest.warnings, [])
  })

  test(`${name}: the loss falls and the caller's model and data stay as they were`, async () => {
    const before = net.params.slice()
    const result = await fit(net, data, { optimizer, epochs: 20 })
    assert.equal(net.params, before)
    assert.is(result.stopped, 'epochs')
    assert.is(result.epochs, 20)
    assert.ok(
      (await evaluate(result.model, data)).loss < 0.5 * (await evaluate(net, data, { loss: 'meanSquaredError' })).loss,
    )
  })
}

test('a budget of two threads equals one within 1e-9 in float64', async () => {
  const wide = sequential({ input: 2, seed: 3, dtype: 'float64' }, [dense(96, 'tanh'), dense(96, 'tanh'), dense(1)])
  const options = { optimizer: smwGN({ gradientBatch: 80 }), steps: 8 }
  const one = await fit(wide, data, { ...options, threads: 1 })
  const two = await fit(wide, data, { ...options, threads: 2 })
  assert.is(two.threads, 2)
  one.history.forEach(({ loss }, k) => {
    assert.ok(Math.abs(two.history[k].loss - loss) <= 1e-9 * loss, `step ${k}: ${loss} and ${two.history[k].loss}`)
  })
  const again = await fit(wide, data, { ...options, threads: 2 })
  assert.equal(again.model.params, two.model.params)
})

test('the last batch is partial and every sample is seen once an epoch', async () => {
  const batches: number[] = []
  const onStep = ({ epoch }: StepRecord) => batches.push(epoch)
  const { history } = await fit(net, data, { optimizer: adam({ gradientBatch: 20 }), epochs: 2, onStep })
  assert.is(history.length, 10)
  assert.equal(batches, [0, 0, 0, 0, 1, 1, 1, 1, 1, 2])
})

test('validation holds samples out, early stopping restores the best epoch', async () => {
  const noisy = { x, y: x.map((_, i) => [((i * 7919) % 13) / 13]) }
  const result = await fit(net, noisy, { epochs: 400, validation: 0.3, earlyStopping: { patience: 8 } })
  assert.is(result.stopped, 'earlyStopping', result.reason)
  assert.match(result.reason, /for 8 epochs/)
  const losses = result.epochHistory.map(({ validationLoss = Number.NaN }) => validationLoss)
  assert.ok(Math.min(...losses) < losses[losses.length - 1])
})

test('flops end a call after at least one step, and resumed calls give the bits of one run', async () => {
  const options = { optimizer: smwGN({ gradientBatch: 20, learningRate: cosine(1) }), steps: 11 }
  const whole = await fit(net, data, options)
  const one = await fit(net, data, { ...options, flops: 1 })
  assert.equal([one.stopped, one.steps], ['flops', 1])
  let part = await fit(net, data, { ...options, flops: 3e4 })
  let calls = 1
  assert.is(part.stopped, 'flops')
  assert.match(part.reason, /flops of this call are used: \d+ steps/)
  for (; part.stopped === 'flops'; calls++)
    part = await fit(net, data, { ...options, flops: 3e4, resume: part.checkpoint })
  assert.ok(calls > 2)
  assert.equal([part.stopped, part.steps], ['steps', 11])
  assert.equal(part.model.params, whole.model.params)
})

test('an aborted run returns what it reached; a signal aborted before the start takes no step', async () => {
  const stop = new AbortController()
  const onStep = ({ step }: StepRecord) => {
    if (step === 5) stop.abort()
  }
  const result = await fit(net, data, { optimizer: methods.adam, steps: 1000, signal: stop.signal, onStep })
  assert.is(result.stopped, 'aborted')
  assert.is(result.steps, 5)
  for (const threads of [1, 2]) {
    const none = await fit(net, data, { steps: 10, threads, signal: AbortSignal.abort() })
    assert.is(none.steps, 0)
    assert.equal(none.model.params, net.params)
  }
})

test('an inline run lets timers through', async () => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 0)
  const result = await fit(net, data, { optimizer: methods.adam, steps: 5_000_000, threads: 1, signal: stop.signal })
  assert.is(result.stopped, 'aborted')
})

test('for await yields records and ends with the run; leaving it does not abort', async () => {
  const run = fit(net, data, { optimizer: methods.adam, steps: 2000 })
  let last = 0
  for await (const { step } of run) {
    assert.ok(step > last)
    last = step
    break
  }
  assert.is((await run).steps, 2000)
})

test('a callback that throws rejects the run with its error', async () => {
  const onStep = () => {
    throw new RangeError('mine')
  }
  for (const threads of [1, 2])
    try {
      await fit(net, data, { steps: 3, threads, onStep })
      assert.unreachable()
    } catch (error) {
      assert.instance(error, RangeError)
    }
})

test('a sample of weight 0 counts for nothing, even where its square is infinite', async () => {
  const x = [[1], [2], [3], [4]]
  const line = sequential({ input: 1, seed: 0, dtype: 'float64' }, [dense(1)])
  const wild = { x, y: [2, 4, 1e300, 8], weights: [1, 1, 0, 1] }
  for (const optimizer of [smwGN(), smwNG(), methods.adam]) {
    const { model, history } = await fit(line, wild, { optimizer, steps: 30, dtype: 'float64' })
    assert.ok(history.every(({ loss, gradientNorm }) => Number.isFinite(loss) && Number.isFinite(gradientNorm)))
    assert.ok(model.params.every(Number.isFinite))
  }
  const exact = { ...line, params: Float64Array.of(2, 1) }
  const { loss, rmse } = await evaluate(exact, wild)
  assert.equal([loss, rmse], [0.75 * (4 / 3), 1])
})

test('weights count as repetitions do', async () => {
  const weights = x.map((_, i) => (i % 3 === 0 ? 2 : 1))
  const repeated = {
    x: x.flatMap((row, i) => (i % 3 === 0 ? [row, row] : [row])),
    y: y.flatMap((row, i) => (i % 3 === 0 ? [row, row] : [row])),
  }
  const options = { optimizer: smwGN({ damping: 0.1, gradientBatch: 'full', curvatureBatch: 200 }), steps: 6 } as const
  const one = await fit(net, { ...data, weights }, options)
  const two = await fit(net, repeated, options)
  one.model.params.forEach((value, p) => {
    assert.ok(Math.abs(value - two.model.params[p]) < 1e-9)
  })
})

test('the forecast is known at the call and does not depend on the number of steps', async () => {
  const short = fit(net, data, { optimizer: methods.smwGN, steps: 10 })
  const long = fit(net, data, { optimizer: methods.smwGN, steps: 1000 })
  assert.is(forecast(short), forecast(long))
  assert.ok(forecast(short) > 0)
  await Promise.all([short, long])
})

test('the forecast of 784-500-10 at batch 256 is at most twice parameters, caches, deltas and Gram', () => {
  const digits = sequential({ input: 784, seed: 0 }, [dense(500, 'relu'), dense(10)])
  const samples = { x: { data: new Float32Array(300 * 784), shape: [300, 784] as const }, y: new Int32Array(300) }
  const stop = AbortSignal.abort()
  const run = fit(digits, samples, {
    optimizer: smwNG({ gradientBatch: 256, curvatureBatch: 256 }),
    signal: stop,
    threads: 1,
  })
  const P = 397_510
  const caches = 256 * (784 + 500 + 500 + 10)
  const deltas = 256 * (500 + 10)
  const bar = 2 * (4 * (6 * P + caches + deltas) + 12 * 256 ** 2)
  assert.ok(forecast(run) <= bar, `${forecast(run)} of ${bar}`)
  return run.then(() => {})
})

test('standardised runs predict in the target’s own units', async () => {
  const large = { x: x.map(([a, b]) => [1000 * a + 500, b]), y: y.map(([v]) => [1e5 + 300 * v]) }
  const { model } = await fit(net, large, { standardize: true, steps: 80 })
  const { data: predicted } = await predict(model, large.x)
  predicted.forEach((value, i) => {
    assert.ok(Math.abs(value - large.y[i][0]) < 5, `${value} for ${large.y[i][0]}`)
  })
})

test('profile counts the phases of every method, within the time of the run, and is absent unless asked for', async () => {
  for (const optimizer of [smwGN({ gradientBatch: 8 }), smwNG({ gradientBatch: 8 }), sgd(), adam()]) {
    const { profile = {}, seconds } = await fit(net, data, { optimizer, steps: 5, threads: 1, profile: true })
    const phases = Object.keys(profile)
    const wanted = ['gather', 'forward', 'loss', 'backward', 'apply', 'overhead']
    if (optimizer.method === 'smwGN' || optimizer.method === 'smwNG') wanted.push('gram', 'factor', 'solve')
    assert.equal(
      wanted.filter(phase => !phases.includes(phase)),
      [],
      optimizer.method,
    )
    assert.ok(Object.values(profile).reduce((sum, part) => sum + part, 0) <= seconds)
  }
  assert.is((await fit(net, data, { steps: 1, threads: 1 })).profile, undefined)
})

test.run()
