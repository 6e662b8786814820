import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { stream } from '../../src/random/index.js'
import { orthonormalRoom, orthonormalRows } from '../../src/solve/spectral/orthonormal-rows.js'
import { inlineKernels } from '../helpers/inline-kernels.js'

const WIDEST = 100
const { factor, inverse, product } = orthonormalRoom(WIDEST, WIDEST)
const { float64, at, view } = await inlineKernels(WIDEST, { factor, inverse, product, Y: WIDEST ** 2 })
const random = stream(4, 4)
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, x, k) => sum + x * b[k], 0)

for (const [rows, n] of [
  [1, 1],
  [1, 7],
  [3, 3],
  [5, 64],
  [48, 49],
  [64, 64],
  [97, 97],
  [100, 100],
])
  test(`${rows} rows of ${n}, almost parallel, become orthonormal to 1e-13 and keep the span of those before each`, () => {
    const Y = view(at.Y, rows * n)
    const first = Array.from({ length: n }, () => random.normal())
    const before = Array.from({ length: rows }, (_, r) =>
      r === 0 ? first : first.map(value => (value + 1e-4 * random.normal()) * 10 ** -r),
    )
    Y.set(before.flat())
    assert.ok(orthonormalRows(float64, at.Y, rows, n, at))
    const Q = Array.from({ length: rows }, (_, r) => Array.from(Y.subarray(r * n, (r + 1) * n)))
    Q.forEach((q, r) => {
      for (let s = 0; s <= r; s++) assert.ok(Math.abs(dot(q, Q[s]) - +(r === s)) < 1e-13, `${r}, ${s}`)
      const left = before[r].map(
        (value, k) => value - Q.slice(0, r + 1).reduce((sum, p) => sum + dot(before[r], p) * p[k], 0),
      )
      assert.ok(Math.hypot(...left) < 1e-12 * Math.hypot(...before[r]), `span of ${r}`)
      assert.ok(dot(q, before[r]) > 0, `sign of ${r}`)
    })
  })

test('a row of zeros is refused', () => {
  view(at.Y, 4).set([1, 2, 0, 0])
  assert.not(orthonormalRows(float64, at.Y, 2, 2, at))
})

test.run()
