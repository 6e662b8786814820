import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, fit, gramGaussNewton, sequential } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { distance, solveDense } from '../reference/linear.js'
import { curves, net } from './plain-data.js'
import { dot } from './plain-matrices.js'
import { forward, rowOf, times, transposed, weightsOf } from './plain-net.js'

const { samples, data } = curves(stream(8, 14), 8)

test('with nothing said a step is the ridge regression of its batch with α = 1, to 1e-9', async () => {
  const optimizer = gramGaussNewton({ gradientBatch: 'full', learningRate: 1, rejectBadSteps: false })
  const run = await fit(net, data, { optimizer, steps: 3, dtype: 'float64', threads: 1, noise: 'none' })
  let theta: number[] = Array.from(net.params)
  for (let t = 0; t < 3; t++) {
    const weights = weightsOf(theta)
    const J = samples.flatMap(({ x }) => [rowOf(weights, x, [1, 0]), rowOf(weights, x, [0, 1])])
    const residual = samples.flatMap(({ x, y }) => forward(weights, x).z.map((value, a) => value - y[a]))
    const K = J.map((row, a) => J.map((other, b) => dot(row, other) + (a === b ? 1 : 0)))
    const step = times(transposed(J), solveDense(K, residual))
    theta = theta.map((value, p) => value - step[p])
  }
  assert.ok(distance(run.model.params, theta) < 1e-9, String(distance(run.model.params, theta)))
})

test('with α → 0 on a wide network the next residual is of the order of the square of this one', async () => {
  const wide = sequential({ input: 3, seed: 1 }, [dense(400, 'tanh'), dense(1)])
  const targets = samples.map(({ y }) => [y[0]])
  const optimizer = gramGaussNewton({ gradientBatch: 'full', learningRate: 1, damping: 1e-13, rejectBadSteps: false })
  const options = { optimizer, steps: 5, dtype: 'float64', threads: 1, noise: 'none' } as const
  const { history } = await fit(wide, { x: data.x, y: targets }, options)
  const errors = history.map(({ loss }) => Math.sqrt(loss))
  for (let k = 0; k < 3; k++) assert.ok(errors[k + 1] < errors[k] ** 2, String(errors))
  assert.ok(errors[3] < 1e-9 * errors[0], String(errors))
})

test.run()
