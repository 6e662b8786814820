import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  constant,
  cosine,
  followLoss,
  gainRatio,
  type LossName,
  linear,
  nielsen,
  residualVariance,
  sgd,
  smwGN,
  smwNG,
} from '../../src/index.js'
import { lossOf } from '../../src/model/losses/table.js'
import { curvatureSamples } from '../../src/optim/rows/curvature-samples.js'
import { rateAt } from '../../src/optim/schedule.js'
import { settle } from '../../src/optim/table.js'
import type { Task } from '../../src/optim/task.js'
import { refuses } from '../helpers/refuses.js'

const refused: readonly [call: () => unknown, says: string][] = [
  [() => smwNG({ lamda: 1 } as never), 'Did you mean "damping"?'],
  [() => smwGN({ batchSize: 32 } as never), 'Did you mean "gradientBatch"?'],
  [() => smwGN({ momentun: 0.9 } as never), 'Did you mean "momentum"?'],
  [() => smwGN({ fisher: 'sampled' } as never), 'no option "fisher"'],
  [() => smwNG({ fisher: 'emprical' as never }), 'empirical'],
  [() => smwGN({ gradientBatch: 0 }), 'gradientBatch is 0'],
  [() => smwGN({ curvatureBatch: 2.5 }), 'curvatureBatch is 2.5'],
  [() => smwGN({ momentum: 1 }), 'momentum is 1'],
  [() => smwGN({ klClip: -1 }), 'klClip is -1'],
  [() => smwNG({ lossBound: -1 }), 'lossBound is -1'],
  [() => smwGN({ lossBound: Number.NaN }), 'lossBound is NaN'],
  [() => smwGN({ damping: 0 }), 'damping is 0'],
  [() => smwGN({ damping: { kind: 'other' } as never }), '"gainRatio"'],
  [() => smwGN({ learningRate: Number.NaN }), 'learningRate'],
  [() => smwGN({ solve: 'row' as never }), 'rows'],
  [() => smwGN({ rejectBadSteps: 1 as never }), 'rejectBadSteps is 1'],
  [() => followLoss({ below: 0 }), 'below is 0'],
  [() => gainRatio({ boost: 0.9 }), 'boost is 0.9'],
  [() => gainRatio({ drop: 1.1 }), 'drop is 1.1'],
  [() => gainRatio({ epsilon: 0.5 }), 'epsilon is 0.5'],
  [() => gainRatio({ boost: 10n as never }), 'boost is 10'],
  [() => gainRatio({ lambda: 1n as never }), 'lambda is 1'],
  [() => gainRatio({ lambda: 1e-3, tau: 1 }), 'tau is 1'],
  [() => nielsen({ nu: 2 } as never), 'no option "nu"'],
  [() => sgd({ damping: 1 } as never), 'no option "damping"'],
  [() => adam({ beta1: 1 }), 'beta1 is 1'],
  [() => cosine(0), 'rate is 0'],
]

for (const [call, says] of refused)
  test(`${call.toString().slice(6, 70)} is refused: ${says}`, () => refuses(call, { code: 'BAD_OPTION', says: [says] }))

test('a preset holds what was said and nothing else', () => {
  assert.equal(smwGN(), { method: 'smwGN', rows: 'ggn' })
  assert.equal(smwNG({ damping: 2, fisher: 'empirical' }), {
    method: 'smwNG',
    rows: 'empirical',
    damping: { kind: 'constant', lambda: 2 },
  })
  assert.equal(structuredClone(smwGN({ damping: gainRatio() })), smwGN({ damping: gainRatio() }))
})

test('schedules run over the used fraction of the budget', () => {
  assert.equal(
    [0, 0.5, 1, 2].map(used => rateAt(linear(2), used)),
    [2, 1, 0, 0],
  )
  assert.ok(Math.abs(rateAt(cosine(2), 0.5) - 1) < 1e-15)
  assert.is(rateAt(constant(3), 0.9), 3)
})

const head = (loss: LossName, m: number) => [{ loss: lossOf(loss), m }]
const task = (more: Partial<Task>): Task => ({
  samples: 10_000,
  parameters: 4546,
  inputs: 3,
  widths: 261,
  dtype: 'float64',
  heads: head('meanSquaredError', 2),
  noise: 'none',
  ...more,
})

const pick = (settled: object, ...names: string[]) =>
  Object.fromEntries(names.map(name => [name, (settled as Record<string, unknown>)[name]]))

