import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  bayesianRegularization,
  dense,
  evaluate,
  type FitOptions,
  fit,
  levenbergMarquardt,
  type Optimizer,
  sequential,
} from '../../src/index.js'
import { PURPOSE, stream } from '../../src/random/index.js'
import { refuses } from '../helpers/refuses.js'
import { eliminated } from '../reference/linear.js'
import { net } from './plain-data.js'
import { dot } from './plain-matrices.js'
import { ggnOf, lossOf, type Sample } from './plain-net.js'

test('w is 2 f γ/((R − γ) ‖θ‖²) with γ = P − w tr (C + wI)⁻¹, dense, to 1e-3 at the end of a run', async () => {
  const random = stream(8, 7)
  const samples: Sample[] = Array.from({ length: 60 }, () => {
    const x = [random.normal(), random.normal(), random.normal()]
    return { x, y: [Math.sin(x[0]) + 0.3 * random.normal(), x[2] + 0.3 * random.normal()] }
  })
  const data = { x: samples.map(({ x }) => [...x]), y: samples.map(({ y }) => [...y]) }
  const optimizer = bayesianRegularization({ curvatureBatch: 60 })
  const { model, regularization } = await fit(net, data, { optimizer, steps: 300, dtype: 'float64', threads: 1 })
  const { weightDecay: w, effectiveParameters = 0 } = regularization
  const theta = Array.from(model.params)
  const shifted = ggnOf(theta, samples).map((row, r) => row.map((value, c) => value + (r === c ? w : 0)))
  const solve = eliminated(shifted)
  const trace = theta.reduce((sum, _, p) => sum + solve(theta.map((__, k) => (k === p ? 1 : 0)))[p], 0)
  const gamma = theta.length - w * trace
  assert.ok(Math.abs(effectiveParameters / gamma - 1) < 1e-3, `${effectiveParameters}, dense ${gamma}`)
  const expected = (2 * lossOf(theta, samples) * gamma) / ((120 - gamma) * dot(theta, theta))
  assert.ok(Math.abs(w / expected - 1) < 1e-3, `${w}, dense ${expected}`)
})

/** x = −1, −0.95, … 1; y = sin 2πx + 0.1 noise. */
function sine(seed: number) {
  const random = stream(seed, PURPOSE.generateData, 9)
  const x = Array.from({ length: 41 }, (_, i) => [-1 + 0.05 * i])
  return { x, y: x.map(([value]) => [Math.sin(2 * Math.PI * value) + 0.1 * random.normal()]) }
}

const between = Array.from({ length: 1001 }, (_, i) => [-1 + i / 500])
const curve = { x: between, y: between.map(([value]) => [Math.sin(2 * Math.PI * value)]) }
const sineNet = (seed: number) => sequential({ input: 1, seed }, [dense(20, 'tanh'), dense(1)])

async function errorOf(start: number, rows: number, optimizer: Optimizer, more: FitOptions = {}) {
  const options = {
    optimizer,
    steps: 150,
    epochs: 1000,
    standardize: true,
    threads: 1,
    dtype: 'float64',
    ...more,
  } as const
  const { model, regularization } = await fit(sineNet(start), sine(rows), options)
  return { rmse: (await evaluate(model, curve)).rmse ?? Number.NaN, ...regularization }
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
const SEEDS = [1, 2, 3, 4, 5]

test('a noisy sine, 1-20-1: five starts come to the same effective parameters, within 20 %', async () => {
  const runs = await Promise.all(SEEDS.map(seed => errorOf(seed, 1, bayesianRegularization())))
  const gammas = runs.map(({ effectiveParameters = Number.NaN }) => effectiveParameters)
  for (const gamma of gammas) assert.ok(Math.abs(gamma / median(gammas) - 1) <= 0.2, `${gammas}`)
})

test('a noisy sine: the median error over five draws of the noise is at most 1.1 times that of the best of five fixed decays', async () => {
  const errors = (of: (seed: number) => ReturnType<typeof errorOf>) =>
    Promise.all(SEEDS.map(async seed => (await of(seed)).rmse))
  const ours = median(await errors(seed => errorOf(seed, seed, bayesianRegularization())))
  const fixed: number[] = []
  for (const weightDecay of [1e-2, 1e-3, 1e-4, 1e-5, 1e-6])
    fixed.push(median(await errors(seed => errorOf(seed, seed, levenbergMarquardt(), { weightDecay }))))
  assert.ok(ours <= 1.1 * Math.min(...fixed), `${ours} and ${fixed}`)
})

test('the default budget of ten epochs has room for it', async () => {
  const { optimizer, regularization } = await fit(sineNet(1), sine(1), { optimizer: bayesianRegularization() })
  assert.is(regularization.kind, 'evidence')
  assert.ok((regularization.effectiveParameters ?? 0) > 1)
  assert.is(optimizer.method, 'bayesianRegularization')
})

const refused: [FitOptions, string][] = [
  [{ weightDecay: 0.1 }, 'weightDecay 0.1'],
  [{ regularization: 'holdOut' }, "regularization 'holdOut'"],
]
for (const [options, says] of refused)
  test(`refused: ${JSON.stringify(options)}`, () =>
    refuses(() => fit(sineNet(1), sine(1), { optimizer: bayesianRegularization(), ...options }), {
      code: 'BAD_OPTION',
      says: [says, 'levenbergMarquardt()'],
    }))

test.run()
