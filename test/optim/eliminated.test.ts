import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  connect,
  dense,
  type FitOptions,
  fit,
  followLoss,
  freeze,
  gainRatio,
  input,
  linear,
  type Model,
  model,
  type Optimizer,
  sequential,
  smwGN,
  smwNG,
  type TrainingData,
} from '../../src/index.js'
import { lossOf } from '../../src/model/losses/table.js'
import type { OutputLayer } from '../../src/optim/rows/output-layer.js'
import { settle } from '../../src/optim/table.js'
import type { Task } from '../../src/optim/task.js'
import { stream } from '../../src/random/index.js'
import { refuses } from '../helpers/refuses.js'

const random = stream(31, 120)
const x = Array.from({ length: 60 }, () => [random.normal(), random.normal(), random.normal()])
const curves = (m: number): TrainingData => ({
  x,
  y: x.map(([a, b, c]) => Array.from({ length: m }, (_, j) => Math.sin(a + 0.1 * j) + b * c)),
})
const net = (m: number, last?: 'tanh') => sequential({ input: 3, seed: 1 }, [dense(8, 'tanh'), dense(m, last)])

const settled = async (network: Model, data: TrainingData, options: FitOptions = {}) =>
  (await fit(network, data, { steps: 1, threads: 1, ...options })).optimizer as unknown as Record<string, unknown>

test('from 12 outputs on the output layer is eliminated with nothing said, below it is not', async () => {
  const many = await settled(net(12), curves(12))
  assert.is(many.outputLayer, 'eliminated')
  assert.is(many.sketch, 1)
  assert.is((await settled(net(11), curves(11))).outputLayer, 'rows')
})

test("noise: 'none' lets lambda vanish by trials and refuses bad steps; else it is 1.5 E, at most ½", async () => {
  const exact = await settled(net(12), curves(12), { noise: 'none', dtype: 'float64' })
  assert.equal([exact.damping, exact.momentum, exact.rejectBadSteps], [gainRatio({ tau: 1e-7 }), 0.9, true])
  const noisy = await settled(net(12), curves(12))
  assert.equal([noisy.damping, noisy.rejectBadSteps], [followLoss({ lambda: 0.5, below: 2 }), false])
})

test('a few outputs are eliminated where that is asked for, and many are not where rows are', async () => {
  assert.is((await settled(net(2), curves(2), { optimizer: smwGN({ outputLayer: 'eliminated' }) })).sketch, 1)
  assert.is((await settled(net(2), curves(2), { optimizer: smwGN({ sketch: 0 }) })).outputLayer, 'eliminated')
  const rows = await settled(net(12), curves(12), { optimizer: smwGN({ outputLayer: 'rows' }) })
  assert.equal([rows.outputLayer, rows.sketch, rows.rows], ['rows', undefined, 'ggn'])
})

test('classes are eliminated where that is asked for: no sketch, lambda 1 / m, the loss as bound', async () => {
  const asked = { ...classes, optimizer: smwGN({ outputLayer: 'eliminated' }) }
  const told = await settled(net(3), { x, y: three }, asked)
  const { damping, learningRate, sketch, momentum, klClip, lossBound, rejectBadSteps } = told
  assert.equal([damping, learningRate], [{ kind: 'constant', lambda: 1 / 3 }, linear(1)])
  assert.equal([sketch, momentum, klClip, lossBound, rejectBadSteps], [0, 0.9, 0.1, 1, false])
  const more = await settled(net(3), { x, y: three }, { ...classes, optimizer: smwGN({ sketch: 2, momentum: 0 }) })
  assert.equal([more.outputLayer, more.sketch, more.momentum], ['eliminated', 2, 0])
  assert.is((await settled(net(3), { x, y: three }, { ...classes, optimizer: smwGN() })).outputLayer, 'rows')
})

test('options that only the rows have, and losses and layers that are not linear, leave it out with nothing said', async () => {
  const said: Optimizer[] = [
    smwGN({ curvatureBatch: 20 }),
    smwGN({ curvatureFrom: 'independent' }),
    smwGN({ solve: 'parameters' }),
    smwGN({ gradientBatch: 30, curvatureBatch: 20 }),
  ]
  for (const optimizer of said) assert.is((await settled(net(12), curves(12), { optimizer })).outputLayer, 'rows')
  assert.not((await settled(net(12), curves(12), { loss: 'huber' })).outputLayer)
  assert.not((await settled(net(12, 'tanh'), curves(12))).outputLayer)
})

test('the optimizer of a result, handed to the next run, is the same', async () => {
  const labelled = [
    { x, y: three },
    { ...classes, steps: 2, threads: 1 },
  ] as const
  for (const optimizer of [smwGN(), smwGN({ outputLayer: 'rows', gradientBatch: 20 }), smwGN({ sketch: 2 })])
    for (const [data, options] of [[curves(12), { steps: 2, threads: 1 }] as const, labelled]) {
      const first = await fit(net(12), data, { ...options, optimizer })
      const again = JSON.parse(JSON.stringify(first.optimizer))
      const second = await fit(net(12), data, { ...options, optimizer: again })
      assert.equal(second.optimizer, first.optimizer)
      assert.equal(second.model.params, first.model.params)
    }
})

