import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  constant,
  cosine,
  dense,
  evaluate,
  fit,
  type LossName,
  type Optimizer,
  sequential,
  sgd,
  smwGN,
  smwNG,
  type TrainingData,
} from '../../src/index.js'
import type { RunPlan } from '../../src/place/plan.js'
import { stream } from '../../src/random/index.js'
import type { Workspace } from '../../src/step/workspace.js'
import { Course } from '../../src/train/course.js'

/** A course whose parameters are one number: the loss there, at every sample. */
function courseOf(start: number, plan: Partial<RunPlan> = {}) {
  const places = [Float64Array.of(start), Float64Array.of(start)]
  const workspace = {
    decay: { weight: 0 },
    vector: (place: number) => places[place],
    loss: (place: number) => ({ value: places[place][0], shown: places[place][0] }),
    kernels: { sumSquares: () => 0 },
    layout: { graph: { parameters: 1 } },
  } as unknown as Workspace
  const heads = [{ loss: 'meanSquaredError', weight: 1 }]
  const training = { count: 4, inputs: [], targets: [Float64Array.of(-1, 1, -1, 1)] }
  const course = new Course(
    {
      params: Float64Array.of(start),
      training,
      heads,
      weightDecay: 0,
      optimizer: { gradientBatch: 'full' },
      ...plan,
    } as unknown as RunPlan,
    workspace,
  )
  course.begin(0)
  return {
    course,
    /** One epoch a number: its mean, with parameters of that loss. */
    epochs(...means: number[]) {
      means.forEach((mean, k) => {
        course.add(mean, 4)
        places[0][0] = mean
        course.close(k + 1, 0)
      })
    },
    judge(last: number) {
      places[0][0] = last
      return course.judge({ stopped: 'epochs', reason: 'the budget is used' }, 0, 1)
    },
  }
}

const ends: [string, number, number[], number, number | undefined][] = [
  ['a fall', 1, [0.8, 0.5, 0.3], 0.3, undefined],
  ['1.9 times the best', 1, [0.8, 0.1, 0.19], 0.19, undefined],
  ['2.1 times the best', 1, [0.8, 0.1, 0.21], 0.21, 2],
  ['above the start, but not twice the best', 1, [1.2, 0.9, 1.1], 1.1, 2],
  ['never below the start', 1, [1.4, 1.3, 1.2], 1.2, 0],
  ['a start that is not beaten by more than luck', 1, [1.01, 1, 1.01], 1.01, undefined],
  ['a late blow-up', 2.3, [0.5, 0.1, 0.01, 1e9], 1e9, 3],
  ['a peak that is over at the end', 2.3, [0.5, 0.01, 0.03], 0.012, undefined],
  ['the last step alone', 1, [0.5, 0.1], 50, 2],
  ['a rise far below the spread of the targets', 1, [1e-3, 1e-9, 1e-7], 1e-7, undefined],
  ['a second fit of a trained net that ends a little worse', 1e-9, [1e-8, 2e-8], 3e-8, undefined],
  ['not finite at the end', 1, [0.5, 0.4], Number.NaN, 2],
]
for (const [what, start, means, last, epoch] of ends)
  test(`${what}: ${epoch === undefined ? 'no divergence' : `diverged, and epoch ${epoch} is kept`}`, () => {
    const { epochs, judge } = courseOf(start)
    epochs(...means)
    const { stopped, best } = judge(last)
    assert.is(stopped, epoch === undefined ? 'epochs' : 'diverged')
    assert.is(best?.epoch, epoch)
    if (epoch !== undefined) assert.is(best?.params[0], epoch > 0 ? means[epoch - 1] : start)
  })

test('an epoch that is not over counts with the steps it has, and is held against all samples', () => {
  const { course, epochs, judge } = courseOf(1)
  epochs(0.5, 0.1)
  course.add(0.9, 1)
  assert.is(judge(0.9).stopped, 'diverged')
  assert.is(judge(0.15).stopped, 'epochs', 'one hard batch is luck')
})

test('targets of 1e-6: a rise from 1e-14 to 1e-12 is one', () => {
  const training = { count: 2, inputs: [], targets: [Float64Array.of(-1e-6, 1e-6)] }
  const { epochs, judge } = courseOf(1e-12, { training } as unknown as Partial<RunPlan>)
  epochs(1e-14, 1e-12)
  assert.is(judge(1e-12).best?.epoch, 1)
})

test('a loss that leaves out what targets decide is judged by what lies above the least it can be', () => {
  // Counts of 20: the least is 20 − 20 log 20 = −39.9, which half a nat above is no rise from.
  const counts = { training: { count: 4, inputs: [], targets: [Float64Array.of(20, 20, 20, 20)] } }
  const heads = [{ loss: 'poisson', weight: 1 }]
  const plan = { ...counts, heads } as unknown as Partial<RunPlan>
  const least = 20 - 20 * Math.log(20)
  for (const [means, last, stopped] of [
    [[0.5, 0.1], 0.15, 'epochs'],
    [[0.5, 0.1], 0.3, 'diverged'],
    [[0.9, 0.8], 0.7, 'epochs'],
  ] as const) {
    const { epochs, judge, course } = courseOf(least + 1, plan)
    epochs(...means.map(mean => least + mean))
    assert.is(judge(least + last).stopped, stopped)
    assert.is(course.settled, false)
    assert.is(course.idle, false)
  }
})

