import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { armData, dense, ekfac, fit, foof, kfac, type Optimizer, sequential } from '../../src/index.js'
import { PURPOSE, stream } from '../../src/random/index.js'
import { distance } from '../reference/linear.js'
import { curves, net } from './plain-data.js'
import {
  backward,
  flat,
  forward,
  gradientOf,
  type Sample,
  solveShifted,
  transposed,
  type Weights,
  weightsOf,
} from './plain-net.js'

const { samples, data } = curves(stream(7, 1))
const LAMBDA = 0.05
const SEED = 9

/** θ after so many steps in float64. */
async function after(optimizer: Optimizer, steps: number, weightDecay = 0): Promise<Float64Array> {
  const run = await fit(net, data, { optimizer, steps, seed: SEED, dtype: 'float64', threads: 1, weightDecay })
  return run.model.params as Float64Array
}

type Factors = { A: number[][]; G: number[][] }[]

/** Means of h hᵀ and of δ δᵀ by layer, δ as `seeds` begin them at the outputs of each sample. */
function factorsOf(weights: Weights, seeds: (sample: Sample, z: number[], i: number) => number[][]): Factors {
  const square = (n: number) => Array.from({ length: n }, () => new Array<number>(n).fill(0))
  const factors = weights.map(W => ({ A: square(W.length), G: square(W[0].length) }))
  const add = (to: number[][], v: readonly number[]) => {
    for (let r = 0; r < v.length; r++) for (let c = 0; c < v.length; c++) to[r][c] += (v[r] * v[c]) / samples.length
  }
  samples.forEach((sample, i) => {
    const { inputs, z } = forward(weights, sample.x)
    inputs.forEach((h, l) => {
      add(factors[l].A, h)
    })
    for (const seed of seeds(sample, z, i))
      backward(weights, inputs, seed).forEach((delta, l) => {
        add(factors[l].G, delta)
      })
  })
  return factors
}

const seeds = {
  empirical: ({ y }: Sample, z: number[]) => [z.map((value, a) => value - y[a])],
  exact: () => [
    [1, 0],
    [0, 1],
  ],
  sampled: (_sample: Sample, z: number[], i: number) => {
    const drawn = stream(SEED, PURPOSE.sampledLabels, 0, i)
    return [z.map(() => drawn.normal())]
  },
}

const trace = (M: number[][]) => M.reduce((sum, row, i) => sum + row[i], 0) / M.length

/** −(A + π√λ I)⁻¹ V (G + √λ/π I)⁻¹ by layer. */
function kfacDirection(factors: Factors, V: Weights, lambda: number, split: 'pi' | 'even'): number[] {
  return flat(
    V.map((v, l) => {
      const { A, G } = factors[l]
      const pi = split === 'pi' ? Math.sqrt(trace(A) / trace(G)) : 1
      const left = solveShifted(A, pi * Math.sqrt(lambda), v)
      return transposed(solveShifted(G, Math.sqrt(lambda) / pi, transposed(left)))
    }),
  ).map(value => -value)
}

const plainOptions = { gradientBatch: 'full', learningRate: 1, momentum: 0, klClip: 0, damping: LAMBDA } as const
const theta = Float64Array.from(net.params)
const V = weightsOf(gradientOf(theta, samples))

for (const factors of ['empirical', 'sampled', 'exact'] as const)
  for (const split of ['pi', 'even'] as const)
    test(`kfac, ${factors} factors, ${split} split: the first step is the dense formula, to 1e-10`, async () => {
      const reached = await after(kfac({ ...plainOptions, factors, split }), 1)
      const expected = kfacDirection(factorsOf(weightsOf(theta), seeds[factors]), V, LAMBDA, split)
      assert.ok(
        distance(
          reached.map((value, p) => value - theta[p]),
          expected,
        ) < 1e-10,
      )
    })

test('kfac: the clip is α² gᵀu ≤ κ, before momentum, and weight decay enters gradient and damping, to 1e-10', async () => {
  const w = 0.02
  const kappa = 1e-3
  const reached = await after(kfac({ ...plainOptions, factors: 'exact', klClip: kappa, learningRate: 0.5 }), 1, w)
  const decayed = flat(V).map((value, p) => value + w * theta[p])
  const d = kfacDirection(factorsOf(weightsOf(theta), seeds.exact), weightsOf(decayed), LAMBDA + w, 'pi')
  const along = -d.reduce((sum, value, p) => sum + value * decayed[p], 0)
  const clip = Math.min(1, Math.sqrt(kappa / (0.25 * along)))
  assert.ok(clip < 1)
  assert.ok(
    distance(
      reached.map((value, p) => value - theta[p]),
      d.map(value => 0.5 * clip * value),
    ) < 1e-10,
  )
})

test('kfac: second step with running means and momentum, inverses made anew each batch, to 1e-9', async () => {
  const options = { ...plainOptions, factors: 'exact', momentum: 0.7, decay: 0.6, factorInterval: 1 } as const
  const optimizer = kfac({ ...options, inverseInterval: 1, learningRate: 0.3 })
  const [one, two] = [await after(optimizer, 1), await after(optimizer, 2)]
  const before = factorsOf(weightsOf(theta), seeds.exact)
  const now = factorsOf(weightsOf(one), seeds.exact)
  // The second batch's share is ½: min(1 − 1/2, 0.6).
  const mean = (a: number[][], b: number[][]) => a.map((row, r) => row.map((value, c) => (value + b[r][c]) / 2))
  const mixed = now.map(({ A, G }, l) => ({ A: mean(before[l].A, A), G: mean(before[l].G, G) }))
  const u = kfacDirection(mixed, weightsOf(gradientOf(one, samples)), LAMBDA, 'pi')
  const first = kfacDirection(before, V, LAMBDA, 'pi')
  assert.ok(
    distance(
      two.map((value, p) => value - one[p]),
      u.map((value, p) => 0.3 * (value + 0.7 * first[p])),
    ) < 1e-9,
  )
})

