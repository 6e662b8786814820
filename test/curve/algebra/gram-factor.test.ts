import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { GramFactor } from '../../../src/curve/algebra/gram-factor.js'
import { RowQR } from '../../../src/curve/algebra/row-qr.js'
import { stream } from '../../../src/random/stream.js'

/** m × n normal numbers, column by column, and m more; column `near` is the first plus `apart` times its own. */
function tall(m: number, n: number, near = 0, apart = 1) {
  const random = stream(3, 1, m, n)
  const J = Float64Array.from({ length: m * n }, () => random.normal())
  const r = Float64Array.from({ length: m }, () => random.normal())
  if (near > 0) for (let i = 0; i < m; i++) J[near * m + i] = J[i] + apart * J[near * m + i]
  return { J, r }
}

for (const [m, n] of [
  [1, 1],
  [40, 2],
  [61, 7],
  [256, 12],
  [256, 13],
  [250, 41],
] as const)
  test(`R and z of ${m} × ${n} are those of reflections up to signs`, () => {
    const { J, r } = tall(m, n)
    const gram = new GramFactor(n)
    const half = m >> 1
    // In two blocks that lie in one array.
    gram.absorb(J, m, r, half)
    gram.absorb(J.subarray(half), m, r.subarray(half), m - half)
    const R = new Float64Array(n * n)
    const z = new Float64Array(n)
    assert.ok(gram.factor(R, z))
    const qr = new RowQR(n)
    qr.absorb(J, m, r, m)
    // Columns of normal numbers, m ≥ 5n: the condition is below 10, its square times the roundings of a sum of m is the bound.
    const bound = 100 * m * Number.EPSILON * Math.sqrt(m)
    for (let i = 0; i < n; i++) {
      const sign = Math.sign(qr.R[i * n + i])
      for (let j = 0; j < n; j++)
        assert.ok(Math.abs(R[i * n + j] - sign * qr.R[i * n + j]) <= bound, `R ${i}, ${j}: ${R[i * n + j]}`)
      assert.ok(Math.abs(z[i] - sign * qr.z[i]) <= bound, `z ${i}: ${z[i]}`)
    }
  })

for (const [what, J] of [
  ['nearly dependent columns', tall(50, 3, 2, 1e-3).J],
  ['a column of zeros', tall(50, 3).J.fill(0, 50, 100)],
  ['numbers whose squares underflow', tall(50, 3).J.map(value => value * 1e-140)],
  ['numbers whose squares overflow', tall(50, 3).J.map(value => value * 1e160)],
  ['a number that is none', tall(50, 3).J.fill(Number.NaN, 7, 8)],
] as const)
  test(`${what} are refused`, () => {
    const gram = new GramFactor(3)
    gram.absorb(J, 50, new Float64Array(50).fill(1), 50)
    assert.not(gram.factor(new Float64Array(9), new Float64Array(3)))
  })

test('a reset factor forgets', () => {
  const gram = new GramFactor(1)
  gram.absorb(Float64Array.of(5), 1, Float64Array.of(7), 1)
  gram.reset()
  gram.absorb(Float64Array.of(2), 1, Float64Array.of(6), 1)
  const [R, z] = [new Float64Array(1), new Float64Array(1)]
  assert.ok(gram.factor(R, z))
  assert.equal([R[0], z[0]], [2, 6])
})

test.run()
