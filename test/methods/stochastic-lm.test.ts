import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, fit, sequential, stochasticLM } from '../../src/index.js'
import { PURPOSE, stream } from '../../src/random/index.js'
import { distance } from '../reference/linear.js'
import { curves, net } from './plain-data.js'
import { dot } from './plain-matrices.js'
import { ggnOf, gradientOf, lossOf, times } from './plain-net.js'
import { moved, solvePlus } from './plain-parameters.js'

const random = stream(8, 8)
const { samples, data } = curves(random, 40)

test('the path: rows of one random batch for r and J, μ = γ ‖g_S‖, ρ ≥ 0.1, γ halves or doubles, to 1e-9', async () => {
  const [STEPS, BATCH, SEED, START] = [30, 10, 5, 1e-5]
  const optimizer = stochasticLM({
    gradientBatch: BATCH,
    damping: { kind: 'backtracking', on: 'gradient', constant: START, least: START / 2 },
  })
  const options = { optimizer, steps: STEPS, epochs: 1000, seed: SEED, dtype: 'float64', threads: 1 } as const
  const { history, model } = await fit(net, data, options)
  let theta: number[] = Array.from(net.params)
  let gamma = START
  let taken = 0
  for (let step = 0; step < STEPS; step++) {
    const batches = samples.length / BATCH
    const order = stream(SEED, PURPOSE.shuffle, Math.floor(taken / batches)).permutation(samples.length)
    const at = (taken % batches) * BATCH
    const batch = Array.from(order.subarray(at, at + BATCH), place => samples[place])
    const [f, g, C] = [lossOf(theta, batch), gradientOf(theta, batch), ggnOf(theta, batch)]
    const mu = gamma * Math.hypot(...g)
    const v = solvePlus(
      C,
      theta.map(() => mu),
      g,
    ).map(value => -value)
    const rho = (f - lossOf(moved(theta, v), batch)) / -(dot(g, v) + dot(v, times(C, v)) / 2)
    assert.is(history[step].accepted, rho >= 0.1, `step ${step}, ratio ${rho}`)
    assert.ok(Math.abs((history[step].lambda ?? 0) / mu - 1) < 1e-9)
    if (rho >= 0.1) {
      theta = moved(theta, v)
      taken++
    }
    gamma = rho >= 0.1 ? Math.max(gamma / 2, START / 2) : 2 * gamma
  }
  assert.ok(taken > 0 && taken < STEPS, `${taken} of ${STEPS} taken`)
  assert.ok(distance(model.params, theta) < 1e-9)
})

test('by default a batch has rows for four times the parameters', async () => {
  const x = Array.from({ length: 3000 }, (_, i) => [Math.sin(i)])
  const wide = sequential({ input: 1 }, [dense(40, 'tanh'), dense(1)])
  const { optimizer } = await fit(wide, { x, y: x }, { optimizer: stochasticLM(), steps: 2 })
  assert.is(optimizer.gradientBatch, 4 * 121)
})

test.run()