test('noise-free regression: λ by the residuals as with noise, and a momentum that rises to 0.98 unless another was said', () => {
  const names = ['gradientBatch', 'curvatureBatch', 'momentum', 'momentumEnd', 'damping', 'rejectBadSteps']
  const shared = {
    gradientBatch: 125,
    curvatureBatch: 125,
    damping: residualVariance({ steps: 1000 }),
    rejectBadSteps: false,
  }
  assert.equal(pick(settle(smwGN(), task({})), ...names), { ...shared, momentum: 0.9, momentumEnd: 0.98 })
  const own = settle(smwGN({ momentum: 0.5 }), task({}))
  assert.equal(pick(own, ...names), { ...shared, momentum: 0.5, momentumEnd: undefined })
  const both = settle(smwGN({ momentum: 0.5, momentumEnd: 0.8 }), task({}))
  assert.equal(pick(both, ...names), { ...shared, momentum: 0.5, momentumEnd: 0.8 })
})

test('noise-free raw numbers: 250 samples, SPRING 0.9, gain ratio × 1.5 from 1 down to 1e-7 (1e-6 in float32), refusal', () => {
  const settled = settle(smwGN(), task({ raw: true }))
  assert.equal(pick(settled, 'gradientBatch', 'curvatureBatch', 'momentum', 'rejectBadSteps', 'klClip'), {
    gradientBatch: 250,
    curvatureBatch: 250,
    momentum: 0.9,
    rejectBadSteps: true,
    klClip: 0,
  })
  assert.equal('damping' in settled && settled.damping, gainRatio({ tau: 1e-7 }))
  const single = settle(smwGN(), task({ raw: true, dtype: 'float32' }))
  assert.equal('damping' in single && single.damping, gainRatio({ tau: 1e-6 }))
})

const noisy = { noise: 'some', parameters: 501, widths: 110, heads: head('meanSquaredError', 1) } as const
const rule = (more: Partial<Task>, said = smwGN()) => {
  const settled = settle(said, task({ ...noisy, ...more }))
  return 'damping' in settled && settled.damping
}

test('regression with nothing said: an eighth of the set, 32 to 250, SPRING 0.9, cosine, λ by the residuals, no refusal', () => {
  assert.equal(
    pick(settle(smwGN(), task(noisy)), 'gradientBatch', 'curvatureBatch', 'momentum', 'rejectBadSteps', 'learningRate'),
    { gradientBatch: 250, curvatureBatch: 250, momentum: 0.9, rejectBadSteps: false, learningRate: cosine(1) },
  )
  assert.equal(rule({}), residualVariance({ steps: 1000 }))
  const samples = (count: number, m = 1) =>
    settle(smwGN(), task({ ...noisy, samples: count, heads: head('meanSquaredError', m) })).gradientBatch
  assert.equal(
    [129, 256, 1000, 2000, 450_000].map(count => samples(count)),
    [32, 32, 125, 250, 250],
  )
  // 250 rows, or 40 samples.
  assert.equal(
    [2, 3, 12].map(m => samples(10_000, m)),
    [125, 83, 40],
  )
})

test('few samples, few steps, another rule, the whole set or a loss without residuals: the whole set each step, or as before', () => {
  const whole = { gradientBatch: 'full', momentum: 0, rejectBadSteps: true, damping: nielsen() }
  for (const [said, more] of [
    [smwGN(), { samples: 128 }],
    [smwGN(), { steps: 59 }],
    [smwGN(), { raw: true }],
    [smwGN(), { epochs: 1 }],
    [smwGN({ gradientBatch: 'full' }), {}],
    [smwGN({ gradientBatch: 10_000 }), {}],
    [smwGN({ damping: nielsen() }), {}],
    [smwGN(), { heads: head('poisson', 1) }],
  ] as const)
    assert.equal(
      pick(settle(said, task({ ...noisy, ...more })), 'gradientBatch', 'momentum', 'rejectBadSteps', 'damping'),
      whole,
    )
  assert.equal(pick(settle(smwGN(), task({ ...noisy, epochs: 1 })), 'curvatureBatch'), { curvatureBatch: 2004 })
  assert.equal(
    rule({ samples: 60 }, smwGN({ damping: residualVariance({ window: 3 }) })),
    residualVariance({ window: 3 }),
  )
})

