import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, fit, kfac, type LossName, type Optimizer, sequential, smwGN, smwNG } from '../../src/index.js'
import { lossOf } from '../../src/model/losses/table.js'
import { choose, lines } from '../../src/optim/auto.js'
import { settle } from '../../src/optim/table.js'
import type { Task } from '../../src/optim/task.js'
import { stream } from '../../src/random/index.js'
import { refuses } from '../helpers/refuses.js'

const head = (loss: LossName, m: number) => [{ loss: lossOf(loss), m }]

/** 20-64-64-1, squared errors, in numbers about 1. */
const task = (more: Partial<Task>): Task => ({
  samples: 20_000,
  parameters: 5569,
  inputs: 20,
  widths: 277,
  dtype: 'float32',
  heads: head('meanSquaredError', 1),
  noise: 'some',
  raw: false,
  ...more,
})

const outputLayer = {
  loss: 'meanSquaredError' as const,
  columns: 33,
  below: 32,
  outputs: 20,
  hidden: 1216,
  widths: 100,
}

const reached: readonly [of: string, more: Partial<Task>, takes: Optimizer][] = [
  [
    'regression, so many outputs that 40 samples do not fit into a step of any kind',
    { heads: head('meanSquaredError', 5000), parameters: 330_000, outputLayer: 'it is not linear', seconds: 1 },
    smwGN(),
  ],
  [
    'regression of 12 outputs or more, the output layer in closed form',
    { heads: head('meanSquaredError', 20), outputLayer },
    smwGN(),
  ],
  ['regression of exact targets, lambda following the residual, momentum rising', { noise: 'none' }, smwGN()],
  ['regression in numbers about 1, lambda following the residual', {}, smwGN()],
  ['regression by a loss that is the whole one, lambda by trial', { samples: 100 }, smwGN()],
  [
    'regression of exact targets in raw numbers or few steps, lambda down to its floor',
    { noise: 'none', raw: true },
    smwGN(),
  ],
  ['regression', { raw: true, samples: 450_000, seconds: 2 }, smwGN()],
  [
    'classes of up to 500 samples, the whole set each step',
    { heads: head('softmaxCrossEntropy', 3), samples: 500 },
    smwNG(),
  ],
  ['two classes', { heads: head('softmaxCrossEntropy', 2) }, smwNG()],
  [
    'five hundred classes or more in numbers about 1, the output layer as a block of its own',
    {
      heads: head('softmaxCrossEntropy', 500),
      outputLayer: { ...outputLayer, loss: 'softmaxCrossEntropy', outputs: 500 },
    },
    smwGN({ outputLayer: 'eliminated' }),
  ],
  [
    'three classes or more in numbers about 1, weight decay in proportion to the loss',
    { heads: head('softmaxCrossEntropy', 3) },
    kfac({ damping: 0.03 }),
  ],
  ['classes', { heads: head('softmaxCrossEntropy', 10), raw: true }, smwNG()],
]

test('every line of the rule is reached, with the recipe of its method', () => {
  for (const [of, more, takes] of reached) {
    const { said, settled, sentence } = choose(task(more))
    assert.ok(sentence.startsWith(`${settled.method}: ${of}; `), `${sentence} is not ${of}`)
    assert.equal(said, takes)
    assert.equal(settled, settle(takes, task(more)))
  }
  assert.equal(
    reached.map(([of]) => of),
    lines(),
  )
})

test('kfac needs numbers about 1, one head of classes, 300 steps, and a step that the seconds and the widths allow', () => {
  const method = (more: Partial<Task>) => choose(task({ heads: head('softmaxCrossEntropy', 10), ...more })).said.method
  assert.is(method({}), 'kfac')
  assert.is(method({ samples: 501 }), 'kfac')
  assert.is(method({ samples: 500 }), 'smwNG')
  assert.is(method({ raw: true }), 'smwNG')
  assert.is(method({ heads: head('sigmoidCrossEntropy', 10) }), 'smwNG')
  assert.is(method({ heads: [...head('softmaxCrossEntropy', 10), ...head('softmaxCrossEntropy', 3)] }), 'smwNG')
  // 80 batches an epoch.
  assert.is(method({ epochs: 4 }), 'kfac')
  assert.is(method({ epochs: 3 }), 'smwNG')
  assert.is(method({ steps: 300 }), 'kfac')
  assert.is(method({ steps: 299 }), 'smwNG')
  const pictures = { inputs: 784, parameters: 159_010, widths: 1194 }
  assert.is(method({ ...pictures, seconds: 8 }), 'kfac')
  assert.is(method({ ...pictures, seconds: 0.5 }), 'smwNG')
  assert.is(method({ inputs: 3072, parameters: 308_310, widths: 3282 }), 'smwNG')
})

