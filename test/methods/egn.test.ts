import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, egn, fit, gainRatio, sequential } from '../../src/index.js'
import { lossOf as named } from '../../src/model/losses/table.js'
import { settle } from '../../src/optim/table.js'
import { stream } from '../../src/random/index.js'
import { refuses } from '../helpers/refuses.js'
import { distance, solveDense } from '../reference/linear.js'
import { curves, net } from './plain-data.js'
import { dot } from './plain-matrices.js'
import { forward, gradientOf, lossOf, rowOf, times, transposed, weightsOf } from './plain-net.js'

const { samples, data } = curves(stream(8, 11), 9)
const N = samples.length
const moved = (theta: readonly number[], alpha: number, d: readonly number[]) => theta.map((t, p) => t + alpha * d[p])

/** J, two rows a sample, sample-major. */
const jacobian = (theta: readonly number[]) =>
  samples.flatMap(({ x }) => [rowOf(weightsOf(theta), x, [1, 0]), rowOf(weightsOf(theta), x, [0, 1])])

/** d = −Jᵀ (Q J Jᵀ + N λ I)⁻¹ r, Q and r by sample. */
function direction(J: number[][], Q: number[][][], r: number[], lambda: number): number[] {
  const M = J.map((_, a) =>
    J.map((row, b) => {
      const sample = Math.floor(a / 2)
      const ofQ = [0, 1].reduce((sum, c) => sum + Q[sample][a % 2][c] * dot(J[2 * sample + c], row), 0)
      return ofQ + (a === b ? N * lambda : 0)
    }),
  )
  return times(transposed(J), solveDense(M, r)).map(value => -value)
}

test('egn: four steps are the formula, the mean of directions and the search with its memory, to 1e-9', async () => {
  const beta = 0.6
  const damping = gainRatio({ boost: 1.01, drop: 0.99, tau: 1e-7 })
  const optimizer = egn({ gradientBatch: 'full', momentum: beta, learningRate: 40, damping })
  let theta: number[] = Array.from(net.params)
  let m = theta.map(() => 0)
  let lambda = 1
  let share = 1
  const shares: number[] = []
  for (let t = 1; t <= 4; t++) {
    const run = await fit(net, data, { optimizer, steps: t, dtype: 'float64', threads: 1, noise: 'none' })
    const J = jacobian(theta)
    const r = samples.flatMap(({ x, y }) => forward(weightsOf(theta), x).z.map((value, a) => value - y[a]))
    const I = samples.map(() => [
      [1, 0],
      [0, 1],
    ])
    const d = direction(J, I, r, lambda + 1e-7)
    m = m.map((value, p) => beta * value + (1 - beta) * d[p])
    const step = m.map(value => value / (1 - beta ** t))
    const g = gradientOf(theta, samples)
    const f = lossOf(theta, samples)
    const after = (alpha: number) => lossOf(moved(theta, alpha, step), samples)
    let alpha = 40 * Math.min(1, 1.5 * share)
    const image = times(J, step)
    const model = alpha * dot(g, step) + (alpha ** 2 * dot(image, image)) / N / 2
    const rho = f - after(alpha) >= 0 && model < 0 ? (after(alpha) - f) / model : Number.NEGATIVE_INFINITY
    while (!(after(alpha) <= f + 0.1 * alpha * dot(g, step))) alpha *= 0.8
    const { gainRatio, lambda: used } = run.history[t - 1]
    assert.ok(Math.abs((used as number) - lambda - 1e-7) < 1e-12)
    assert.ok(gainRatio === rho || Math.abs((gainRatio as number) - rho) < 1e-7, `${gainRatio} is not ${rho}`)
    lambda *= rho < 0.25 ? 1.01 : rho > 0.75 ? 0.99 : 1
    share = alpha / 40
    shares.push(share)
    theta = moved(theta, alpha, step)
    assert.ok(distance(run.model.params, theta) < 1e-9, `step ${t}: ${distance(run.model.params, theta)}`)
  }
  assert.ok(shares.some(each => each < 1) && new Set(shares).size > 1, String(shares))
})

