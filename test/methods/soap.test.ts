import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, fit, sequential, soap } from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { eigen } from '../reference/eigen.js'
import { distance } from '../reference/linear.js'
import { dot, map, product } from './plain-matrices.js'
import { flat, gradientOf, type Sample, times, transposed, weightsOf } from './plain-net.js'

// Square kernels: the moments of one gradient have full rank, and their eigenvectors are determined.
const WIDTHS = [3, 3, 3]
const random = stream(8, 4)
const samples: Sample[] = Array.from({ length: 12 }, () => {
  const x = [random.normal(), random.normal(), random.normal()]
  return { x, y: [Math.sin(x[0]) * x[1], x[2] ** 2, x[0] * x[2]] }
})
const data = { x: samples.map(({ x }) => [...x]), y: samples.map(({ y }) => [...y]) }
const net = sequential({ input: 3, seed: 4 }, [dense(3, 'tanh'), dense(3)])

/** Rows made orthonormal in their order, by Gram and Schmidt, twice. */
function orthonormal(rows: number[][]): number[][] {
  const done: number[][] = []
  for (const row of rows) {
    let left = row
    for (let pass = 0; pass < 2; pass++)
      for (const q of done) {
        const along = dot(left, q)
        left = left.map((value, k) => value - along * q[k])
      }
    done.push(left.map(value => value / Math.hypot(...left)))
  }
  return done
}

const identity: number[][] = [0, 1, 2].map(i => [0, 1, 2].map(j => (i === j ? 1 : 0)))
const [alpha, beta1, beta2, epsilon, decay] = [0.05, 0.7, 0.8, 1e-6, 0.1]
const INTERVAL = 2
const STEPS = 6

/** SOAP from its description; Q by columns, as there. */
function twin(turns: boolean): number[] {
  let theta: number[] = Array.from(net.params)
  const empty = () => weightsOf(theta, WIDTHS).map(W => W.map(row => row.map(() => 0)))
  const [m, v] = [empty(), empty()]
  const moments = m.map(() => ({ L: identity.map(row => row.map(() => 0)), R: identity.map(row => row.map(() => 0)) }))
  let Q = m.map(() => ({ L: identity, R: identity }))
  for (let call = 1; call <= STEPS; call++) {
    const t = call - 1
    const G = weightsOf(gradientOf(theta, samples, WIDTHS), WIDTHS)
    const next = weightsOf(theta, WIDTHS).map((W, l) => {
      if (call === 1) return W
      const { L, R } = Q[l]
      const turned = [...product(product(transposed(L), G[l].slice(0, 3)), R), G[l][3]]
      m[l] = map(m[l], turned, (a, b) => beta1 * a + (1 - beta1) * b)
      v[l] = map(v[l], turned, (a, b) => beta2 * a + (1 - beta2) * b * b)
      const size = Math.sqrt(1 - beta2 ** t) / (1 - beta1 ** t)
      const N = map(m[l], v[l], (a, b) => a / (Math.sqrt(b) + epsilon))
      const step = [...product(product(L, N.slice(0, 3)), transposed(R)), N[3]]
      return map(W, step, (a, b) => a - alpha * size * b).map((row, i) =>
        i < 3 ? row.map(value => (1 - alpha * decay) * value) : row,
      )
    })
    theta = flat(next)
    if (!turns) continue
    Q = Q.map(({ L, R }, l) => {
      const g = G[l].slice(0, 3)
      const ema = (a: number, b: number) => beta2 * a + (1 - beta2) * b
      const M = moments[l]
      M.L = map(M.L, product(g, transposed(g)), ema)
      M.R = map(M.R, product(transposed(g), g), ema)
      if (call === 1) return { L: transposed(eigen(M.L).vectors), R: transposed(eigen(M.R).vectors) }
      if (t % INTERVAL !== 0) return { L, R }
      const outside = product(product(L, m[l].slice(0, 3)), transposed(R))
      const power = (A: number[][], before: number[][], axis: (order: number[]) => void) => {
        const vectors = transposed(before)
        const order = [0, 1, 2].sort(
          (a, b) => dot(vectors[b], times(A, vectors[b])) - dot(vectors[a], times(A, vectors[a])),
        )
        axis(order)
        const trace = A[0][0] + A[1][1] + A[2][2]
        const shifted = A.map((row, i) => row.map((value, j) => value + (i === j ? 1e-7 * trace : 0)))
        return transposed(orthonormal(order.map(k => times(shifted, vectors[k]))))
      }
      const turned = {
        L: power(M.L, L, order => {
          v[l] = [...order.map(k => v[l][k]), v[l][3]]
        }),
        R: power(M.R, R, order => {
          v[l] = v[l].map((row, i) => (i < 3 ? order.map(k => row[k]) : row))
        }),
      }
      m[l] = [...product(product(transposed(turned.L), outside), turned.R), m[l][3]]
      return turned
    })
  }
  return theta
}

for (const turns of [true, false])
  test(`six steps are those of the description, ${turns ? 'two power steps among them' : 'no side turned'}, to 1e-8`, async () => {
    const rates = { learningRate: alpha, beta1, beta2, epsilon, weightDecay: decay }
    const optimizer = soap({ gradientBatch: 'full', ...rates, interval: INTERVAL, largestSide: turns ? 3 : 2 })
    const { model } = await fit(net, data, { optimizer, steps: STEPS, dtype: 'float64', threads: 1 })
    const error = distance(model.params, twin(turns))
    assert.ok(error < 1e-8, String(error))
  })

test.run()