const closed = { optimizer: smwGN({ outputLayer: 'eliminated' }), steps: 1 } as const
const labels = Int32Array.from(x, ([a]) => (a > 0 ? 1 : 0))
const three = Int32Array.from(x, ([a]) => (a > 0.5 ? 2 : a > -0.5 ? 1 : 0))
const counts = x.map(([a]) => [a > 0 ? 3 : 0, 1])
const classes = { loss: 'softmaxCrossEntropy' } as const
const two = () => {
  const first = input(3, 'x')
  const h = connect(dense(4, 'tanh'), first)
  return model([first], [connect(dense(2, undefined, { name: 'u' } as never), h), connect(dense(2), h)])
}
const refused: readonly [name: string, call: () => unknown, says: readonly string[]][] = [
  ['two classes', () => fit(net(2), { x, y: labels }, { ...closed, loss: 'softmaxCrossEntropy' }), ['2 classes']],
  [
    'a binary head',
    () => fit(net(1), { x, y: Array.from(labels, y => [y]) }, { ...closed, loss: 'sigmoidCrossEntropy' }),
    ['sigmoidCrossEntropy', "outputLayer: 'rows'"],
  ],
  [
    'classes over 600 columns',
    () => fit(sequential({ input: 3 }, [dense(600), dense(3)]), { x, y: three }, { ...closed, ...classes }),
    ['601 columns', '600', "outputLayer: 'rows'"],
  ],
  ['huber', () => fit(net(2), curves(2), { ...closed, loss: 'huber' }), ['huber', "outputLayer: 'rows'"]],
  ['tanh', () => fit(net(2, 'tanh'), curves(2), closed), ['tanh', 'not linear', "outputLayer: 'rows'"]],
  ['a frozen layer', () => fit(freeze(net(2), ['dense_1']), curves(2), closed), ['dense_1', 'frozen']],
  [
    'another curvatureBatch',
    () => fit(net(2), curves(2), { ...closed, optimizer: smwGN({ outputLayer: 'eliminated', curvatureBatch: 9 }) }),
    ['curvatureBatch is 9', 'gradientBatch alone'],
  ],
  [
    'curvature of its own',
    () =>
      fit(net(2), curves(2), {
        ...closed,
        optimizer: smwGN({ outputLayer: 'eliminated', curvatureFrom: 'independent' }),
      }),
    ['curvatureFrom'],
  ],
  [
    'the side of parameters',
    () => fit(net(2), curves(2), { ...closed, optimizer: smwGN({ outputLayer: 'eliminated', solve: 'parameters' }) }),
    ['solve'],
  ],
  [
    'a sketch of rows',
    () => fit(net(2), curves(2), { ...closed, optimizer: smwGN({ outputLayer: 'rows', sketch: 2 }) }),
    ['sketch is 2', "outputLayer: 'eliminated'"],
  ],
  [
    'a sketch of counts',
    () => fit(net(2), { x, y: counts }, { loss: 'poisson', optimizer: smwGN({ sketch: 2 }), steps: 1 }),
    ['poisson', 'cannot be eliminated'],
  ],
  ['half a row', () => smwGN({ sketch: 0.5 }), ['sketch is 0.5', 'from 0 up']],
  ['another word', () => smwGN({ outputLayer: 'eliminate' as never }), ['"eliminated"']],
  ['smwNG', () => smwNG({ outputLayer: 'eliminated' } as never), ['no option "outputLayer"']],
]

for (const [name, call, says] of refused)
  test(`${name} is refused, with what would work`, () => refuses(call, { code: 'BAD_OPTION', says: [...says] }))

test('several outputs are refused', async () => {
  const y = Object.fromEntries(two().graph.outputs.map(name => [name, curves(2).y]))
  await refuses(() => fit(two(), { x, y } as never, closed), { code: 'BAD_OPTION', says: ['2 outputs'] })
})

test('a budget that a step of 250 samples would eat takes smaller batches, and another method where 40 are too many', () => {
  const task: Task = {
    samples: 10_000,
    parameters: 340_000,
    inputs: 784,
    widths: 2588,
    dtype: 'float32',
    heads: [{ loss: lossOf('meanSquaredError'), m: 784 }],
    noise: 'some',
    outputLayer: { loss: 'meanSquaredError', columns: 201, below: 200, outputs: 784, hidden: 180_000, widths: 1604 },
  }
  assert.is(settle(smwGN(), task).gradientBatch, 250)
  const short = settle(smwGN(), { ...task, seconds: 1 })
  assert.ok((short.gradientBatch as number) < 250 && (short.gradientBatch as number) >= 40, String(short.gradientBatch))
  assert.is(
    settle(smwGN(), { ...task, outputLayer: { ...(task.outputLayer as OutputLayer), columns: 8001 }, seconds: 1 })
      .method,
    'adam',
  )
})

test.run()
