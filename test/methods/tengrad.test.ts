import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type FitOptions, fit, gainRatio, type TengradOptions, tengrad } from '../../src/index.js'
import { PURPOSE, stream } from '../../src/random/index.js'
import { distance, solveDense } from '../reference/linear.js'
import { byLayer, data, net, rowsByLayer, samples } from './plain-blocks.js'
import { gradientOf, type Sample, transposed } from './plain-net.js'

const LAMBDA = 0.05
const plain = { gradientBatch: 'full', learningRate: 1, momentum: 0, klClip: 0, damping: LAMBDA } as const
const theta = Array.from(net.params)
const minus = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a, (value, p) => value - b[p])

async function after(options: TengradOptions, steps: number, more: Partial<FitOptions> = {}) {
  const optimizer = tengrad({ ...plain, ...options })
  const run = await fit(net, data, { optimizer, steps, seed: 9, dtype: 'float64', threads: 1, ...more })
  return run.model.params as Float64Array
}

/** −(Uᵀ U/N + λ I)⁻¹ V by layer, in parameter space. */
function direction(V: readonly number[], at: ArrayLike<number>, of: readonly Sample[], lambda = LAMBDA): number[] {
  const blocks = rowsByLayer(at, of)
  return byLayer(V).flatMap((v, l) => {
    const T = transposed(blocks[l].U)
    const C = T.map((a, p) =>
      T.map((b, q) => a.reduce((sum, value, i) => sum + value * b[i], 0) / of.length + (p === q ? lambda : 0)),
    )
    return solveDense(C, v).map(value => -value)
  })
}

test('the first step is the dense solve of every block, to 1e-10', async () => {
  const expected = direction(gradientOf(theta, samples), theta, samples)
  assert.ok(distance(minus(await after({}, 1), theta), expected) < 1e-10)
})

test('it is the formula of the paper, V and w of each layer formed, to 1e-10', async () => {
  const N = samples.length
  const expected = rowsByLayer(theta, samples).flatMap(({ D, H }, l) => {
    const V = byLayer(gradientOf(theta, samples))[l]
    const units = D[0].length
    const v = D.map((delta, i) =>
      H[i].reduce((sum, h, r) => sum + delta.reduce((s, x, o) => s + h * x * V[r * units + o], 0), 0),
    )
    const dot = (a: number[], b: number[]) => a.reduce((sum, value, k) => sum + value * b[k], 0)
    const M = D.map((a, i) => D.map((b, j) => (dot(a, b) * dot(H[i], H[j])) / N + (i === j ? LAMBDA : 0)))
    const w = solveDense(M, v)
    return V.map((value, p) => {
      const [r, o] = [Math.floor(p / units), p % units]
      return -(value - w.reduce((sum, wi, i) => sum + wi * D[i][o] * H[i][r], 0) / N) / LAMBDA
    })
  })
  assert.ok(distance(minus(await after({}, 1), theta), expected) < 1e-10)
})

test('sample weights scale gradient and rows alike', async () => {
  const given = samples.map((_, i) => 0.5 + (i % 3))
  const mean = given.reduce((sum, value) => sum + value, 0) / given.length
  const root = given.map(value => Math.sqrt(value / mean))
  const { model } = await fit(
    net,
    { ...data, weights: given },
    {
      optimizer: tengrad(plain),
      steps: 1,
      dtype: 'float64',
      threads: 1,
    },
  )
  const N = samples.length
  const expected = rowsByLayer(theta, samples, root).flatMap(({ U }) => {
    const T = transposed(U)
    const C = T.map((a, p) => T.map((b, q) => a.reduce((sum, x, i) => sum + x * b[i], 0) / N + (p === q ? LAMBDA : 0)))
    const g = T.map(column => column.reduce((sum, x, i) => sum + root[i] * x, 0) / N)
    return solveDense(C, g).map(value => -value)
  })
  assert.ok(distance(minus(model.params, theta), expected) < 1e-10)
})

for (const [name, options] of [
  ['without a gradient', {}],
  ['with one', { curvatureInterval: 2 }],
] as const)
  test(`decay enters the gradient and λ, and the clip is α² gᵀu ≤ κ before momentum, ${name}, to 1e-10`, async () => {
    const [w, kappa] = [0.02, 1e-3]
    const V = gradientOf(theta, samples).map((value, p) => value + w * theta[p])
    const d = direction(V, theta, samples, LAMBDA + w)
    const along = -d.reduce((sum, value, p) => sum + value * V[p], 0)
    const clip = Math.sqrt(kappa / (0.25 * along))
    assert.ok(clip < 1)
    const reached = await after({ ...options, learningRate: 0.5, klClip: kappa }, 1, { weightDecay: w })
    assert.ok(
      distance(
        minus(reached, theta),
        d.map(value => 0.5 * clip * value),
      ) < 1e-10,
    )
  })

test('momentum: the second step is −(u + μ u₋), to 1e-10', async () => {
  const options = { momentum: 0.7, learningRate: 0.3 }
  const [one, two] = [await after(options, 1), await after(options, 2)]
  const [before, now] = [theta, one].map(at => direction(gradientOf(at, samples), at, samples))
  assert.ok(
    distance(
      minus(two, one),
      now.map((value, p) => 0.3 * (value + 0.7 * before[p])),
    ) < 1e-10,
  )
})

test('rows of the first batch serve the second, and those of the third are its own, to 1e-10', async () => {
  const options = { curvatureInterval: 2, learningRate: 0.3 }
  const [one, two, three] = [await after(options, 1), await after(options, 2), await after(options, 3)]
  const scaled = (d: number[]) => d.map(value => 0.3 * value)
  assert.ok(distance(minus(two, one), scaled(direction(gradientOf(one, samples), theta, samples))) < 1e-10)
  assert.ok(distance(minus(three, two), scaled(direction(gradientOf(two, samples), two, samples))) < 1e-10)
})

test('a run that is resumed between two looks ends with the same bits', async () => {
  const optimizer = tengrad({ gradientBatch: 5, curvatureInterval: 4 })
  const options = { optimizer, steps: 11, epochs: 100, seed: 3, threads: 1 } as const
  const checkpoints: Uint8Array[] = []
  const onCheckpoint = (bytes: Uint8Array) => {
    checkpoints.push(bytes)
  }
  const whole = await fit(net, data, { ...options, checkpointEvery: 6, onCheckpoint })
  const resumed = await fit(net, data, { ...options, resume: checkpoints[0] })
  assert.equal(resumed.model.params, whole.model.params)
})

test('rows of a part of the batch precondition the gradient of all of it, to 1e-10', async () => {
  const few = { gradientBatch: 11, curvatureBatch: 4, learningRate: 0.01 } as const
  const reached = await after(few, 1)
  const places = stream(9, PURPOSE.shuffle, 0).permutation(12).subarray(0, 11)
  const batch = Array.from(places, place => samples[place])
  const expected = direction(gradientOf(theta, batch), theta, batch.slice(0, 4)).map(value => 0.01 * value)
  assert.ok(distance(minus(reached, theta), expected) < 1e-10)
})

test('a step that is tried is the same step, and its gain ratio is that of the Gauss-Newton model', async () => {
  const optimizer = tengrad({ ...plain, damping: gainRatio({ lambda: LAMBDA }) })
  const { model, history } = await fit(net, data, { optimizer, steps: 1, dtype: 'float64', threads: 1 })
  const expected = direction(gradientOf(theta, samples), theta, samples, history[0].lambda)
  assert.ok(distance(minus(model.params, theta), expected) < 1e-10)
  assert.ok(Number.isFinite(history[0].gainRatio))
})

test.run()