test('egn: a step of softmax rows is that of the unsymmetric form, whose Q is singular, to 1e-9', async () => {
  const labels = samples.map((_, i) => i % 2)
  const options = { search: 'none', damping: 0.05, klClip: 0, lossBound: 0, rejectBadSteps: false } as const
  const optimizer = egn({ gradientBatch: 'full', learningRate: 1, ...options })
  const classes = { x: data.x, y: Int32Array.from(labels) }
  const { model } = await fit(net, classes, { optimizer, steps: 1, dtype: 'float64', threads: 1 })
  const theta = Array.from(net.params)
  const p = samples.map(({ x }) => {
    const [a, b] = forward(weightsOf(theta), x).z
    return [1 / (1 + Math.exp(b - a)), 1 / (1 + Math.exp(a - b))]
  })
  const Q = p.map(([a, b]) => [
    [a - a * a, -a * b],
    [-a * b, b - b * b],
  ])
  const r = p.flatMap((each, i) => each.map((value, a) => value - (a === labels[i] ? 1 : 0)))
  const expected = moved(theta, 1, direction(jacobian(theta), Q, r, 0.05))
  assert.ok(distance(model.params, expected) < 1e-9, String(distance(model.params, expected)))
})

test("egn: SPRING's momentum starts from the last direction", async () => {
  const options = {
    search: 'none',
    damping: 0.5,
    momentum: 0.7,
    momentumKind: 'spring',
    rejectBadSteps: false,
  } as const
  const optimizer = egn({ gradientBatch: 'full', learningRate: 0.5, ...options })
  const { model } = await fit(net, data, { optimizer, steps: 2, dtype: 'float64', threads: 1 })
  let theta: number[] = Array.from(net.params)
  let last = theta.map(() => 0)
  for (let t = 0; t < 2; t++) {
    const J = jacobian(theta)
    const r = samples.flatMap(({ x, y }) => forward(weightsOf(theta), x).z.map((value, a) => value - y[a]))
    const ofLast = times(J, last)
    const K = J.map((row, a) => J.map((other, b) => dot(row, other) + (a === b ? N * 0.5 : 0)))
    const x = solveDense(
      K,
      r.map((value, a) => -value - 0.7 * ofLast[a]),
    )
    last = times(transposed(J), x).map((value, p) => value + 0.7 * last[p])
    theta = moved(theta, 0.5, last)
  }
  assert.ok(distance(model.params, theta) < 1e-9, String(distance(model.params, theta)))
})

test('egn: a result says the method again, and what its one batch rules out is refused', async () => {
  const run = await fit(net, data, { optimizer: egn(), steps: 2 })
  assert.is((await fit(net, data, { optimizer: run.optimizer, steps: 2 })).optimizer.method, 'egn')
  refuses(() => egn({ curvatureBatch: 3 } as never), { code: 'BAD_OPTION', says: ['curvatureBatch'] })
  refuses(() => egn({ rows: 'sampled' } as never), { code: 'BAD_OPTION', says: ['rows'] })
})

test('egn: of 60 outputs a batch has a thousand rows, and of more than that many a sample is refused by name', async () => {
  const many = (m: number) => {
    const task = { samples: 5000, parameters: 9000, inputs: 3, widths: 300, dtype: 'float32', noise: 'some' } as const
    return settle(egn(), { ...task, heads: [{ loss: named('meanSquaredError'), m }] })
  }
  assert.is(many(60).gradientBatch, 16)
  await refuses(() => many(3000), { code: 'BAD_OPTION', says: ['egn', '3000 rows', 'iEF()'] })
})

test('egn: a batch whose memory no address reaches is refused with one that fits', () => {
  const x = Array.from({ length: 60_000 }, (_, i) => [i, -i, 1])
  const wide = sequential({ input: 3, seed: 1 }, [dense(300, 'tanh'), dense(300, 'tanh'), dense(1)])
  const optimizer = egn({ gradientBatch: 'full', solve: 'rows' })
  const run = () => fit(wide, { x, y: x.map(() => [0]) }, { optimizer, steps: 1 })
  return refuses(run, { code: 'BAD_OPTION', says: ['Pass gradientBatch: '] })
})

test.run()
