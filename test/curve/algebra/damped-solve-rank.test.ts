import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DampedSolve } from '../../../src/curve/algebra/damped-solve.js'

/** The undamped step of min ‖R d + b‖ where D measures columns by what they once were. */
function step(R: number[], b: number[], scale: number[]) {
  const n = b.length
  const free = Int32Array.from(b, (_, k) => k)
  const solve = new DampedSolve(n)
  const d = new Float64Array(n)
  const D = Float64Array.from(scale)
  solve.factor(Float64Array.from(R), Float64Array.from(b), free, n, D)
  solve.within(Number.POSITIVE_INFINITY, 0, free, D, d)
  return { rank: solve.rank, d }
}

test('a column that once was 1e20 times as long is determined as before', () => {
  const { rank, d } = step([2, 1, 0, 3], [2, -3], [1, 1e20])
  assert.is(rank, 2)
  // R d = −b: d₁ = 1, d₀ = (−2 − 1)/2; each is a sum and a quotient, rounded.
  assert.ok(Math.abs(d[0] + 1.5) <= 4 * Number.EPSILON, String(d[0]))
  assert.ok(Math.abs(d[1] - 1) <= 4 * Number.EPSILON, String(d[1]))
})

test('two dependent columns beside a short one that is not: rank 2, and the short one has its step', () => {
  // Columns (1, 0, 0), (2, 0, 0) and (0, 0, 1e-18).
  const { rank, d } = step([1, 2, 0, 0, 0, 0, 0, 0, 1e-18], [1, 0, 1e-18], [1, 1, 1])
  assert.is(rank, 2)
  assert.ok(Math.abs(d[2] + 1) <= 4 * Number.EPSILON, String(d[2]))
  assert.ok(Math.abs(d[0] + 2 * d[1] + 1) <= 8 * Number.EPSILON, `${d[0]} ${d[1]}`)
})

test('a column of zeros has no step and takes none from others', () => {
  const { rank, d } = step([2, 0, 0, 0], [4, 0], [1, 1])
  assert.is(rank, 1)
  assert.equal([...d], [-2, 0])
})

test.run()
