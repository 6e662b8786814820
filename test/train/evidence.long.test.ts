import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  adamW,
  dense,
  evaluate,
  type FitOptions,
  fit,
  hessianFree,
  kfac,
  lbfgs,
  sequential,
  smwGN,
  smwNG,
  WoodburyError,
} from '../../src/index.js'
import { PURPOSE, stream } from '../../src/random/index.js'

/** y = sin(4 x) + noise, x uniform in ±1. */
function sine(rows: number, noise: number, seed: number) {
  const random = stream(seed, PURPOSE.generateData, 9)
  const x = Array.from({ length: rows }, () => [2 * random.uniform() - 1])
  return { x, y: x.map(([value]) => [Math.sin(4 * value) + noise * random.normal()]) }
}

const net = (seed: number) => sequential({ input: 1, seed }, [dense(30, 'tanh'), dense(1)])
const budget = { steps: 400, standardize: true, threads: 1 } as const

async function errorOf(seed: number, options: FitOptions) {
  const result = await fit(net(seed), sine(60, 0.3, seed), { ...budget, seed, ...options })
  const { rmse = Number.NaN } = await evaluate(result.model, sine(1000, 0, seed + 100))
  return { rmse, ...result.regularization }
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]

test('a noisy sine: effective parameters settle, and the error is near that of the best fixed decay', async () => {
  const seeds = [1, 2, 3, 4, 5]
  const evident = await Promise.all(seeds.map(seed => errorOf(seed, {})))
  const gammas = evident.map(({ effectiveParameters = Number.NaN }) => effectiveParameters)
  const middle = median([...gammas])
  for (const gamma of gammas) assert.ok(Math.abs(gamma - middle) <= 0.2 * middle, `${gammas}`)
  const fixed: number[] = []
  for (const weightDecay of [1e-2, 1e-3, 1e-4, 1e-5, 1e-6])
    fixed.push(median(await Promise.all(seeds.map(async seed => (await errorOf(seed, { weightDecay })).rmse))))
  const error = median(evident.map(({ rmse }) => rmse))
  assert.ok(error <= 1.1 * Math.min(...fixed), `${error} and ${fixed}`)
})

test('what was chosen stands among the warnings, with the effective parameters', async () => {
  const { warnings, regularization } = await fit(net(1), sine(60, 0.3, 1), { ...budget, seed: 1 })
  const { effectiveParameters = 0 } = regularization
  assert.match(
    warnings.join('; '),
    new RegExp(`^regularization: .*evidence.*${effectiveParameters.toFixed(1)} of the 91 parameters`),
  )
})

test('exact targets: the weight decay falls to nothing', async () => {
  const { regularization, model } = await fit(net(1), sine(60, 0, 1), { ...budget, seed: 1 })
  assert.is(regularization.kind, 'evidence')
  assert.ok(regularization.weightDecay < 1e-9, String(regularization.weightDecay))
  assert.ok(((await evaluate(model, sine(60, 0, 1))).rmse ?? 1) < 1e-3)
})

test('a trained model goes on from where it is', async () => {
  const data = sine(200, 0, 1)
  const options = { epochs: 120, standardize: true, threads: 1 } as const
  const { model } = await fit(net(1), data, options)
  const decays: number[] = []
  const highest = async (regularization: 'auto' | 'none') => {
    const losses: number[] = []
    const result = await fit(model, data, { ...options, regularization, onStep: ({ loss }) => losses.push(loss) })
    decays.push(result.regularization.weightDecay)
    return Math.max(...losses)
  }
  const [evident, none] = [await highest('auto'), await highest('none')]
  assert.ok(decays[0] > 0 && decays[1] === 0)
  assert.ok(evident < 10 * none, `${evident}, without ${none}`)
})

const kinds: [string, FitOptions, string][] = [
  ['nothing said', {}, 'evidence'],
  ['none', { regularization: 'none' }, 'none'],
  ['a method', { optimizer: smwGN() }, 'none'],
  ['a method and the evidence', { optimizer: smwGN(), regularization: 'evidence' }, 'evidence'],
  ['kfac and the evidence', { optimizer: kfac(), regularization: 'evidence', steps: 2000 }, 'evidence'],
  ['adam and the evidence', { optimizer: adam(), regularization: 'evidence', steps: 4000 }, 'evidence'],
  ['a number', { weightDecay: 1e-4 }, 'weightDecay'],
  ['exact targets', { noise: 'none' }, 'none'],
  ['raw numbers', { standardize: false }, 'evidence'],
  ['few steps', { steps: 5 }, 'none'],
]
for (const [what, options, kind] of kinds)
  test(`${what}: regularization ${kind}`, async () => {
    const { regularization, stopped } = await fit(net(1), sine(60, 0.3, 1), { ...budget, ...options })
    assert.is(regularization.kind, kind)
    assert.ok(['steps', 'converged'].includes(stopped), stopped)
    assert.is(regularization.effectiveParameters !== undefined, kind === 'evidence')
    if (kind !== 'evidence') assert.is(regularization.weightDecay, options.weightDecay ?? 0)
    else assert.ok((regularization.effectiveParameters ?? 0) > 2 && (regularization.effectiveParameters ?? 0) < 60)
  })

