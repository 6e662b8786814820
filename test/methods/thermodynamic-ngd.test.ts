import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, fit, sequential, thermodynamicNGD } from '../../src/index.js'
import { PURPOSE, stream } from '../../src/random/index.js'
import { distance, solveDense } from '../reference/linear.js'
import { curves, net } from './plain-data.js'
import { ggnOf, gradientOf, times } from './plain-net.js'

const { samples, data } = curves(stream(8, 4))
const SEED = 6
const [LAMBDA, RATE, DECAY] = [0.5, 0.05, 0.1]
const options = { seed: SEED, dtype: 'float64', threads: 1, weightDecay: DECAY } as const
const common = { gradientBatch: 'full', learningRate: RATE, damping: LAMBDA, rejectBadSteps: false } as const

/** G + (λ + w) I and −(g + w θ). */
function system(theta: readonly number[]) {
  const A = ggnOf(theta, samples).map((row, i) => row.map((value, j) => value + (i === j ? LAMBDA + DECAY : 0)))
  return { A, b: gradientOf(theta, samples).map((value, p) => -value - DECAY * theta[p]) }
}

test('with many inner steps the direction is the solve, to 1e-9', async () => {
  const optimizer = thermodynamicNGD({ ...common, iterations: 3000 })
  const { model } = await fit(net, data, { optimizer, steps: 1, ...options })
  const theta: number[] = Array.from(net.params)
  const { A, b } = system(theta)
  const d = theta.map((value, p) => (model.params[p] - value) / RATE)
  assert.ok(distance(d, solveDense(A, b)) < 1e-9, String(distance(d, solveDense(A, b))))
})

for (const temperature of [0, 0.01])
  test(`three steps of seven inner ones at temperature ${temperature} are those of the iteration, warm from the last, to 1e-9`, async () => {
    const optimizer = thermodynamicNGD({ ...common, iterations: 7, temperature })
    const { model } = await fit(net, data, { optimizer, steps: 3, ...options })
    let theta: number[] = Array.from(net.params)
    const start = stream(SEED, PURPOSE.probes, 0)
    let v = theta.map(() => start.normal())
    let largest = 0
    for (let k = 0; k < 20; k++) {
      const before = v.map(value => value / Math.hypot(...v))
      v = times(ggnOf(theta, samples), before)
      largest = Math.hypot(...v)
    }
    const h = 1 / (largest + LAMBDA + DECAY)
    let x: number[] | undefined
    for (let step = 0; step < 3; step++) {
      const { A, b } = system(theta)
      x ??= b
      for (let k = 0; k < 7; k++) {
        const noise = stream(SEED, PURPOSE.thermalNoise, step, k)
        const product = times(A, x)
        x = x.map((value, p) => value - h * (product[p] - b[p]))
        if (temperature > 0) x = x.map(value => value + Math.sqrt(2 * h * temperature) * noise.normal())
      }
      const moved: number[] = x
      theta = theta.map((value, p) => value + RATE * moved[p])
    }
    assert.ok(distance(model.params, theta) < 1e-9, String(distance(model.params, theta)))
  })

test('a batch of far larger curvature than that which h was made for does not carry the inner steps away', async () => {
  const large = samples.map(({ x, y }, i) => ({ x: x.map(value => (i % 2 === 0 ? value : 30 * value)), y }))
  const uneven = { x: large.map(({ x }) => x), y: large.map(({ y }) => [...y]) }
  const optimizer = thermodynamicNGD({ ...common, gradientBatch: 1, learningRate: 1e-3, iterations: 200 })
  const lines = sequential({ input: 3, seed: 4 }, [dense(2)])
  const { history } = await fit(lines, uneven, { optimizer, steps: 12, ...options, weightDecay: 0 })
  assert.is(history.length, 12)
  for (const { stepNorm, gradientNorm } of history) assert.ok(stepNorm < (10 * 1e-3 * gradientNorm) / LAMBDA)
})

test.run()
