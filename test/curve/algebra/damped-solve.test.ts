import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DampedSolve } from '../../../src/curve/algebra/damped-solve.js'
import { stream } from '../../../src/random/stream.js'

const N = 4
const random = stream(3, 1)
const R = Float64Array.from({ length: N * N }, (_, at) => (at % N >= Math.floor(at / N) ? random.normal() : 0))
const b = Float64Array.from({ length: N }, () => random.normal())
const scale = Float64Array.of(1, 10, 0.1, 2)
const all = Int32Array.of(0, 1, 2, 3)

/** (RᵀR + λD²) d + Rᵀb, which is 0 at the solution. */
function gradient(d: Float64Array, lambda: number): number[] {
  const inner = Array.from(b, (right, i) => d.reduce((sum, value, k) => sum + R[i * N + k] * value, right))
  return Array.from(d, (value, k) =>
    inner.reduce((sum, row, i) => sum + row * R[i * N + k], lambda * scale[k] ** 2 * value),
  )
}

const length = (d: Float64Array) => Math.hypot(...d.map((value, k) => scale[k] * value))

test('without a limit the step solves the normal equations', () => {
  const solve = new DampedSolve(N)
  const d = new Float64Array(N)
  solve.factor(R, b, all, N, scale)
  assert.is(solve.within(Number.POSITIVE_INFINITY, 0, all, scale, d), 0)
  assert.is(solve.rank, N)
  for (const value of gradient(d, 0)) assert.ok(Math.abs(value) < 1e-12, String(value))
})

for (const radius of [1e-6, 0.01, 0.1, 1])
  test(`within ${radius} the step is the damped one of the λ that is told, as long as the radius`, () => {
    const solve = new DampedSolve(N)
    const d = new Float64Array(N)
    solve.factor(R, b, all, N, scale)
    const lambda = solve.within(radius, 0, all, scale, d)
    assert.ok(lambda > 0)
    assert.ok(Math.abs(length(d) - radius) <= 0.1 * radius, `${length(d)}`)
    for (const value of gradient(d, lambda)) assert.ok(Math.abs(value) < 1e-11 * Math.max(1, lambda), String(value))
  })

test('dependent columns leave a rank and a finite step', () => {
  const twice = R.slice()
  for (let i = 0; i < N; i++) twice[i * N + 1] = i === 0 ? 2 * R[0] : 0
  const solve = new DampedSolve(N)
  const d = new Float64Array(N)
  solve.factor(twice, b, all, N, scale)
  assert.is(solve.rank, N - 1)
  solve.within(Number.POSITIVE_INFINITY, 0, all, scale, d)
  assert.ok(d.every(Number.isFinite))
  solve.within(0.1, 0, all, scale, d)
  assert.ok(Math.abs(length(d) - 0.1) <= 0.01)
})

test('columns that are not free have no step', () => {
  const solve = new DampedSolve(N)
  const d = new Float64Array(N)
  const free = Int32Array.of(1, 3)
  solve.factor(R, b, free, 2, scale)
  solve.within(Number.POSITIVE_INFINITY, 0, free, scale, d)
  assert.equal([d[0], d[2]], [0, 0])
  const [, second, , fourth] = gradient(d, 0)
  assert.ok(Math.abs(second) < 1e-12 && Math.abs(fourth) < 1e-12)
})

test.run()