test('raw numbers far from 1 have none with nothing said', async () => {
  const { x, y } = sine(60, 0.3, 1)
  const far = { x: x.map(([value]) => [1000 * value]), y }
  assert.is((await fit(net(1), far, { steps: 400 })).regularization.kind, 'none')
})

test('two classes: the evidence where it is asked for, a finite loss where they cannot be told apart by so few', async () => {
  const { x, y } = sine(60, 2, 1)
  const labels = Int32Array.from(y, ([value]) => (value > 0 ? 1 : 0))
  const options = { steps: 300, standardize: true, threads: 1 } as const
  const told = await fit(
    sequential({ input: 1, seed: 1 }, [dense(30, 'tanh'), dense(2)]),
    { x, y: labels },
    {
      ...options,
      regularization: 'evidence',
      optimizer: smwNG(),
    },
  )
  assert.ok((told.regularization.effectiveParameters ?? 0) > 1)
  assert.ok(told.regularization.weightDecay > 1e-4)
})

test('few samples of two classes that overlap: with nothing said new rows are told better than a coin, and not with certainty', async () => {
  const random = stream(5, PURPOSE.generateData, 9)
  const clouds = (rows: number) => {
    const labels = Int32Array.from({ length: rows }, (_, i) => i % 2)
    return { x: Array.from(labels, label => [label - 0.5 + random.normal(), random.normal()]), y: labels }
  }
  const train = clouds(60)
  const test = clouds(2000)
  const start = sequential({ input: 2, seed: 1 }, [dense(30, 'relu'), dense(2)])
  const logLoss = async (options: FitOptions) =>
    (await evaluate((await fit(start, train, { steps: 300, standardize: true, threads: 1, ...options })).model, test))
      .loss
  const [none, auto] = [await logLoss({ regularization: 'none' }), await logLoss({})]
  assert.ok(auto < Math.LN2 && auto < 0.9 * none, `${auto}, without ${none}`)
})

test('holding out a tenth returns the best epoch, and trains to the end of the budget', async () => {
  const { regularization, best, steps } = await fit(net(1), sine(60, 0.3, 1), {
    ...budget,
    steps: 300,
    regularization: 'holdOut',
  })
  assert.is(regularization.kind, 'none')
  assert.ok(best !== undefined && best.epoch < 300)
  assert.ok(steps > 50)
})

const refused: [FitOptions, RegExp][] = [
  [{ regularization: 'evidence', optimizer: lbfgs() }, /lbfgs remembers the objective/],
  [{ regularization: 'evidence', optimizer: hessianFree() }, /hessianFree remembers/],
  [{ regularization: 'evidence', optimizer: adamW() }, /adamW has a weight decay of its own/],
  [{ regularization: 'evidence', steps: 3 }, /the budget has no room for 3 estimates/],
  [{ regularization: 'evidence', weightDecay: 0.1 }, /regularization is 'evidence', and weightDecay 0.1/],
  [{ regularization: 'none', weightDecay: 0.1 }, /Pass one of them/],
  [{ regularization: 'evidnce' as 'evidence' }, /evidence/],
]
for (const [options, message] of refused)
  test(`refused: ${message.source}`, () => {
    try {
      fit(net(1), sine(60, 0.3, 1), { ...budget, ...options })
      assert.unreachable()
    } catch (error) {
      assert.ok(error instanceof WoodburyError && error.code === 'BAD_OPTION', String(error))
      assert.match((error as Error).message, message)
    }
  })

test('a loss of exactly 0 breaks nothing', async () => {
  const flat = sequential({ input: 1, seed: 1 }, [dense(1)])
  const zero = { ...flat, params: flat.params.map(() => 0) as typeof flat.params }
  const x = Array.from({ length: 60 }, (_, i) => [i / 60])
  const { model, regularization } = await fit(
    zero,
    { x, y: x.map(() => [0]) },
    { steps: 200, regularization: 'evidence' },
  )
  assert.ok(model.params.every(Number.isFinite) && Number.isFinite(regularization.weightDecay))
})

for (const rows of [1, 2, 3])
  test(`${rows} rows: nothing breaks`, async () => {
    const { model, stopped } = await fit(net(1), sine(rows, 0.3, 1), { ...budget, regularization: 'evidence' })
    assert.ok(model.params.every(Number.isFinite))
    assert.is.not(stopped, 'diverged')
  })

test.run()
