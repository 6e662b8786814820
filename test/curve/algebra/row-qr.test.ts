import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RowQR } from '../../../src/curve/algebra/row-qr.js'
import { stream } from '../../../src/random/stream.js'

/** A dense m × n matrix and a right-hand side of normal numbers. */
function dense(m: number, n: number) {
  const random = stream(7, 1, m, n)
  return {
    A: Array.from({ length: m }, () => Array.from({ length: n }, () => random.normal())),
    b: Array.from({ length: m }, () => random.normal()),
  }
}

for (const [m, n, block] of [
  [1, 1, 1],
  [3, 3, 2],
  [7, 3, 7],
  [40, 5, 9],
  [300, 8, 256],
] as const)
  test(`R and z of ${m} × ${n}, ${block} rows at a time, have the products of the whole`, () => {
    const { A, b } = dense(m, n)
    const qr = new RowQR(n)
    for (let from = 0; from < m; from += block) {
      const count = Math.min(block, m - from)
      const J = new Float64Array(block * n)
      for (let k = 0; k < n; k++) for (let i = 0; i < count; i++) J[k * block + i] = A[from + i][k]
      qr.absorb(J, block, Float64Array.from(b.slice(from, from + count)), count)
    }
    const bound = 1e-14 * m
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let gram = 0
        for (let k = 0; k < n; k++) gram += qr.R[k * n + i] * qr.R[k * n + j]
        const expected = A.reduce((sum, row) => sum + row[i] * row[j], 0)
        assert.ok(Math.abs(gram - expected) <= bound, `${i}, ${j}: ${gram} for ${expected}`)
        if (j < i) assert.is(qr.R[i * n + j], 0)
      }
      let product = 0
      for (let k = 0; k < n; k++) product += qr.R[k * n + i] * qr.z[k]
      const expected = A.reduce((sum, row, r) => sum + row[i] * b[r], 0)
      assert.ok(Math.abs(product - expected) <= bound, `${i}: ${product} for ${expected}`)
    }
    const squares = b.reduce((sum, value) => sum + value * value, 0)
    const kept = qr.rest + qr.z.reduce((sum, value) => sum + value * value, 0)
    assert.ok(Math.abs(kept - squares) <= bound * squares)
  })

test('a reset factor forgets', () => {
  const qr = new RowQR(1)
  qr.absorb(Float64Array.of(3), 1, Float64Array.of(4), 1)
  qr.reset()
  assert.equal([qr.R[0], qr.z[0], qr.rest], [0, 0, 0])
})

test('a column whose squares underflow counts as silent, and leaves the others their digits', () => {
  const qr = new RowQR(2)
  qr.absorb(Float64Array.of(1e-161, 2e-161, 3, 4), 2, Float64Array.of(1, 1), 2)
  assert.equal([...qr.R].map(Math.abs), [0, 0, 0, 5])
  assert.ok(Math.abs(Math.abs(qr.z[1]) - 7 / 5) < 1e-15)
  assert.ok(qr.isFinite)
})

test.run()
