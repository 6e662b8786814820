import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type FlexibleGaussNewtonOptions, fit, flexibleGaussNewton } from '../../src/index.js'
import { distance } from '../reference/linear.js'
import { net } from './plain-data.js'
import { dot } from './plain-matrices.js'
import { times } from './plain-net.js'
import { data, moved, pointAt, solvePlus } from './plain-parameters.js'

const W = 0.02
const run = (options: FlexibleGaussNewtonOptions, steps: number, weightDecay = W) =>
  fit(net, data, {
    optimizer: flexibleGaussNewton(options),
    steps,
    epochs: 1000,
    dtype: 'float64',
    threads: 1,
    weightDecay,
  })

test('the path from L = 1e-3: every trial is (C + (L ‖F‖ + w) I)⁻¹ g, taken within its bound, L halves or doubles, to 1e-9', async () => {
  const STEPS = 14
  const { history, model } = await run(
    { damping: { kind: 'backtracking', on: 'residual', constant: 1e-3, least: 0 } },
    STEPS,
  )
  let theta: number[] = Array.from(net.params)
  let L = 1e-3
  let refusals = 0
  for (let step = 0; step < STEPS; step++) {
    const { f, g, C } = pointAt(theta, W)
    const tau = Math.sqrt(2 * f)
    const s = solvePlus(
      C,
      theta.map(() => L * tau + W),
      g,
    ).map(value => -value)
    const reached = pointAt(moved(theta, s), W).f
    // ‖F + F′s‖², with √w θ among the residuals.
    const ahead = 2 * f + 2 * dot(g, s) + dot(s, times(C, s)) + W * dot(s, s)
    const bound = tau / 2 + (L / 2) * dot(s, s) + ahead / (2 * tau)
    const accepted = Math.sqrt(2 * reached) <= bound && reached < f
    assert.is(history[step].accepted, accepted, `step ${step}`)
    assert.ok(Math.abs((history[step].lambda ?? 0) / (L * tau) - 1) < 1e-9)
    if (accepted) theta = moved(theta, s)
    else refusals++
    L *= accepted ? 0.5 : 2
  }
  assert.ok(refusals > 0 && refusals < STEPS)
  assert.ok(distance(model.params, theta) < 1e-9)
})

test('exact targets within reach: λ goes to 0 with the residuals', async () => {
  const { history } = await run({}, 60, 0)
  const [first, last] = [history[0], history[history.length - 1]]
  assert.ok(last.loss < 1e-12 * first.loss, `${last.loss}`)
  assert.ok((last.lambda ?? 1) < 1e-4 * (first.lambda ?? 0))
})

test.run()
