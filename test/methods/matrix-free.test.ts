import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fit, hessianFree } from '../../src/index.js'
import { PURPOSE, stream } from '../../src/random/index.js'
import { drawSamples } from '../../src/step/batches.js'
import { refuses } from '../helpers/refuses.js'
import { distance, solveDense } from '../reference/linear.js'
import { curves, net } from './plain-data.js'
import { dot } from './plain-matrices.js'
import { forward, ggnOf, gradientOf, lossOf, rowOf, times, weightsOf } from './plain-net.js'

const { samples, data } = curves(stream(8, 1), 24)
const SEED = 3
const LAMBDA = 1
const N2 = 10

/** Martens' solve from its description, on a dense matrix: all iterates. */
function conjugateGradients(A: number[][], b: number[], M: number[], start: number[], most: number): number[][] {
  let x = [...start]
  let r = times(A, x).map((value, k) => value - b[k])
  let y = r.map((value, k) => value / M[k])
  let p = y.map(value => -value)
  const iterates: number[][] = []
  const models: number[] = []
  for (let i = 1; i <= most; i++) {
    const Ap = times(A, p)
    const alpha = dot(r, y) / dot(p, Ap)
    const before = dot(r, y)
    x = x.map((value, k) => value + alpha * p[k])
    r = r.map((value, k) => value + alpha * Ap[k])
    iterates.push(x)
    models.push(
      dot(
        x,
        r.map((value, k) => value - b[k]),
      ) / 2,
    )
    const k = Math.max(10, Math.ceil(i / 10))
    if (i > k && models[i - 1] < 0 && (models[i - 1] - models[i - 1 - k]) / models[i - 1] < 5e-4 * k) break
    y = r.map((value, j) => value / M[j])
    const beta = dot(r, y) / before
    p = p.map((value, j) => beta * value - y[j])
  }
  return iterates
}

/** The step of Hessian-free from θ, and the solution that the next one starts from. */
function denseStep(params: readonly number[], step: number, last: number[], most: number, preconditioned: boolean) {
  const batch = drawSamples(stream(SEED, PURPOSE.curvatureBatch, step), samples.length, N2)
  const S2 = Array.from(batch.places as Uint32Array, place => samples[place])
  const g = gradientOf(params, samples)
  const A = ggnOf(params, S2).map((row, i) => row.map((value, j) => (i === j ? value + LAMBDA : value)))
  const weights = weightsOf(params)
  const squares = S2.map(({ x, y }) => {
    const { z } = forward(weights, x)
    return rowOf(
      weights,
      x,
      z.map((value, a) => value - y[a]),
    ).map(value => value * value)
  })
  const M = g.map((_, p) =>
    preconditioned ? (squares.reduce((sum, row) => sum + row[p], 0) / N2 + LAMBDA) ** 0.75 : 1,
  )
  const iterates = conjugateGradients(
    A,
    g.map(value => -value),
    M,
    last.map(value => 0.95 * value),
    most,
  )
  const at = (x: readonly number[]) =>
    lossOf(
      params.map((value, p) => value + x[p]),
      samples,
    )
  const kept: number[][] = []
  for (let k = 5; k < most; k *= 1.3) if (Math.ceil(k) <= iterates.length) kept.push(iterates[Math.ceil(k) - 1])
  let best = iterates[iterates.length - 1]
  for (const x of kept.reverse()) {
    if (!(at(x) < at(best))) break
    best = x
  }
  let alpha = 1
  while (!(at(best.map(value => alpha * value)) <= lossOf(params, samples) + 0.01 * alpha * dot(g, best))) alpha *= 0.8
  return { step: best.map(value => alpha * value), solution: iterates[iterates.length - 1], count: iterates.length }
}

for (const preconditioner of ['fisherDiagonal', 'none'] as const)
  test(`hessianFree, ${preconditioner}: three steps are those of the dense description, warm start and search, to 1e-8`, async () => {
    const most = 30
    const optimizer = hessianFree({ curvatureBatch: N2, damping: LAMBDA, iterations: most, preconditioner })
    let params: number[] = Array.from(net.params)
    let solution = params.map(() => 0)
    for (let step = 0; step < 3; step++) {
      const options = { optimizer, steps: step + 1, seed: SEED, dtype: 'float64', threads: 1 } as const
      const run = await fit(net, data, options)
      const expected = denseStep(params, step, solution, most, preconditioner !== 'none')
      const reached = Array.from(run.model.params)
      const error = distance(
        reached.map((value, p) => value - params[p]),
        expected.step,
      )
      assert.ok(error < 1e-8, `step ${step}: ${error}, ${expected.count} iterations`)
      params = reached
      solution = expected.solution
    }
  })

test('hessianFree: with a Nyström sketch of full rank two iterations are the solve, and the step comes to it', async () => {
  const sketch = { preconditioner: 'nystrom', nystromRank: 1000 } as const
  const optimizer = hessianFree({ damping: LAMBDA, iterations: 2, ...sketch })
  const { model } = await fit(net, data, { optimizer, steps: 1, seed: SEED, dtype: 'float64', threads: 1 })
  const params: number[] = Array.from(net.params)
  const shifted = ggnOf(params, samples).map((row, i) => row.map((value, j) => value + (i === j ? LAMBDA : 0)))
  const expected = solveDense(
    shifted,
    gradientOf(params, samples).map(value => -value),
  )
  const error = distance(
    params.map((value, p) => model.params[p] - value),
    expected,
  )
  assert.ok(error < 1e-9, String(error))
})

test('hessianFree: a rank without a sketch is refused', () =>
  refuses(() => hessianFree({ nystromRank: 5 }), { code: 'BAD_OPTION', says: ["preconditioner: 'nystrom'"] }))

test('hessianFree: the loss of the gradient batch falls at every accepted step, and λ follows the ratio', async () => {
  const run = await fit(net, data, { optimizer: hessianFree({ curvatureBatch: N2 }), steps: 40, seed: SEED })
  const losses = run.history.filter(({ accepted }) => accepted).map(({ loss }) => loss)
  losses.slice(1).forEach((loss, k) => {
    assert.ok(loss < losses[k], `${k}: ${loss} after ${losses[k]}`)
  })
  assert.ok(losses[losses.length - 1] < losses[0] / 20, `${losses[0]} → ${losses[losses.length - 1]}`)
  assert.ok(new Set(run.history.map(({ lambda }) => lambda)).size > 3)
})

test.run()
