import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fit, type HyloOptions, hylo, tengrad } from '../../src/index.js'
import { inclusion, pivotalSample } from '../../src/optim/blocks/importance.js'
import { stream } from '../../src/random/index.js'
import { refuses } from '../helpers/refuses.js'
import { distance, solveDense } from '../reference/linear.js'
import { byLayer, damped, data, net, rowsByLayer, samples } from './plain-blocks.js'
import { combined, dot, identity, inverse, product } from './plain-matrices.js'
import { gradientOf, solveShifted, times, transposed } from './plain-net.js'

const LAMBDA = 0.05
const N = samples.length
const plain = { gradientBatch: 'full', learningRate: 0.1, momentum: 0, klClip: 0, damping: LAMBDA } as const
const theta = Array.from(net.params)

async function moved(optimizer: ReturnType<typeof hylo> | ReturnType<typeof tengrad>, seed = 9): Promise<number[]> {
  const { model } = await fit(net, data, { optimizer, steps: 1, seed, dtype: 'float64', threads: 1 })
  return Array.from(model.params, (value, p) => value - theta[p])
}

const gram = (A: number[][], B: number[][]) => A.map(a => B.map(b => dot(a, b)))

/** Rows in order of what those before leave over of them. */
function pivots(K: number[][], r: number): number[] {
  const left = K.map(row => [...row])
  return Array.from({ length: r }, () => {
    const best = left.reduce((most, row, i) => (dot(row, row) > dot(left[most], left[most]) ? i : most), 0)
    const q = left[best].map(value => value / Math.sqrt(dot(left[best], left[best])))
    for (const row of left) {
      const share = dot(row, q)
      for (let c = 0; c < row.length; c++) row[c] -= share * q[c]
    }
    return best
  })
}

/** K̂ as the source has it, every inverse formed, and the rows that it is of. */
function interpolative(K: number[][], r: number) {
  const s = pivots(K, r)
  const rest = K.map((_, i) => i).filter(i => !s.includes(i))
  const columns = (which: number[]) => K.map(row => which.map(i => row[i]))
  const [Ks, Kr] = [columns(s), columns(rest)]
  const KsT = transposed(Ks)
  const T = rest.length > 0 ? solveShifted(product(KsT, Ks), 0, product(KsT, Kr)) : s.map(() => [])
  const order = [...s, ...rest]
  const residual = rest.length > 0 ? combined(1, Kr, -1, product(Ks, T)) : K.map(() => [])
  const E = order.map((i, at) => [...s.map(() => 0), ...residual[i]].map((x, c) => x + (at === c ? LAMBDA : 0)))
  const P = s.map((_, a) => [...identity(r)[a], ...T[a]])
  const M = product(product(P, inverse(E)), transposed(P))
  const small = s.map(i => s.map(j => K[i][j]))
  const inner = inverse(combined(1, inverse(small), 1, M))
  return { s, Khat: combined(1, M, -1, product(product(M, inner), M)) }
}

for (const compression of ['kis', 'kid'] as const)
  test(`${compression} with all rows is the exact block, to 1e-8`, async () => {
    const exact = await moved(tengrad(plain))
    assert.ok(distance(await moved(hylo({ ...plain, compression, share: 1 })), exact) < 1e-8)
  })

for (const r of [3, 6])
  test(`kid with ${r} of ${N} rows is the formula of the source, to 1e-8`, async () => {
    const V = byLayer(gradientOf(theta, samples))
    const expected = rowsByLayer(theta, samples).flatMap(({ U }, l) => {
      const { s, Khat } = interpolative(damped(U, 1 / N, 0), r)
      const Us = s.map(i => U[i])
      const t = times(Khat, times(Us, V[l]))
      return V[l].map(
        (v, p) =>
          (-0.1 / LAMBDA) *
          (v -
            dot(
              t,
              Us.map(u => u[p]),
            ) /
              N),
      )
    })
    const reached = await moved(hylo({ ...plain, compression: 'kid', share: r / N }))
    assert.ok(distance(reached, expected) < 1e-8, String(distance(reached, expected)))
  })

