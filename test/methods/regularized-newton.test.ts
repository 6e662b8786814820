import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Activation,
  activation,
  add,
  concat,
  connect,
  dense,
  type FitOptions,
  fit,
  input,
  type Model,
  model,
  type RegularizedNewtonOptions,
  register,
  regularizedNewton,
  sequential,
  sgd,
  type TrainingData,
} from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { refuses } from '../helpers/refuses.js'
import { distance } from '../reference/linear.js'
import { net as plain } from './plain-data.js'
import { dot } from './plain-matrices.js'
import { ggnOf, times } from './plain-net.js'
import { data, moved, pointAt, samples, solvePlus } from './plain-parameters.js'

const start: number[] = Array.from(plain.params)
const W = 0.02

/** Derivatives of a gradient by central differences of fourth order. */
function hessianBy(gradient: (theta: readonly number[]) => number[], theta: readonly number[]): number[][] {
  const h = 2e-3
  return theta.map((_, p) => {
    const at = (share: number) => gradient(theta.map((value, k) => (k === p ? value + share * h : value)))
    const [a, b, c, d] = [at(-2), at(-1), at(1), at(2)]
    return a.map((value, k) => (value - d[k] + 8 * (c[k] - b[k])) / (12 * h))
  })
}

const run = (options: RegularizedNewtonOptions, steps: number, more: FitOptions = {}) =>
  fit(plain, data, {
    optimizer: regularizedNewton(options),
    steps,
    epochs: 1000,
    dtype: 'float64',
    threads: 1,
    weightDecay: W,
    ...more,
  })

const norm = (x: readonly number[]) => Math.hypot(...x)

for (const curvature of ['hessian', 'gaussNewton'] as const)
  test(`AdaN with ${curvature}: every trial is (C + (√(M ‖g‖) + w) I)⁻¹ g, taken by both conditions, M halves or doubles, to 1e-8`, async () => {
    const STEPS = 8
    const { history, model: reached } = await run({ curvature }, STEPS)
    let theta = start
    let M = 1
    const takes: boolean[] = []
    for (let step = 0; step < STEPS; step++) {
      const { f, g } = pointAt(theta, W)
      const C = curvature === 'hessian' ? hessianBy(at => pointAt(at, 0).g, theta) : ggnOf(theta, samples)
      const lambda = Math.sqrt(M * norm(g))
      const s = solvePlus(
        C,
        theta.map(() => lambda + W),
        g,
      ).map(value => -value)
      const ahead = pointAt(moved(theta, s), W)
      const fell = ahead.f <= f - (2 / 3) * lambda * dot(s, s)
      // Where the test's matrix is no more positive than the factor's, there is no trial.
      const positive = history[step].stepNorm > 0
      const accepted = positive && fell && norm(ahead.g) <= 2 * lambda * norm(s)
      takes.push(accepted)
      assert.is(history[step].accepted, accepted, `step ${step}`)
      assert.ok(Math.abs((history[step].lambda ?? 0) / lambda - 1) < 1e-8)
      if (positive) assert.ok(Math.abs(history[step].stepNorm / norm(s) - 1) < 1e-7)
      if (accepted) theta = moved(theta, s)
      M *= accepted ? 0.5 : positive ? 2 : 16
    }
    assert.ok(takes.includes(true))
    if (curvature === 'hessian') assert.ok(takes.includes(false))
    assert.ok(distance(reached.params, theta) < 1e-8)
  })

test('AdaN+: M ← max(M/2, ‖g₊ − g − H s‖/‖s‖²), to 1e-7', async () => {
  const { history } = await run({ form: 'plus' }, 8)
  let theta = start
  let M = 1
  let measured = 0
  for (const { lambda = 0, accepted, stepNorm } of history) {
    const { f, g } = pointAt(theta, W)
    const expected = Math.sqrt(M * norm(g))
    assert.ok(Math.abs(lambda / expected - 1) < 1e-7)
    const H = hessianBy(at => pointAt(at, 0).g, theta)
    const s = solvePlus(
      H,
      theta.map(() => lambda + W),
      g,
    ).map(value => -value)
    const next = moved(theta, s)
    const ahead = pointAt(next, W)
    assert.is(accepted, stepNorm > 0 && ahead.f <= f)
    if (accepted) {
      const Hs = times(H, s)
      const unforeseen = norm(ahead.g.map((value, p) => value - g[p] - Hs[p] - W * s[p])) / dot(s, s)
      if (unforeseen > M / 2) measured++
      M = Math.max(M / 2, unforeseen)
      theta = next
    } else M *= stepNorm > 0 ? 2 : 16
  }
  assert.ok(measured > 0)
})