test('foof: the first step is −(A + λ I)⁻¹ V, to 1e-10', async () => {
  const reached = await after(foof(plainOptions), 1)
  const factors = factorsOf(weightsOf(theta), seeds.exact)
  const expected = flat(V.map((v, l) => solveShifted(factors[l].A, LAMBDA, v))).map(value => -value)
  assert.ok(
    distance(
      reached.map((value, p) => value - theta[p]),
      expected,
    ) < 1e-10,
  )
})

test('the defaults of all three take curves of two outputs down a hundredfold in 400 steps', async () => {
  const arm = armData({ samples: 1000 })
  const wide = sequential({ input: 3, seed: 0 }, [dense(64, 'tanh'), dense(64, 'tanh'), dense(2)])
  for (const optimizer of [kfac(), ekfac(), foof()]) {
    const { history } = await fit(wide, arm, { optimizer, steps: 400, epochs: 1000, standardize: true, threads: 1 })
    const [first, last] = [history[0].loss, history[399].loss]
    assert.ok(last < first / 100, `${optimizer.method}: ${first} → ${last}`)
  }
})

test('kfac with the gain ratio: λ follows it, refused steps are tried with more', async () => {
  const optimizer = kfac({ damping: { kind: 'gainRatio', lambda: 1e-6 } as never, rejectBadSteps: true, klClip: 0 })
  const run = await fit(net, data, {
    optimizer: { ...optimizer, learningRate: { kind: 'constant', rate: 1 } },
    steps: 60,
  })
  const lambdas = new Set(run.history.map(({ lambda }) => lambda))
  assert.ok(lambdas.size > 5, `${lambdas.size} lambdas`)
  assert.ok(run.history.some(({ accepted }) => !accepted))
  assert.ok(run.history[59].loss < run.history[0].loss / 10)
})

/** Eigenvectors of a symmetric matrix as rows, and its eigenvalues, by Jacobi's rotations. */
function eigen(M: number[][]): { values: number[]; rows: number[][] } {
  const n = M.length
  const A = M.map(row => [...row])
  const V = A.map((_, r) => A.map((__, c) => (r === c ? 1 : 0)))
  for (let sweep = 0; sweep < 60; sweep++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (Math.abs(A[p][q]) < 1e-300) continue
        const tau = (A[q][q] - A[p][p]) / (2 * A[p][q])
        const t = Math.sign(tau || 1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau))
        const c = 1 / Math.sqrt(1 + t * t)
        const turn = (rows: number[][], byColumn: boolean) => {
          for (let k = 0; k < n; k++) {
            const [a, b] = byColumn ? [rows[k][p], rows[k][q]] : [rows[p][k], rows[q][k]]
            const [x, y] = [c * a - t * c * b, t * c * a + c * b]
            if (byColumn) [rows[k][p], rows[k][q]] = [x, y]
            else [rows[p][k], rows[q][k]] = [x, y]
          }
        }
        turn(A, true)
        turn(A, false)
        turn(V, false)
      }
  return { values: A.map((row, k) => row[k]), rows: V }
}

const product = (A: number[][], B: number[][]) =>
  A.map(row => B[0].map((_, c) => row.reduce((sum, a, k) => sum + a * B[k][c], 0)))

for (const factors of ['empirical', 'sampled', 'exact'] as const)
  test(`ekfac, ${factors} factors: the first step is the dense formula, to 1e-9`, async () => {
    const rho = 0.6
    const reached = await after(ekfac({ ...plainOptions, factors, scaleDecay: rho }), 1)
    const weights = weightsOf(theta)
    const expected = factorsOf(weights, seeds[factors]).map(({ A, G }, l) => {
      const [a, g] = [eigen(A), eigen(G)]
      const s = a.values.map(x => g.values.map(y => rho * Math.max(x, 0) * Math.max(y, 0)))
      samples.forEach((sample, i) => {
        const { inputs, z } = forward(weights, sample.x)
        const H = a.rows.map(row => row.reduce((sum, value, k) => sum + value * inputs[l][k], 0))
        for (const seed of seeds[factors](sample, z, i)) {
          const delta = backward(weights, inputs, seed)[l]
          const D = g.rows.map(row => row.reduce((sum, value, k) => sum + value * delta[k], 0))
          for (let r = 0; r < H.length; r++)
            for (let c = 0; c < D.length; c++) s[r][c] += ((1 - rho) * (H[r] * D[c]) ** 2) / samples.length
        }
      })
      const turned = product(product(a.rows, V[l]), transposed(g.rows))
      const shrunk = turned.map((row, r) => row.map((value, c) => value / (s[r][c] + LAMBDA)))
      return product(product(transposed(a.rows), shrunk), g.rows)
    })
    assert.ok(
      distance(
        reached.map((value, p) => theta[p] - value),
        flat(expected),
      ) < 1e-9,
    )
  })

test.run()