test('kis is the formula on the sampled rows, each over the root of its probability, to 1e-8', async () => {
  const options: HyloOptions = { ...plain, compression: 'kis', share: 4 / N }
  const V = byLayer(gradientOf(theta, samples))
  const steps = byLayer(await moved(hylo(options)))
  const layers = rowsByLayer(theta, samples)
  layers.forEach(({ U }, l) => {
    const pi = inclusion(
      U.map(u => dot(u, u)),
      4,
    )
    // Whichever rows were drawn, their step is one of those of all fours.
    const sets: number[][] = []
    for (let a = 0; a < N; a++)
      for (let b = a + 1; b < N; b++)
        for (let c = b + 1; c < N; c++) for (let d = c + 1; d < N; d++) sets.push([a, b, c, d])
    const best = Math.min(
      ...sets.map(s => {
        const Us = s.map(i => U[i].map(value => value / Math.sqrt(pi[i])))
        const t = solveDense(damped(Us, 1 / N, LAMBDA), times(Us, V[l]))
        return distance(
          steps[l],
          V[l].map(
            (v, p) =>
              (-0.1 / LAMBDA) *
              (v -
                dot(
                  t,
                  Us.map(u => u[p]),
                ) /
                  N),
          ),
        )
      }),
    )
    assert.ok(best < 1e-8, `layer ${l}: ${best}`)
  })
})

test('samples have their size and probabilities, and their blocks the right mean within the bound of the source', () => {
  const U = rowsByLayer(theta, samples)[1].U
  const sizes = U.map(u => dot(u, u))
  const [r, draws] = [4, 4000]
  const pi = inclusion(sizes, r)
  assert.ok(Math.abs(pi.reduce((sum, value) => sum + value, 0) - r) < 1e-12)
  const counts = sizes.map(() => 0)
  const exact = gram(transposed(U), transposed(U))
  let error = 0
  for (let draw = 0; draw < draws; draw++) {
    const s = pivotalSample(pi, stream(5, 100, draw))
    assert.is(s.length, r)
    for (const i of s) counts[i]++
    const Us = transposed(s.map(i => U[i].map(value => value / Math.sqrt(pi[i]))))
    error +=
      combined(1, gram(Us, Us), -1, exact)
        .flat()
        .reduce((sum, value) => sum + value * value, 0) / draws
  }
  counts.forEach((count, i) => {
    const deviation = Math.sqrt((pi[i] * (1 - pi[i])) / draws)
    assert.ok(Math.abs(count / draws - pi[i]) <= 3.5 * deviation, `row ${i}: ${count / draws}, ${pi[i]}`)
  })
  // ‖U‖⁴/r, of independent draws by norm (Drineas, Kannan & Mahoney 2006, theorem 1).
  const bound = sizes.reduce((sum, value) => sum + value, 0) ** 2 / r
  assert.ok(error <= bound, `${error}, bound ${bound}`)
})

test('inclusion: none above 1, zeros out, the rest in proportion', () => {
  assert.equal([...inclusion([100, 1, 1, 0, 2], 2)], [1, 0.25, 0.25, 0, 0.5])
  assert.equal([...inclusion([3, 0, 5], 5)], [1, 0, 1])
  assert.equal([...inclusion([0, 0], 1)], [0, 0])
})

test('a share that is none is refused', async () => {
  for (const share of [0, 1.5, Number.NaN])
    await refuses(async () => hylo({ share }), { code: 'BAD_OPTION', says: ['share', 'at most 1'] })
})

test('without a word it is kid in the first two epochs, and kis where the norm has settled', async () => {
  const same = async (options: HyloOptions, steps: number) => {
    const run = { steps, epochs: 100, seed: 9, dtype: 'float64', threads: 1 } as const
    const still = { ...plain, gradientBatch: 6, share: 0.3, learningRate: 1e-4, ...options } as const
    return (await fit(net, data, { optimizer: hylo(still), ...run })).model.params
  }
  assert.equal(await same({}, 4), await same({ compression: 'kid' }, 4))
  assert.not.equal(await same({}, 5), await same({ compression: 'kid' }, 5))
})

test.run()