const random = stream(8, 9)
const x = Array.from({ length: 9 }, () => [random.normal(), random.normal()])

/** A model whose parameters are none of them 0, where some losses would start a bias. */
const stirred = (net: Model): Model => ({
  ...net,
  params: net.params.map(value => value + 0.3 * random.normal()) as never,
})

const perceptron = (inner: Activation, outputs = 1) =>
  stirred(
    sequential({ input: 2, seed: 3, dtype: 'float64' }, [
      dense(3, inner),
      dense(2, inner, { bias: false }),
      dense(outputs),
    ]),
  )

function tangled(): Model {
  const source = input(2, 'x')
  const first = connect(dense(3, 'sin'), source)
  const second = connect(activation('gelu'), connect(dense(3), first))
  const still = connect(dense(2, 'tanh', { trainable: false }), add(first, second))
  return stirred(
    model([source], [connect(dense(1, 'softplus'), concat(still, second, source))], { seed: 3, dtype: 'float64' }),
  )
}

const counts = x.map(([a]) => [Math.round(4 * a * a)])
const reals = x.map(([a, b]) => [Math.sin(a) + b])
const cases: [string, Model, TrainingData['y'], FitOptions['loss']][] = [
  ['meanSquaredError, sigmoid', perceptron('sigmoid', 2), x, undefined],
  ['softmaxCrossEntropy, silu', perceptron('silu', 3), Int32Array.from(x, (_, i) => i % 3), undefined],
  ['sigmoidCrossEntropy, softplus', perceptron('softplus'), x.map(([a]) => [a > 0 ? 1 : 0]), 'sigmoidCrossEntropy'],
  ['huber, sin', perceptron('sin'), reals, { kind: 'huber', delta: 0.7 }],
  ['quantile, gelu', perceptron('gelu'), reals, { kind: 'quantile', q: 0.7, width: 0.8 }],
  ['poisson, tanh', perceptron('tanh'), counts, 'poisson'],
  ['negativeBinomial, silu', perceptron('silu'), counts, { kind: 'negativeBinomial', k: 2 }],
  ['gaussianNLL, tanh', perceptron('tanh', 2), reals, 'gaussianNLL'],
  ['meanSquaredError over sums, joints and a frozen layer', tangled(), reals, undefined],
]
for (const [name, net, y, loss] of cases)
  test(`the Hessian of ${name}: a step s solves H s + λ s = −g, H s by differences of the gradient along s, to 1e-7 of H s`, async () => {
    const set = { x, y, weights: x.map((_, i) => 0.5 + 0.1 * i) }
    const options = { dtype: 'float64', threads: 1, steps: 1, loss, regularization: 'none' } as const
    const after = async (theta: readonly number[], optimizer: FitOptions['optimizer']) => {
      const { model: reached } = await fit({ ...net, params: Float64Array.from(theta) }, set, { ...options, optimizer })
      return Array.from(reached.params, (value, p) => value - theta[p])
    }
    const theta: number[] = Array.from(net.params)
    const small = 1e-3
    const descent = sgd({ learningRate: small, momentum: 0, gradientBatch: 'full' })
    const gradient = async (at: readonly number[]) => (await after(at, descent)).map(value => -value / small)
    const lambda = 5
    const g = await gradient(theta)
    const s = await after(theta, regularizedNewton({ damping: lambda, gradientBatch: 'full' }))
    const h = 2e-3 / norm(s)
    const [a, b, c, d] = await Promise.all([-2, -1, 1, 2].map(share => gradient(moved(theta, s, share * h))))
    const Hs = a.map((value, k) => (value - d[k] + 8 * (c[k] - b[k])) / (12 * h))
    assert.ok(norm(Hs) > 1e-3 * norm(g))
    const rest = norm(moved(moved(Hs, s, lambda), g)) / norm(Hs)
    assert.ok(rest < 1e-7, String(rest))
  })

test('refused: the Hessian of a loss of the user’s own, whose second derivative is not known', async () => {
  register({
    loss: { kind: 'quartic', value: (z, y) => (z - y) ** 4, slope: (z, y) => 4 * (z - y) ** 3, curvature: () => 1 },
  })
  const start = { loss: { kind: 'quartic' } as never, steps: 1, threads: 1 } as const
  await refuses(() => fit(plain, data, { ...start, optimizer: regularizedNewton() }), {
    code: 'BAD_OPTION',
    says: ['quartic', "curvature: 'gaussNewton'"],
  })
  await fit(plain, data, { ...start, optimizer: regularizedNewton({ curvature: 'gaussNewton' }) })
})

test.run()
