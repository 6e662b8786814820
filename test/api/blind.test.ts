/** Ends that tell no sample from another, or are worse than what the run had: named, whatever the method thinks of them. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Activation,
  adam,
  dense,
  dispose,
  type FitOptions,
  fit,
  lbfgs,
  sequential,
  smwGN,
  smwNG,
  ssBroyden,
} from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { constantLoss } from '../../src/train/constant-model.js'

test.after(() => dispose())

const upTo = <T>(count: number, of: (i: number) => T) => Array.from({ length: count }, (_, i) => of(i))
const shares = upTo(300, i => [((i * 37) % 100) / 100, ((i * 53) % 97) / 97, ((i * 29) % 89) / 89])
const surface = shares.map(([a, b, c]) => 3 + Math.sin(3 * a) + b * b - c)
const times = (by: number) => shares.map(row => row.map(value => by * value))
const years = { x: upTo(100, i => [1900 + i, 50000 + 1000 * (i % 7)]), y: [] as number[] }
years.y = years.x.map(([a, b]) => Math.sin(a / 8) + b / 1e5)

const net = (inputs: number, activation: Activation, layers = 1, seed = 1) =>
  sequential({ input: inputs, seed }, [...upTo(layers, () => dense(16, activation)), dense(1)])
const SAYS = /better than the same answer for every sample \(loss .*, theirs .*\)\. Use /
const options: FitOptions = { epochs: 100, threads: 1 }

test('a start without a gradient that tells nothing is no convergence; one that is an answer is', async () => {
  const flat = net(3, 'tanh')
  const zero = { ...flat, params: flat.params.map(() => 0) }
  for (const optimizer of [lbfgs(), ssBroyden()]) {
    const saddle = {
      x: [
        [-1, 0, 0],
        [1, 0, 0],
      ],
      y: [-1, 1],
    }
    const stuck = await fit(zero, saddle, { ...options, optimizer })
    assert.is(stuck.stopped, 'stalled', stuck.reason)
    assert.match(stuck.warnings.join(), SAYS)
    const right = await fit(zero, { x: shares, y: shares.map(() => 0) }, { ...options, optimizer })
    assert.is(right.stopped, 'converged', right.reason)
  }
})

test('a model that was fitted to nothing left converges when it is fitted again', async () => {
  const line = { x: upTo(50, i => [i / 25 - 1]), y: upTo(50, i => i / 10 - 2) }
  const linear = sequential({ input: 1, seed: 1 }, [dense(1)])
  const exact = { ...options, optimizer: lbfgs(), dtype: 'float64' } as const
  const { model } = await fit(linear, line, exact)
  const again = await fit(model, line, exact)
  assert.is(again.stopped, 'converged', again.reason)
})

for (const [name, optimizer] of [
  ['smwGN', smwGN()],
  ['smwNG', smwNG()],
] as const) {
  test(`${name} on raw years: what tells nothing is not converged, and standardize is the cure`, async () => {
    for (const seed of [2, 3]) {
      const { stopped, warnings } = await fit(net(2, 'relu', 1, seed), years, { ...options, optimizer })
      assert.is.not(stopped, 'converged')
      assert.match(warnings.join(), /Use .*standardize: true/)
    }
    const scaled = await fit(net(2, 'tanh', 1, 2), years, { ...options, optimizer, standardize: true })
    assert.equal(scaled.warnings, [])
  })

  test(`${name}, ten layers of sigmoid on scaled columns: no advice to scale them`, async () => {
    const given = { x: shares, y: surface }
    const { stopped, warnings } = await fit(net(3, 'sigmoid', 10), given, { ...options, optimizer, standardize: true })
    assert.is.not(stopped, 'converged')
    assert.match(warnings.join(), SAYS)
    assert.not.match(warnings.join(), 'standardize: true')
  })

  test(`${name}: targets far below what float32 leaves of a sum`, async () => {
    const y = surface.map(value => 1e-7 * value)
    const { warnings } = await fit(net(3, 'tanh'), { x: shares, y }, { ...options, optimizer })
    assert.match(warnings.join(), SAYS)
  })
}

test('inputs of a million are stalled, not converged', async () => {
  const { stopped, reason } = await fit(
    net(3, 'relu'),
    { x: times(1e6), y: surface },
    { ...options, optimizer: smwNG() },
  )
  assert.is(stopped, 'stalled')
  assert.match(reason, 'standardize: true')
})

test('of classes: the shares of the classes, by their weights', async () => {
  const x = upTo(200, i => [Math.sin(i), Math.cos(i * i)])
  const random = stream(1, 0, 0)
  const y = Int32Array.from(x, () => (random.uniform() < 0.5 ? 0 : 1))
  const linear = sequential({ input: 2, seed: 0 }, [dense(2)])
  const rare = { x, y, weights: Float64Array.from(y, label => 1 + 9 * label) }
  const { warnings } = await fit(linear, rare, { epochs: 60, optimizer: adam({ learningRate: 0.05 }), threads: 1 })
  assert.match(warnings.join(), SAYS)
})

test('what is faint but there is no matter: a line through noise, constant targets, a short run', async () => {
  const random = stream(3, 0, 0)
  const x = upTo(500, i => [i / 250 - 1])
  const y = x.map(([t]) => 0.5 * t + random.normal())
  const line = sequential({ input: 1, seed: 0 }, [dense(1)])
  assert.equal((await fit(line, { x, y }, { ...options, optimizer: smwGN() })).warnings, [])
  const flat = await fit(line, { x, y: y.map(() => 3) }, { ...options, optimizer: smwGN() })
  assert.equal([flat.stopped, flat.warnings], ['converged', []])
  const short = await fit(net(3, 'sigmoid', 4), { x: shares, y: surface }, { steps: 5, threads: 1, optimizer: adam() })
  assert.equal(short.warnings, [])
})

test('a loss that has risen since its best epoch, though not twofold over all samples, is worth a word', async () => {
  const y = Int32Array.from(shares, ([a, b, c], i) => (a + b * c > 0.9 || i % 31 === 0 ? 1 : 0))
  const wild = adam({ learningRate: 0.5, gradientBatch: 20 })
  const net = sequential({ input: 3, seed: 0 }, [dense(16, 'relu'), dense(2)])
  const { epochHistory, stopped, warnings } = await fit(
    net,
    { x: shares, y },
    { optimizer: wild, epochs: 40, threads: 1 },
  )
  const losses = epochHistory.map(({ loss }) => loss)
  const rose = (losses.at(-1) as number) > 1.5 * Math.min(...losses)
  assert.is(
    rose && stopped === 'epochs',
    warnings.some(warning => warning.startsWith('the loss rose')) && stopped === 'epochs',
  )
})

test('the loss of a constant model: variance, entropy of classes and of each output, by weights', () => {
  const near = (found: number, expected: number) => assert.ok(Math.abs(found - expected) < 1e-12, `${found}`)
  const samples = (targets: Float64Array | Int32Array, weights?: number[]) => ({
    count: 4,
    inputs: [],
    targets: [targets],
    ...(weights && { weights: Float64Array.from(weights) }),
  })
  const of = (loss: 'meanSquaredError' | 'softmaxCrossEntropy' | 'sigmoidCrossEntropy', weight = 1) => [
    { loss, weight },
  ]
  near(constantLoss(samples(Float64Array.of(1, 2, 3, 6)), of('meanSquaredError')), 3.5)
  near(constantLoss(samples(Float64Array.of(1, 2, 3, 6), [0, 2, 2, 0]), of('meanSquaredError', 3)), 0.75)
  near(constantLoss(samples(Float64Array.of(1, 0, 3, 0, 1, 4, 3, 4)), of('meanSquaredError')), 2.5)
  near(
    constantLoss(samples(Int32Array.of(0, 1, 1, 1)), of('softmaxCrossEntropy')),
    2 * Math.log(2) - 0.75 * Math.log(3),
  )
  near(
    constantLoss(samples(Int32Array.of(0, 1, 1, 1), [3, 1, 0, 0]), of('softmaxCrossEntropy')),
    2 * Math.log(2) - 0.75 * Math.log(3),
  )
  near(constantLoss(samples(Float64Array.of(0, 1, 1, 0)), of('sigmoidCrossEntropy')), Math.log(2))
})

test.run()
