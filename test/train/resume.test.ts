import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  connect,
  constant,
  dense,
  type FitOptions,
  type FitResult,
  fit,
  gainRatio,
  input,
  model,
  type Optimizer,
  sequential,
  sgd,
  smwGN,
  smwNG,
  type TrainingData,
} from '../../src/index.js'
import { decode } from '../../src/io/safetensors.js'
import { stream } from '../../src/random/index.js'

const random = stream(3, 1, 2)
const x = Array.from({ length: 90 }, () => [random.normal(), random.normal()])
const y = x.map(([a, b]) => [Math.sin(a) * b])
const labels = x.map(([a, b]) => (a > b ? 1 : 0))

const x0 = input(2, 'x')
const h = connect(dense(6, 'relu'), x0)
const twoHeads = model([x0], [connect(dense(1), h), connect(dense(2), h)], { seed: 1 })
const [first, second] = twoHeads.graph.outputs
const heads: TrainingData = { x, y: { [first]: y, [second]: labels } }
const losses = { [first]: 'meanSquaredError', [second]: 'softmaxCrossEntropy' } as const

/** All that a checkpoint holds, but for the clock. */
function stateOf(checkpoint: Uint8Array): Record<string, number[]> {
  const { tensors, metadata } = decode(checkpoint, 'test')
  const { counters } = JSON.parse(metadata.get('woodbury_checkpoint') ?? '') as { counters: string[] }
  const state = Object.fromEntries([...tensors].map(([name, { data }]) => [name, Array.from(data as Float64Array)]))
  const [counted] = Object.keys(state).filter(name => name.endsWith('counters'))
  state[counted][counters.indexOf('loop.seconds')] = 0
  return state
}

/** All that a run ends with, but for its clock. */
const endOf = ({ model: { params }, stopped, reason, best, steps, epochs, warnings, checkpoint }: FitResult) => ({
  state: stateOf(checkpoint),
  params: Array.from(params),
  stopped,
  reason: reason.replace(/\([\d.]+\)/, ''),
  best,
  steps,
  epochs,
  warnings: warnings.filter(warning => !warning.startsWith('resumed')),
})

/** A run, and the same one stopped after each of `stops` steps and resumed from its checkpoint. */
async function compare(net: typeof twoHeads, data: TrainingData, options: FitOptions, stops: readonly number[]) {
  const checkpoints = new Map<number, Uint8Array>()
  let step = 0
  const whole = await fit(net, data, {
    ...options,
    threads: 1,
    checkpointEvery: 1,
    onStep: record => {
      step = record.step
    },
    onCheckpoint: bytes => checkpoints.set(step, bytes),
  })
  for (const stop of stops) {
    const resume = checkpoints.get(stop)
    if (!resume) throw new Error(`no checkpoint at ${stop}`)
    const resumed = await fit(net, data, { ...options, threads: 1, resume })
    assert.equal(endOf(resumed), endOf(whole), `stopped at ${stop}`)
  }
  return whole
}

const methods: [string, Optimizer, number][] = [
  ['smwGN', smwGN(), 12],
  ['smwGN in batches of 20', smwGN({ gradientBatch: 20, momentum: 0.9, rejectBadSteps: true }), 23],
  ['smwNG in batches of 20', smwNG({ gradientBatch: 20 }), 23],
  ['smwNG, improved empirical', smwNG({ fisher: 'improvedEmpirical', damping: gainRatio({ lambda: 1e-4 }) }), 30],
  ['adam', adam({ gradientBatch: 20 }), 23],
  ['sgd', sgd({ gradientBatch: 'full' }), 12],
]
for (const [name, optimizer, steps] of methods)
  test(`${name}, two heads: resumed at any step it ends as the unbroken run does, to the bit`, async () => {
    await compare(twoHeads, heads, { loss: losses, optimizer, steps }, [1, 5, 11])
  })

for (const optimizer of [smwGN({ gradientBatch: 20, momentum: 0.9 }), adam({ gradientBatch: 20 })])
  test(`${optimizer.method}, weight decay by the evidence: resumed before, at and after estimates it ends the same`, async () => {
    const deep = sequential({ input: 2, seed: 0 }, [dense(40, 'tanh'), dense(40, 'tanh'), dense(1)])
    const options = { optimizer, regularization: 'evidence', steps: 400 } as const
    const { regularization } = await compare(deep, { x, y }, options, [1, 30, 77, 121, 199])
    assert.ok((regularization.effectiveParameters ?? 0) > 0)
  })

const net = sequential({ input: 2, seed: 0 }, [dense(5, 'relu'), dense(1)])

test('a run that diverges: resumed before, in and after its best epoch it keeps the same one', async () => {
  const optimizer = sgd({ learningRate: constant(5), gradientBatch: 30 })
  const { steps, stopped, reason } = await fit(net, { x, y }, { optimizer, steps: 26, threads: 1 })
  assert.is(stopped, 'diverged', reason)
  await compare(net, { x, y }, { optimizer, steps: 26 }, [1, 4, steps - 2])
})

test('a run that stalls: resumed between its refusals it says the same', async () => {
  const optimizer = smwNG({ fisher: 'improvedEmpirical' })
  const whole = await fit(net, { x, y }, { optimizer, steps: 300, threads: 1 })
  assert.is(whole.stopped, 'stalled', whole.reason)
  const refused = whole.history.filter(({ accepted }) => !accepted).map(({ step }) => step)
  const stops = [refused[1], whole.steps - 1].filter(step => step < whole.steps)
  await compare(net, { x, y }, { optimizer, steps: 300 }, stops)
})

test('early stopping: resumed half-way it restores the same epoch', async () => {
  const validation = { x: x.slice(60), y: y.slice(60) }
  const data = { x: x.slice(0, 60), y: y.slice(0, 60) }
  const options = { optimizer: adam({ gradientBatch: 20, learningRate: constant(0.1) }), validation, epochs: 80 }
  const whole = await compare(net, data, { ...options, earlyStopping: { patience: 2, minDelta: 1e-3 } }, [2, 9, 14])
  assert.is(whole.stopped, 'earlyStopping')
  assert.ok((whole.best?.epoch ?? 0) > 0)
})

test.run()
