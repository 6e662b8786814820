import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { stream } from '../../src/random/index.js'
import { largestEigenvalue, richardson } from '../../src/solve/richardson.js'
import { inlineKernels } from '../helpers/inline-kernels.js'
import { times } from '../methods/plain-net.js'
import { eigen, functionOf } from '../reference/eigen.js'
import { distance, solveDense } from '../reference/linear.js'

const n = 4
const random = stream(5, 5)
const B = Array.from({ length: n }, () => Array.from({ length: n }, () => random.normal()))
const A = B.map((row, i) => B.map((other, j) => row.reduce((sum, value, k) => sum + value * other[k], 5 * +(i === j))))
const rhs = Array.from({ length: n }, () => random.normal())
const { float64, at, view } = await inlineKernels(n, { x: n, b: n, product: n })
const multiply = (v: number, out: number) => view(out, n).set(times(A, Array.from(view(v, n))))
const { values, vectors } = eigen(A)
const step = 1 / values[0]
const problem = { count: n, product: at.product, step, multiply }

for (const iterations of [1, 2, 7])
  test(`${iterations} iterations leave (1 − hA)^${iterations} of the error`, () => {
    const start = rhs.map((value, k) => value * k)
    view(at.x, n).set(start)
    view(at.b, n).set(rhs)
    richardson(float64, at.x, at.b, { ...problem, iterations })
    const solution = solveDense(A, rhs)
    const left = times(
      functionOf(A, value => (1 - step * value) ** iterations),
      start.map((value, k) => value - solution[k]),
    )
    const expected = solution.map((value, k) => value + left[k])
    assert.ok(distance(view(at.x, n), expected) < 1e-12)
  })

test('power steps find the largest eigenvalue and its vector', () => {
  view(at.x, n).set(rhs)
  const found = largestEigenvalue(float64, at.x, { ...problem, iterations: 300 })
  assert.ok(Math.abs(found - values[0]) < 1e-10 * values[0])
  const along = vectors[0].reduce((sum, value, k) => sum + value * view(at.x, n)[k], 0)
  assert.ok(Math.abs(Math.abs(along) - 1) < 1e-10)
})

test('of a matrix of zeros it is 0, and nothing is divided by it', () => {
  view(at.x, n).set(rhs)
  const none = { ...problem, multiply: (_: number, out: number) => view(out, n).fill(0), iterations: 5 }
  assert.is(largestEigenvalue(float64, at.x, none), 0)
  assert.ok(view(at.x, n).every(Number.isFinite))
})

/** Ends of many chains of their own seed each: mean and covariance. */
function ends(h: number, temperature: number, chains: number, iterations: number) {
  const samples = Array.from({ length: chains }, (_, seed) => {
    const noise = stream(seed, 6)
    view(at.x, n).fill(0)
    view(at.b, n).set(rhs)
    const size = Math.sqrt(2 * h * temperature)
    const shake = () => {
      const x = view(at.x, n)
      for (let p = 0; p < n; p++) x[p] += size * noise.normal()
    }
    richardson(float64, at.x, at.b, { ...problem, step: h, iterations, shake })
    return Array.from(view(at.x, n))
  })
  const mean = rhs.map((_, k) => samples.reduce((sum, x) => sum + x[k], 0) / chains)
  const covariance = rhs.map((_, i) =>
    rhs.map((__, j) => samples.reduce((sum, x) => sum + (x[i] - mean[i]) * (x[j] - mean[j]), 0) / (chains - 1)),
  )
  return { mean, covariance }
}

for (const share of [1, 0.1])
  test(`with noise and h = ${share}/λ_max the mean is the solve, the covariance that of the stationary law, to 4 errors`, () => {
    const [h, T, chains] = [share * step, 0.3, 400]
    const { mean, covariance } = ends(h, T, chains, Math.ceil(6 / (h * values[n - 1])))
    const law = functionOf(A, value => T / (value - (h * value * value) / 2))
    const continuous = functionOf(A, value => T / value)
    const solution = solveDense(A, rhs)
    for (let i = 0; i < n; i++) {
      const error = Math.sqrt(law[i][i] / chains)
      assert.ok(Math.abs(mean[i] - solution[i]) < 4 * error, `mean ${i}`)
      for (let j = 0; j < n; j++) {
        const spread = Math.sqrt((law[i][i] * law[j][j] + law[i][j] ** 2) / chains)
        assert.ok(Math.abs(covariance[i][j] - law[i][j]) < 4 * spread, `covariance ${i}, ${j}`)
        if (share < 1) assert.ok(Math.abs(covariance[i][j] - continuous[i][j]) < 5 * spread, `β⁻¹A⁻¹ ${i}, ${j}`)
      }
    }
  })

test.run()