test('the weight decay of kfac is a hundredth of the loss, at most 15/n, and less where parameters are few', () => {
  const decay = (samples: number) => choose(task({ heads: head('softmaxCrossEntropy', 10), samples })).decay
  assert.equal(decay(2000), {
    weightDecay: 7.5e-3,
    regularization: { kind: 'inProportion', share: 0.01, most: 7.5e-3 },
  })
  assert.is(decay(200_000)?.weightDecay, (15 * 5569) / 200_000 ** 2)
  assert.is(choose(task({})).decay, undefined)
})

const net = sequential({ input: 1, seed: 1 }, [dense(4, 'tanh'), dense(1)])
const data = { x: Array.from({ length: 30 }, (_, k) => [k / 30]), y: Array.from({ length: 30 }, (_, k) => [k / 15]) }

test('auto is what nothing said is, to the bit, and says why; a method that is named says nothing', async () => {
  const silent = await fit(net, data, { steps: 3, threads: 1 })
  const auto = await fit(net, data, { steps: 3, threads: 1, optimizer: 'auto' })
  assert.equal(auto.model.params, silent.model.params)
  assert.is(auto.chosen, silent.chosen)
  assert.match(auto.chosen ?? '', /^smwGN: regression by a loss that is the whole one, /)
  const named = await fit(net, data, { steps: 3, threads: 1, optimizer: smwGN() })
  assert.equal(named.model.params, auto.model.params)
  assert.not('chosen' in named)
})

const random = stream(4, 1)
const points = Array.from({ length: 600 }, () => [random.normal(), random.normal()])
const thirds = { x: points, y: Int32Array.from(points, ([a, b]) => (a > b ? 0 : a + b > 0 ? 1 : 2)) }
const classifier = sequential({ input: 2, seed: 1 }, [dense(6, 'relu'), dense(3)])
const budget = { steps: 300, threads: 1 }

test('three classes: the weight decay is 1/100 of the running mean of 20 losses, at most 15 P/n²; what is said takes its place', async () => {
  const { optimizer, regularization, history } = await fit(classifier, thirds, budget)
  assert.is(optimizer.method, 'kfac')
  let mean = 0
  for (const { step, loss } of history.slice(0, -1)) mean += (loss - mean) * Math.max(1 / step, 1 / 20)
  const most = (15 * classifier.params.length) / 600 ** 2
  assert.is(regularization.kind, 'inProportion')
  assert.ok(Math.abs(regularization.weightDecay / Math.min(mean / 100, most) - 1) < 1e-9)
  assert.ok(mean / 100 < most, 'the run is long enough for the loss to rule')
  assert.is((await fit(classifier, thirds, { ...budget, weightDecay: 0.5 })).regularization.weightDecay, 0.5)
  assert.is((await fit(classifier, thirds, { ...budget, regularization: 'none' })).regularization.kind, 'none')
  const named = await fit(classifier, thirds, { ...budget, optimizer: kfac({ damping: 0.03 }) })
  assert.is(named.regularization.kind, 'none')
})

test('three classes: a run that is resumed goes on to the bit, its weight decay too', async () => {
  const whole = await fit(classifier, thirds, budget)
  const flops = whole.steps * 2e4
  const part = await fit(classifier, thirds, { ...budget, flops })
  assert.is(part.stopped, 'flops')
  const rest = await fit(classifier, thirds, { ...budget, resume: part.checkpoint })
  assert.is(rest.steps, 300)
  assert.equal(rest.model.params, whole.model.params)
  assert.equal(rest.regularization, whole.regularization)
})

test('another word is refused, with auto among what is offered', () =>
  refuses(() => fit(net, data, { optimizer: 'best' as 'auto', steps: 1 }), { code: 'BAD_OPTION', says: ["'auto'"] }))

test.run()
