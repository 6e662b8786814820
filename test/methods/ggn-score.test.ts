import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fit, ggnScore } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { refuses } from '../helpers/refuses.js'
import { distance, norm, solveDense } from '../reference/linear.js'
import { curves, net } from './plain-data.js'
import { ggnOf, gradientOf, lossOf } from './plain-net.js'

const { samples, data } = curves(stream(8, 16), 9)
const [tau, mu, rate] = [0.02, 0.7, 0.9]

/** h of every weight, its two derivatives, and those of w/2 ‖θ‖² beside τ h. */
const term = (theta: readonly number[], w: number) => ({
  value: theta.reduce((sum, x) => sum + tau * (Math.sqrt(mu ** 2 + x ** 2) - mu) + (w / 2) * x ** 2, 0),
  slope: theta.map(x => (tau * x) / Math.sqrt(mu ** 2 + x ** 2) + w * x),
  metric: theta.map(x => mu ** 2 / (mu ** 2 + x ** 2) ** 1.5 + w / tau),
})

for (const [what, lambda, w, solve] of [
  ['λ = τ', tau, 0, 'rows'],
  ['λ = τ on the side of parameters', tau, 0, 'parameters'],
  ['λ > τ and weight decay', 0.3, 0.05, 'rows'],
  ['λ > τ and weight decay on the side of parameters', 0.3, 0.05, 'parameters'],
] as const)
  test(`ggnScore, ${what}: three steps are the dense solve and the self-concordant length, to 1e-9`, async () => {
    const said = { damping: lambda, weight: tau, smoothing: mu, learningRate: rate } as const
    const optimizer = ggnScore({ ...said, gradientBatch: 'full', solve, rejectBadSteps: true })
    const options = { optimizer, steps: 3, dtype: 'float64', threads: 1, weightDecay: w } as const
    const { history, model } = await fit(net, data, options)
    let theta: number[] = Array.from(net.params)
    for (const { stepNorm, gradientNorm, accepted } of history) {
      const g = gradientOf(theta, samples)
      const { slope, metric } = term(theta, w)
      const d = solveDense(
        ggnOf(theta, samples).map((row, i) => row.map((value, j) => value + (i === j ? lambda * metric[i] : 0))),
        g.map((value, p) => -value - slope[p]),
      )
      const eta = Math.sqrt(slope.reduce((sum, value, p) => sum + value ** 2 / metric[p], 0))
      const alpha = Math.min(1, rate / (1 + 2 * theta.length ** 0.2 * mu ** -0.7 * eta))
      assert.ok(alpha < rate)
      const next = theta.map((value, p) => value + alpha * d[p])
      const falls = lossOf(next, samples) + term(next, w).value < lossOf(theta, samples) + term(theta, w).value
      assert.ok(accepted && falls)
      assert.ok(Math.abs(stepNorm - alpha * norm(d)) < 1e-9 && Math.abs(gradientNorm - norm(g)) < 1e-9)
      theta = next
    }
    assert.ok(distance(model.params, theta) < 1e-9, String(distance(model.params, theta)))
  })

test('ggnScore: a step is refused by loss and regulariser together', async () => {
  const heavy = { weight: 10, damping: 1e-3, smoothing: 0.1, learningRate: 1e6 } as const
  const optimizer = ggnScore({ ...heavy, gradientBatch: 'full' })
  const { history } = await fit(net, data, { optimizer, steps: 5, dtype: 'float64', threads: 1 })
  assert.ok(history.some(({ accepted }) => !accepted))
  const taken = history.filter(({ accepted }) => accepted)
  assert.ok(taken.every(({ gainRatio }) => gainRatio !== undefined && gainRatio > Number.NEGATIVE_INFINITY))
})

test('ggnScore: momentum is none of its options, said by a name or in a result', async () => {
  refuses(() => ggnScore({ momentum: 0.5 } as never), { code: 'BAD_OPTION', says: ['momentum'] })
  const { optimizer } = await fit(net, data, { optimizer: ggnScore(), steps: 1 })
  assert.is((await fit(net, data, { optimizer, steps: 1 })).optimizer.method, 'ggnScore')
  const other = { ...optimizer, momentum: 0.5 } as typeof optimizer
  await refuses(() => fit(net, data, { optimizer: other, steps: 1 }), { code: 'BAD_OPTION', says: ['momentum'] })
})

test.run()
