import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fit, minSR, spring } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { distance, norm, solveDense } from '../reference/linear.js'
import { curves, net } from './plain-data.js'
import { ggnOf, gradientOf } from './plain-net.js'

const { samples, data } = curves(stream(8, 12), 9)
const [lambda, rate] = [0.3, 0.1]
const said = {
  gradientBatch: 'full',
  damping: lambda,
  learningRate: rate,
  rejectBadSteps: false,
} as const

/** The minimum of ‖O d − e‖² + λ ‖d − μ d₋‖² by its normal equations, with weight decay: (G + (λ + w) I) d = −g − w θ + λ μ d₋. */
const minimum = (theta: number[], mu: number, last: number[], w = 0) => {
  const g = gradientOf(theta, samples)
  return solveDense(
    ggnOf(theta, samples).map((row, i) => row.map((value, j) => value + (i === j ? lambda + w : 0))),
    g.map((value, p) => -value - w * theta[p] + lambda * mu * last[p]),
  )
}

for (const [what, make, mu, C, weightDecay] of [
  ['spring', spring, 0.8, 0.01, 0],
  ['spring with weight decay', spring, 0.8, 0.0225, 0.1],
  ['minSR', minSR, 0, 0.0065, 0],
  ['minSR with weight decay', minSR, 0, 0.01, 0.1],
] as const)
  test(`${what}: six steps are the minimum, shortened to the constraint, to 1e-10; momentum remembers the whole direction`, async () => {
    const optimizer = make({ ...said, normConstraint: C, momentum: mu })
    const run = await fit(net, data, { optimizer, steps: 6, dtype: 'float64', threads: 1, weightDecay })
    let theta: number[] = Array.from(net.params)
    let last = theta.map(() => 0)
    const lengths: number[] = []
    for (let t = 0; t < 6; t++) {
      last = minimum(theta, mu, last, weightDecay)
      const alpha = Math.min(rate, Math.sqrt(C) / norm(last))
      lengths.push(alpha * norm(last))
      theta = theta.map((value, p) => value + alpha * last[p])
    }
    assert.ok(distance(run.model.params, theta) < 1e-10, String(distance(run.model.params, theta)))
    run.history.forEach(({ stepNorm }, t) => {
      assert.ok(Math.abs(stepNorm - lengths[t]) < 1e-10)
    })
    assert.ok(
      Math.max(...lengths) > Math.sqrt(C) - 1e-12 && Math.min(...lengths) < Math.sqrt(C) - 1e-6,
      String(lengths),
    )
  })

test('a result names its options, and minSR has no momentum unless it is said', async () => {
  const { optimizer } = await fit(net, data, { optimizer: minSR({ normConstraint: 0.5 }), steps: 1 })
  assert.equal([optimizer.method, (optimizer as { momentum?: number }).momentum], ['minSR', 0])
  assert.is((await fit(net, data, { optimizer, steps: 1 })).optimizer.method, 'minSR')
})

test.run()