const random = stream(7, 1, 1)
const table = Array.from({ length: 700 }, () => Array.from({ length: 4 }, () => random.normal()))
const noise = table.map(() => [random.normal()])
const waves = { x: table, y: table.map(([a, b, c], i) => [Math.sin(2 * a) + b * c + 0.3 * noise[i][0]]) }
const classes = { x: table, y: table.map(([a, b, c]) => (a * b > 0 ? (c > 0 ? 1 : 2) : 0)) }
const luck = { x: table, y: noise }
const few: TrainingData = { x: table.slice(0, 30), y: waves.y.slice(0, 30) }

const methods: [string, Optimizer][] = [
  ['smwGN', smwGN()],
  ['smwNG', smwNG()],
  ['smwNG in batches of 100', smwNG({ gradientBatch: 100 })],
  ['smwGN in batches of 50', smwGN({ gradientBatch: 50 })],
  ['adam', adam()],
  ['adam, constant', adam({ learningRate: constant(3e-3), gradientBatch: 20 })],
  ['sgd', sgd({ gradientBatch: 25 })],
  ['sgd, full', sgd({ gradientBatch: 'full', learningRate: cosine(0.05) })],
]
const tasks: [string, TrainingData, LossName, number][] = [
  ['noisy waves', waves, 'meanSquaredError', 1],
  ['three classes', classes, 'softmaxCrossEntropy', 3],
  ['pure luck', luck, 'meanSquaredError', 1],
  ['thirty samples', few, 'meanSquaredError', 1],
]
for (const [task, data, loss, units] of tasks)
  test(`${task}: no method at a sound rate is said to diverge, however short the run`, async () => {
    for (const [seed, [name, optimizer]] of methods.entries())
      for (const budget of [{ steps: 1 }, { steps: 9 }, { epochs: 2 }, { epochs: 10 }]) {
        const net = sequential({ input: 4, seed }, [dense(12, seed % 2 ? 'relu' : 'tanh'), dense(units)])
        const { stopped, reason, model } = await fit(net, data, { loss, optimizer, seed, threads: 1, ...budget })
        assert.is.not(stopped, 'diverged', `${name}, ${JSON.stringify(budget)}: ${reason}`)
        assert.ok((await evaluate(model, data)).loss <= 1.05 * (await evaluate(net, data, { loss })).loss)
      }
  })

test('overfitting is no divergence: early stopping looks at the validation loss, this at the training loss', async () => {
  const net = sequential({ input: 4, seed: 0 }, [dense(40, 'tanh'), dense(1)])
  const validation = { x: table.slice(400), y: luck.y.slice(400) }
  const data = { x: table.slice(0, 60), y: luck.y.slice(0, 60) }
  const rest = { validation, earlyStopping: { patience: 8 }, epochs: 80, threads: 1 }
  const { stopped, best, epochHistory } = await fit(net, data, { optimizer: adam({ learningRate: 0.02 }), ...rest })
  assert.is(stopped, 'earlyStopping')
  const losses = epochHistory.map(({ validationLoss = Number.NaN }) => validationLoss)
  assert.equal(best, { epoch: losses.indexOf(Math.min(...losses)) + 1, loss: Math.min(...losses) })
})

const blowUps: [string, Optimizer, number][] = [
  ['sgd', sgd({ learningRate: constant(1e3), gradientBatch: 50 }), 6],
  ['adam', adam({ learningRate: constant(40), gradientBatch: 50 }), 6],
  [
    'smwNG without its guards',
    smwNG({ damping: 1e-6, klClip: 0, lossBound: 0, gradientBatch: 40, learningRate: 1 }),
    12,
  ],
]
for (const [name, optimizer, epochs] of blowUps)
  test(`${name} at a rate that blows up: diverged, with the parameters of the best epoch and its number`, async () => {
    const net = sequential({ input: 4, seed: 0 }, [dense(12, 'relu'), dense(3)])
    const loss = 'softmaxCrossEntropy'
    const result = await fit(net, classes, { loss, optimizer, epochs, threads: 1 })
    assert.is(result.stopped, 'diverged', result.reason)
    const means = result.epochHistory.map(record => record.loss)
    const start = (await evaluate(net, classes, { loss })).loss
    const { epoch, loss: said } = result.best ?? { epoch: Number.NaN, loss: Number.NaN }
    assert.ok(Math.abs(said - (epoch > 0 ? means[epoch - 1] : start)) <= 1e-6 * start, `${said}`)
    assert.is(epoch, Math.min(...means) < start ? means.indexOf(Math.min(...means)) + 1 : 0)
    assert.ok((await evaluate(result.model, classes)).loss <= 1.05 * start)
    assert.ok(result.warnings.some(warning => /^diverged: the model is that of (epoch \d+|the start)$/.test(warning)))
  })

test.run()
