import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fit, type MkorOptions, mkor } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { distance } from '../reference/linear.js'
import { curves, net } from './plain-data.js'
import { combined, identity, inverse, outer } from './plain-matrices.js'
import { backward, flat, forward, gradientOf, solveShifted, transposed, type Weights, weightsOf } from './plain-net.js'

const { samples, data } = curves(stream(10, 2))

async function after(options: MkorOptions, steps: number, weightDecay = 0): Promise<number[]> {
  const optimizer = mkor({ gradientBatch: 'full', factorInterval: 1, klClip: 0, ...options })
  const run = await fit(net, data, { optimizer, steps, dtype: 'float64', threads: 1, weightDecay })
  return Array.from(run.model.params)
}

/** Means over the samples of each layer's inputs, with their 1, and of its δ. */
function meansOf(weights: Weights) {
  const add = (to: number[], v: readonly number[]) => {
    v.forEach((value, i) => {
      to[i] += value / samples.length
    })
  }
  const means = weights.map(W => ({ h: W.map(() => 0), delta: W[0].map(() => 0) }))
  for (const { x, y } of samples) {
    const { inputs, z } = forward(weights, x)
    const seed = z.map((value, a) => value - y[a])
    backward(weights, inputs, seed).forEach((delta, l) => {
      add(means[l].h, inputs[l])
      add(means[l].delta, delta)
    })
  }
  return means
}

type Factors = { A: number[][]; G: number[][] }[]

/** A⁻¹ V G⁻¹ by layer, as long as V. */
const direction = (factors: Factors, V: Weights): number[] =>
  flat(
    V.map((v, l) => {
      const left = solveShifted(factors[l].A, 0, v)
      const both = transposed(solveShifted(factors[l].G, 0, transposed(left)))
      const share = Math.hypot(...v.flat()) / Math.hypot(...both.flat())
      return both.map(row => row.map(value => share * value))
    }),
  )

test('three steps: factors are the exact running means from I, momentum, weight decay, to 1e-10', async () => {
  const [gamma, mu, alpha, w] = [0.8, 0.7, 0.2, 0.05]
  let theta: number[] = Array.from(net.params)
  let factors: Factors = weightsOf(theta).map(W => ({ A: identity(W.length), G: identity(W[0].length) }))
  let velocity = theta.map(() => 0)
  for (let t = 1; t <= 3; t++) {
    const means = meansOf(weightsOf(theta))
    factors = factors.map(({ A, G }, l) => ({
      A: combined(gamma, A, 1 - gamma, outer(means[l].h)),
      G: combined(gamma, G, 1 - gamma, outer(means[l].delta)),
    }))
    const V = weightsOf(gradientOf(theta, samples).map((value, p) => value + w * theta[p]))
    const u = direction(factors, V)
    velocity = velocity.map((value, p) => mu * value + u[p])
    theta = theta.map((value, p) => value - alpha * velocity[p])
    const reached = await after({ decay: gamma, momentum: mu, learningRate: alpha, largest: 0 }, t, w)
    assert.ok(distance(reached, theta) < 1e-10, `step ${t}: ${distance(reached, theta)}`)
  }
})

test('an inverse with a number above the bound is mixed with I, each by itself, to 1e-10', async () => {
  const [gamma, largest, blend, alpha] = [0.6, 1.2, 0.3, 0.1]
  const start = Array.from(net.params)
  const means = meansOf(weightsOf(start))
  let mixed = 0
  let kept = 0
  const stabilised = (v: readonly number[]) => {
    const P = inverse(combined(gamma, identity(v.length), 1 - gamma, outer(v)))
    if (Math.max(...P.flat().map(Math.abs)) <= largest) {
      kept++
      return inverse(P)
    }
    mixed++
    return inverse(combined(1 - blend, P, blend, identity(v.length)))
  }
  const factors = means.map(({ h, delta }) => ({ A: stabilised(h), G: stabilised(delta) }))
  const expected = direction(factors, weightsOf(gradientOf(start, samples)))
  const reached = await after({ decay: gamma, momentum: 0, learningRate: alpha, largest, blend }, 1)
  const moved = reached.map((value, p) => (start[p] - value) / alpha)
  assert.ok(mixed > 0, String(kept))
  assert.ok(distance(moved, expected) < 1e-10, String(distance(moved, expected)))
})

test('the inverses are looked at each factorInterval batches alone', async () => {
  const every = await after({ factorInterval: 1, learningRate: 0.1 }, 2)
  const seldom = await after({ factorInterval: 2, learningRate: 0.1 }, 2)
  assert.ok(distance(every, seldom) > 1e-8)
  const third = await after({ factorInterval: 3, learningRate: 0.1 }, 2)
  assert.equal(third, seldom)
})

test.run()
