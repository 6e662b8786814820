import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dualGaussNewton, type FitOptions, fit } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { distance, solveDense } from '../reference/linear.js'
import { net } from './plain-data.js'
import { dot } from './plain-matrices.js'
import { forward, ggnOf, gradientOf, rowOf, type Sample, times, transposed, weightsOf } from './plain-net.js'

const random = stream(8, 4)
// Ten rows: as many iterations are the solve.
const inputs = Array.from({ length: 10 }, () => [random.normal(), random.normal(), random.normal()])
const samples: Sample[] = inputs.slice(0, 5).map(x => ({ x, y: [Math.sin(x[0]) * x[1], x[2] ** 2] }))
const curves = { x: samples.map(({ x }) => [...x]), y: samples.map(({ y }) => [...y]) }
const labels = Int32Array.from(inputs, ([a, b]) => +(a > b))
const theta: number[] = Array.from(net.params)
const [LAMBDA, RATE] = [0.3, 1e-3]

/** d of the first step, taken at a small rate. */
async function direction(
  data: typeof curves | { x: number[][]; y: Int32Array },
  options: object,
  more: FitOptions = {},
) {
  const optimizer = dualGaussNewton({
    gradientBatch: 'full',
    learningRate: RATE,
    damping: LAMBDA,
    iterations: 10,
    rejectBadSteps: false,
    ...options,
  })
  const { model } = await fit(net, data, { optimizer, steps: 1, dtype: 'float64', threads: 1, ...more })
  return theta.map((value, p) => (model.params[p] - value) / RATE)
}

const unit = [
  [1, 0],
  [0, 1],
]

test('squared errors: as many iterations as rows are (G + λI)⁻¹ g, to 1e-9, whatever `inner` is', async () => {
  const shifted = ggnOf(theta, samples).map((row, i) => row.map((value, j) => value + (i === j ? LAMBDA : 0)))
  const expected = solveDense(
    shifted,
    gradientOf(theta, samples).map(value => -value),
  )
  for (const inner of [1, 2]) {
    const error = distance(await direction(curves, { inner }), expected)
    assert.ok(error < 1e-9, `${inner}: ${error}`)
  }
})

test('squared errors: three iterations are the least of the dual model over the Krylov space, and descend', async () => {
  const weights = weightsOf(theta)
  const J = samples.flatMap(({ x }) => unit.map(seed => rowOf(weights, x, seed)))
  const N = samples.length
  const A = J.map((row, i) => J.map((other, j) => dot(row, other) / N + (i === j ? LAMBDA : 0)))
  const s = samples.flatMap(({ x, y }) => forward(weights, x).z.map((value, a) => value - y[a]))
  const V = [s, times(A, s), times(A, times(A, s))]
  const inner = solveDense(
    V.map(v => V.map(other => dot(v, times(A, other)))),
    V.map(v => dot(v, s)),
  )
  const c = s.map((_, r) => V.reduce((sum, v, k) => sum + inner[k] * v[r], 0))
  const expected = times(transposed(J), c).map(value => -value / N)
  const d = await direction(curves, { iterations: 3 })
  assert.ok(distance(d, expected) < 1e-8, String(distance(d, expected)))
  assert.ok(dot(gradientOf(theta, samples), d) < 0)
})

/** Gradient of the damped loss of the linearised outputs, and its curvature with λ, at d. */
function linearised(d: readonly number[], weight: number) {
  const weights = weightsOf(theta)
  const gradient = theta.map((value, p) => LAMBDA * d[p] + weight * (value + d[p]))
  const curvature = theta.map((_, p) => theta.map((__, q) => (p === q ? LAMBDA + weight : 0)))
  inputs.forEach((x, i) => {
    const rows = unit.map(seed => rowOf(weights, x, seed))
    const moved = forward(weights, x).z.map((value, a) => value + dot(rows[a], d))
    const total = moved.reduce((sum, value) => sum + Math.exp(value), 0)
    const p = moved.map(value => Math.exp(value) / total)
    for (let k = 0; k < theta.length; k++) {
      gradient[k] += p.reduce((sum, value, a) => sum + (value - +(labels[i] === a)) * rows[a][k], 0) / inputs.length
      const along = dot(
        p,
        rows.map(row => row[k]),
      )
      for (let l = 0; l < theta.length; l++)
        curvature[k][l] +=
          p.reduce((sum, value, a) => sum + value * (rows[a][k] - along) * rows[a][l], 0) / inputs.length
    }
  })
  return { gradient, curvature }
}

for (const weightDecay of [0, 0.2])
  test(`classes, decay ${weightDecay}: one inner step is the Gauss–Newton direction, ten minimise the loss of the linearised outputs`, async () => {
    const data = { x: inputs, y: labels }
    const { gradient, curvature } = linearised(
      theta.map(() => 0),
      weightDecay,
    )
    const expected = solveDense(
      curvature,
      gradient.map(value => -value),
    )
    const one = await direction(data, {}, { weightDecay })
    assert.ok(distance(one, expected) < 1e-9, String(distance(one, expected)))
    const ten = await direction(data, { inner: 10 }, { weightDecay })
    const left = Math.hypot(...linearised(ten, weightDecay).gradient)
    assert.ok(left < 1e-9 * Math.hypot(...gradient), String(left))
  })

test.run()
