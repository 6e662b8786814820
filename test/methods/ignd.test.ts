import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, evaluate, fit, ignd, sequential } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { distance } from '../reference/linear.js'
import { net } from './plain-data.js'
import { dot } from './plain-matrices.js'
import { forward, rowOf, times, transposed, weightsOf } from './plain-net.js'

const random = stream(8, 15)
const x = Array.from({ length: 10 }, () => [random.normal(), random.normal(), random.normal()])
const labels = x.map(([a, b]) => (a > b ? 1 : 0))
const weights = x.map(([, , c]) => 0.2 + c * c)
const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length
/** One row a sample: two classes are their difference. */

for (const [what, said, weightDecay] of [
  ['without momentum', { momentum: 0 }, 0],
  ['with momentum and weight decay', { momentum: 0.6 }, 0.05],
  ['with momentum and trials', { momentum: 0.6, rejectBadSteps: true }, 0],
] as const)
  test(`ignd, two weighted classes, ${what}: four steps are the mean of the samples' own, to 1e-10`, async () => {
    const [lambda, beta] = [0.3, said.momentum]
    const optimizer = ignd({ gradientBatch: 'full', learningRate: 0.8, damping: lambda, ...said })
    const data = { x, y: Int32Array.from(labels), weights }
    const run = await fit(net, data, { optimizer, steps: 4, dtype: 'float64', threads: 1, weightDecay })
    let theta: number[] = Array.from(net.params)
    let m = theta.map(() => 0)
    for (let t = 1; t <= 4; t++) {
      const W = weightsOf(theta)
      const steps = x.map((row, i) => {
        const [a, b] = forward(W, row).z
        const p = 1 / (1 + Math.exp(a - b))
        // z₁ − z₀ alone matters: r = p − y, q = p (1 − p).
        const J = rowOf(W, row, [-1, 1])
        const divisor = p * (1 - p) * dot(J, J) + lambda + weightDecay
        const share = weights[i] / mean / divisor / x.length
        return J.map((value, k) => share * (value * (p - labels[i]) + weightDecay * theta[k]))
      })
      const d = times(
        transposed(steps),
        steps.map(() => -1),
      )
      m = m.map((value, k) => beta * value + (1 - beta) * d[k])
      theta = theta.map((value, k) => value + (0.8 * m[k]) / (1 - beta ** t))
    }
    assert.is(run.history.filter(({ accepted }) => accepted).length, 4)
    assert.ok(distance(run.model.params, theta) < 1e-10, String(distance(run.model.params, theta)))
  })

test('of one sample a step takes its linearised residual to 0', async () => {
  const line = sequential({ input: 2, seed: 1, dtype: 'float64' }, [dense(1)])
  const optimizer = ignd({ gradientBatch: 'full', learningRate: 1, damping: 1e-12 })
  const one = { x: [[3, 4]], y: [[7]] }
  const { model } = await fit(line, one, { optimizer, steps: 1 })
  const { loss } = await evaluate(model, one)
  assert.ok(loss < 1e-18, String(loss))
})

test.run()
