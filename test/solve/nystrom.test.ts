import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { stream } from '../../src/random/index.js'
import { conjugateGradients } from '../../src/solve/conjugate-gradients.js'
import { Nystrom, nystromRoom } from '../../src/solve/spectral/nystrom.js'
import { inlineKernels } from '../helpers/inline-kernels.js'
import { times, transposed } from '../methods/plain-net.js'
import { eigen } from '../reference/eigen.js'
import { distance, solveDense } from '../reference/linear.js'

const n = 40
const RANK = 8
const MU = 1e-2
const random = stream(3, 7)
const normals = () => Array.from({ length: n }, () => random.normal())
const noise = Array.from({ length: n }, normals)
const { vectors: axes } = eigen(noise.map((row, i) => row.map((value, j) => value + noise[j][i])))
/** Five large eigenvalues, the others next to nothing: a condition of 1e4 once μ is added. */
const spectrum = axes.map((_, k) => (k < 5 ? 100 - 22.5 * k : 1e-3 * random.uniform()))
const A = spectrum.map((_, i) =>
  spectrum.map((__, j) => axes.reduce((sum, v, k) => sum + spectrum[k] * v[i] * v[j], 0)),
)

const vectors = { x: n, b: n, residual: n, search: n, product: n, scaled: n }
const { float64, executor, at, view } = await inlineKernels(n, { ...nystromRoom(n, n), ...vectors })
const { x, b } = at
const vector = (offset: number) => view(offset, n)
const multiply = (v: number, out: number) => vector(out).set(times(A, Array.from(vector(v))))

/** M⁻¹ as the dense formula has it for a test matrix that `sketch` drew, whose span alone matters. */
function sketched(rank: number) {
  const nystrom = new Nystrom(float64, executor, at, rank, n)
  assert.ok(nystrom.sketch(multiply, stream(1, 1)))
  return nystrom
}

function inverseOf(nystrom: Nystrom, mu: number): number[][] {
  return transposed(
    Array.from({ length: n }, (_, k) => {
      vector(b).fill(0)
      vector(b)[k] = 1
      nystrom.apply(mu, b, x)
      return Array.from(vector(x))
    }),
  )
}

const shifted = A.map((row, i) => row.map((value, j) => value + (i === j ? MU : 0)))

test('of rank n it is a multiple of (A + μI)⁻¹', () => {
  const inverse = inverseOf(sketched(n), MU)
  const expected = A.flatMap((_, k) =>
    solveDense(
      shifted,
      A.map((__, i) => +(i === k)),
    ),
  )
  const share = inverse[0][0] / expected[0]
  assert.ok(
    distance(
      inverse.flat(),
      expected.map(value => value * share),
    ) < 1e-5,
  )
})

test('of rank 8 it brings a condition of 1e4 below 2, and is symmetric', () => {
  const inverse = inverseOf(sketched(RANK), MU)
  inverse.forEach((row, i) => {
    row.forEach((value, j) => {
      assert.ok(Math.abs(value - inverse[j][i]) < 1e-12)
    })
  })
  const { values, vectors: Q } = eigen(inverse)
  const root = inverse.map((_, i) =>
    inverse.map((__, j) => Q.reduce((sum, q, k) => sum + Math.sqrt(values[k]) * q[i] * q[j], 0)),
  )
  const half = transposed(root.map(row => times(shifted, row)))
  const whole = transposed(transposed(half).map(column => times(root, column)))
  const of = (M: number[][]) => {
    const { values: all } = eigen(M)
    return all[0] / all[all.length - 1]
  }
  assert.ok(of(shifted) > 9e3, String(of(shifted)))
  assert.ok(of(whole) < 2, String(of(whole)))
})

test('conjugate gradients with it are at 1e-8 in six iterations, and without it far away', () => {
  const nystrom = sketched(RANK)
  const rhs = normals()
  const expected = solveDense(shifted, rhs)
  const after = (precondition: (r: number, out: number) => void) => {
    vector(b).set(rhs)
    vector(x).fill(0)
    conjugateGradients(float64, x, b, at, {
      count: n,
      most: 6,
      multiply(v, out) {
        multiply(v, out)
        float64.axpy(MU, v, out, n)
        return float64.dot(v, out, n)
      },
      precondition,
      visit() {},
    })
    return distance(vector(x), expected)
  }
  const helped = after((r, out) => nystrom.apply(MU, r, out))
  const alone = after((r, out) => float64.axpby(1, r, 0, r, out, n))
  assert.ok(helped < 1e-8, String(helped))
  assert.ok(alone > 1e-2, String(alone))
})

test('matrices of rank 1 and 0 leave a finite preconditioner', () => {
  for (const share of [1, 0]) {
    const nystrom = new Nystrom(float64, executor, at, RANK, n)
    const along = (v: number) => share * times([axes[0]], Array.from(vector(v)))[0]
    nystrom.sketch((v, out) => vector(out).set(axes[0].map(value => along(v) * value)), stream(1, 1))
    assert.ok(inverseOf(nystrom, MU).flat().every(Number.isFinite))
  }
})

test.run()
