import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fit, type SengOptions, seng, tengrad } from '../../src/index.js'
import { columnsOf } from '../../src/optim/blocks/sketch.js'
import { distance, solveDense } from '../reference/linear.js'
import { byLayer, data, type LayerRows, net, rowsByLayer, samples } from './plain-blocks.js'
import { gradientOf } from './plain-net.js'

const [LAMBDA, RATE, SEED] = [0.5, 0.1, 9]
const N = samples.length
const plain = { gradientBatch: 'full', learningRate: RATE, momentum: 0, klClip: 0, damping: LAMBDA } as const
const theta = Array.from(net.params)
const fitted = { dtype: 'float64', threads: 1 } as const

async function moved(options: SengOptions, steps = 1, seed = SEED): Promise<number[]> {
  const { model } = await fit(net, data, { optimizer: seng({ ...plain, ...options }), steps, seed, ...fitted })
  return Array.from(model.params, (value, p) => value - theta[p])
}

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, k) => sum + value * b[k], 0)

/** Every column's share of a sum over the drawn ones. */
function shares(seed: number, item: number, width: number, most: number): number[] {
  const chosen = columnsOf(seed, 0, item, width, most)
  return Array.from({ length: width }, (_, c) => (!chosen ? 1 : chosen.includes(c) ? width / chosen.length : 0))
}

/** K and v = U V of the sketched rows of a layer that is the k-th node. */
function sketched({ D, H }: LayerRows, V: readonly number[], seed: number, k: number, most: number) {
  const units = D[0].length
  const o = shares(seed, 2 * k + 1, units, most)
  const h = [...shares(seed, 2 * k + 2, H[0].length - 1, most), 1]
  const weighted = (a: readonly number[], w: readonly number[]) => a.map((value, c) => value * w[c])
  const K = D.map((a, i) => D.map((b, j) => dot(weighted(a, o), b) * dot(weighted(H[i], h), H[j])))
  const v = D.map((delta, i) =>
    dot(
      H[i].map((value, r) => value * h[r] * dot(weighted(delta, o), V.slice(r * units, (r + 1) * units))),
      H[i].map(() => 1),
    ),
  )
  return { K, v }
}

/** The direction by the formula; node k = l + 1, as the input is node 0. */
function direction(at: ArrayLike<number>, ofGradient: ArrayLike<number>, most: number, outer: boolean): number[] {
  const V = byLayer(gradientOf(ofGradient, samples))
  return rowsByLayer(at, samples).flatMap((rows, l) => {
    const { K, v } = sketched(rows, V[l], SEED, l + 1, most)
    const F = K.map((row, i) => row.map((value, j) => value / N + (i === j ? LAMBDA : 0)))
    const w = solveDense(F, v).map(value => value / N)
    const { D, H, U } = rows
    const units = D[0].length
    const roots = w.map(value => Math.sqrt(Math.abs(value)))
    const sum = roots.reduce((total, value) => total + value, 0)
    return V[l].map((value, p) => {
      const [r, o] = [Math.floor(p / units), p % units]
      const [a, b] = [
        dot(
          roots,
          D.map(delta => delta[o]),
        ),
        dot(
          w,
          H.map(h => h[r]),
        ) / sum,
      ]
      return (
        -(
          value -
          (outer
            ? a * b
            : dot(
                w,
                U.map(u => u[p]),
              ))
        ) / LAMBDA
      )
    })
  })
}

test('without a sketch it is the exact block, to 1e-8', async () => {
  const { model } = await fit(net, data, { optimizer: tengrad(plain), steps: 1, seed: SEED, ...fitted })
  const exact = Array.from(model.params, (value, p) => value - theta[p])
  assert.ok(distance(await moved({ columns: 0 }), exact) < 1e-8)
  assert.ok(distance(await moved({}), exact) < 1e-8)
})

for (const outerProduct of [false, true])
  for (const columns of [0, 2])
    test(`${columns || 'all'} columns${outerProduct ? ', one outer product' : ''}: the formula, to 1e-8`, async () => {
      const expected = direction(theta, theta, columns, outerProduct).map(value => RATE * value)
      assert.ok(distance(await moved({ columns, outerProduct }), expected) < 1e-8)
    })

test('rows, columns and factors of the first batch serve the second, to 1e-8', async () => {
  const options = { columns: 2, curvatureInterval: 2 }
  const [one, two] = [await moved(options), await moved(options, 2)]
  const at = theta.map((value, p) => value + one[p])
  const expected = direction(theta, at, 2, false).map(value => RATE * value)
  const step = two.map((value, p) => value - one[p])
  assert.ok(distance(step, expected) < 1e-8)
})

test('K and v of sketched rows have the right mean: within 3 standard errors over 2,000 seeds', () => {
  const draws = 2000
  const rows = rowsByLayer(theta, samples)[1]
  const V = byLayer(gradientOf(theta, samples))[1]
  const exact = sketched(rows, V, 0, 2, 0)
  const numbers = ({ K, v }: typeof exact) => [...K.flat(), ...v]
  const expected = numbers(exact)
  const sums = expected.map(() => [0, 0])
  for (let seed = 0; seed < draws; seed++)
    numbers(sketched(rows, V, seed, 2, 2)).forEach((value, p) => {
      sums[p][0] += value - expected[p]
      sums[p][1] += (value - expected[p]) ** 2
    })
  // Of so many numbers one in 370 is beyond 3 by chance.
  const scores = sums.map(([sum, squares]) => sum / draws / Math.sqrt(Math.max(squares, 1e-300) / draws ** 2))
  const beyond = scores.filter(score => Math.abs(score) > 3).length
  assert.ok(beyond <= 2, `${beyond} of ${scores.length} beyond 3`)
  assert.ok(scores.every(score => Math.abs(score) < 4.5))
})

test('a run that is resumed between two looks ends with the same bits', async () => {
  const optimizer = seng({ gradientBatch: 5, curvatureInterval: 4, columns: 2 })
  const options = { optimizer, steps: 11, epochs: 100, seed: 3, threads: 1 } as const
  const checkpoints: Uint8Array[] = []
  const onCheckpoint = (bytes: Uint8Array) => {
    checkpoints.push(bytes)
  }
  const whole = await fit(net, data, { ...options, checkpointEvery: 6, onCheckpoint })
  const resumed = await fit(net, data, { ...options, resume: checkpoints[0] })
  assert.equal(resumed.model.params, whole.model.params)
})

test.run()