test('classification: constant λ, α linear to 0, a KL clip; 500 samples from 40,000 on', () => {
  const classes = { noise: 'some', heads: head('softmaxCrossEntropy', 10), parameters: 397_510, widths: 1794 } as const
  const ng = settle(smwNG(), task({ ...classes, samples: 60_000 }))
  assert.equal(
    pick(
      ng,
      'gradientBatch',
      'curvatureBatch',
      'momentum',
      'klClip',
      'lossBound',
      'rejectBadSteps',
      'damping',
      'learningRate',
    ),
    {
      gradientBatch: 500,
      curvatureBatch: 500,
      momentum: 0.9,
      klClip: 0.05,
      lossBound: 1,
      rejectBadSteps: false,
      damping: { kind: 'constant', lambda: 1 },
      learningRate: linear(1),
    },
  )
  assert.is(settle(smwNG(), task(classes)).gradientBatch, 250)
  const gn = settle(smwGN(), task(classes))
  assert.equal(pick(gn, 'gradientBatch', 'curvatureBatch', 'klClip', 'lossBound', 'damping'), {
    gradientBatch: 60,
    curvatureBatch: 60,
    klClip: 0.02,
    lossBound: 1,
    damping: { kind: 'constant', lambda: 0.1 },
  })
})

test('two classes: by either method as many samples as cost half a gradient, 64 to 250 (500), λ N = 4 (d + 1)', () => {
  const inputs = 123
  const sizes = (parameters: number, widths: number, samples: number, loss: LossName, m: number) =>
    [smwGN(), smwNG()].map(method => {
      const settled = settle(method, task({ noise: 'some', heads: head(loss, m), parameters, inputs, widths, samples }))
      if (!('curvatureBatch' in settled)) throw new Error('not of second order')
      assert.equal(settled.damping, followLoss({ lambda: (4 * (inputs + 1)) / settled.curvatureBatch }))
      assert.is(settled.gradientBatch, settled.curvatureBatch)
      const N = settled.curvatureBatch
      return N === 64 || N >= 250 || Math.abs(N * widths + (2 / 3) * N ** 2 - 3 * parameters) < 2 * widths
        ? N
        : Number.NaN
    })
  assert.equal(sizes(6302, 225, 32_561, 'softmaxCrossEntropy', 2), [70, 70])
  assert.equal(sizes(6251, 224, 32_561, 'sigmoidCrossEntropy', 1), [69, 69])
  assert.equal(sizes(100, 30, 5000, 'softmaxCrossEntropy', 2), [64, 64])
  assert.equal(sizes(393_502, 1788, 20_000, 'softmaxCrossEntropy', 2), [250, 250])
  assert.equal(sizes(393_502, 1788, 60_000, 'softmaxCrossEntropy', 2), [500, 500])
})

test('Gauss–Newton in classification: 540 rows a step, whatever the number of classes', () => {
  const batch = (m: number) =>
    settle(smwGN(), task({ noise: 'some', heads: head('softmaxCrossEntropy', m) })).gradientBatch
  assert.equal([3, 7, 10, 26].map(batch), [270, 90, 60, 22])
})

test('up to 500 samples the whole set is the batch; what the user says stays; a batch is at most the data', () => {
  const small = settle(smwNG(), task({ samples: 400, noise: 'some', heads: head('softmaxCrossEntropy', 3) }))
  assert.is(small.gradientBatch, 'full')
  const said = settle(smwGN({ gradientBatch: 64, momentum: 0, damping: 3 }), task({}))
  assert.equal(pick(said, 'gradientBatch', 'curvatureBatch', 'momentum', 'damping'), {
    gradientBatch: 64,
    curvatureBatch: 64,
    momentum: 0,
    damping: { kind: 'constant', lambda: 3 },
  })
  assert.is(settle(adam({ gradientBatch: 1e6 }), task({})).gradientBatch, 'full')
  assert.is(settle(adam(), task({})).gradientBatch, 128)
})

test('the curvature of a full gradient costs at most 0.7 Gflop or the gradient, and at least one sample is drawn', () => {
  const tall = { samples: 37_000, parameters: 551, widths: 110 }
  assert.ok(curvatureSamples(tall, 1) > 551 && curvatureSamples(tall, 1) <= 4 * 551)
  assert.ok(curvatureSamples({ samples: 10_000, parameters: 901, widths: 117 }, 1) <= 901)
  assert.is(curvatureSamples({ samples: 5, parameters: 13_537_203, widths: 45_723 }, 2), 5)
  assert.ok(curvatureSamples({ samples: 1e6, parameters: 1e7, widths: 1e5 }, 5000) >= 1)
})

test.run()
