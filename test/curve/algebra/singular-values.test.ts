import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { singularValues } from '../../../src/curve/algebra/singular-values.js'
import { stream } from '../../../src/random/stream.js'

for (const n of [1, 2, 3, 7, 20])
  test(`${n} × ${n}: A v has the length of its singular value, directions are orthonormal, values fall`, () => {
    const random = stream(5, 1, n)
    const A = Float64Array.from({ length: n * n }, () => random.normal())
    const { values, directions } = singularValues(A.slice(), n)
    for (let i = 0; i < n; i++) {
      const v = directions.subarray(i * n, (i + 1) * n)
      const product = Array.from({ length: n }, (_, row) =>
        v.reduce((sum, value, c) => sum + A[c * n + row] * value, 0),
      )
      assert.ok(Math.abs(Math.hypot(...product) - values[i]) <= 1e-14 * n * values[0])
      if (i > 0) assert.ok(values[i] <= values[i - 1])
      for (let j = 0; j <= i; j++) {
        const dot = v.reduce((sum, value, c) => sum + value * directions[j * n + c], 0)
        assert.ok(Math.abs(dot - Number(i === j)) <= 1e-14 * n)
      }
    }
  })

test('a direction that changes nothing has the singular value 0', () => {
  const { values, directions } = singularValues(Float64Array.of(1, 1, 0, 2, 2, 0, 0, 0, 5), 3)
  assert.ok(values[2] <= 1e-15)
  assert.ok(Math.abs(directions[6] + 2 * directions[7]) <= 1e-15)
})

test.run()
