import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertClose } from '../helpers/assert-close.js'
import { assertPaddingUntouched, draws, familyKits, type Kit, refused } from '../helpers/kernels.js'

type Entry = (row: number, col: number) => number

const SIZES = [...Array.from({ length: 20 }, (_, k) => k + 1), 31, 32, 33, 64, 100]
const GUARD = -31.5

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

/** Numbers in [−1, 1) below the diagonal; above it, where nothing may be read, NaN. */
function symmetric(seed: number, n: number, scale = 1): Entry {
  const next = draws(seed)
  const rows = Array.from({ length: n }, (_, i) => Array.from({ length: i + 1 }, () => next() * scale))
  return (i, j) => (j > i ? NaN : rows[i][j])
}

/** The same matrix in full. */
const mirrored =
  (lower: Entry): Entry =>
  (i, j) =>
    i >= j ? lower(i, j) : lower(j, i)

function decompose(kit: Kit, n: number, lower: Entry) {
  kit.reset()
  const A = kit.matrix(n, n, n + 3, lower)
  const values = kit.doubles(new Array(n + 1).fill(GUARD))
  const scratch = kit.doubles(new Array(2 * n + 1).fill(GUARD))
  const code = kit.run('eigenSymmetric', A.at, n, A.ld, values.at, scratch.at)
  assertPaddingUntouched(A, `n = ${n}`)
  assert.is(values.values[n], GUARD, 'values end')
  assert.is(scratch.values[2 * n], GUARD, 'scratch ends')
  return { code, values: values.values.slice(0, n), row: (k: number) => A.values.subarray(k * A.ld, k * A.ld + n), A }
}

const dot = (x: ArrayLike<number>, y: ArrayLike<number>) => {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i]
  return sum
}

/** Ascending; |Av − λv| and |VVᵀ − 1| ≤ 1e-13·n, relative to the largest number of A. */
function checkPairs(kit: Kit, n: number, lower: Entry, what: string) {
  const { code, values, row } = decompose(kit, n, lower)
  assert.is(code, -1, what)
  const full = mirrored(lower)
  const A = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => full(i, j)))
  const bound = 1e-13 * n
  const size = Math.max(...A.flat().map(Math.abs)) || 1
  for (let k = 0; k < n; k++) {
    if (k > 0) assert.ok(values[k] >= values[k - 1], `${what}: values ${k - 1}, ${k}`)
    const v = row(k)
    for (let i = 0; i < n; i++) {
      const residual = Math.abs(dot(A[i], v) / size - (values[k] / size) * v[i])
      assert.ok(residual <= bound, `${what}: (Av − λv)[${i}] of pair ${k} is ${residual}`)
    }
    for (let l = 0; l <= k; l++) {
      const off = Math.abs(dot(v, row(l)) - (k === l ? 1 : 0))
      assert.ok(off <= bound, `${what}: ⟨v${k}, v${l}⟩ is off by ${off}`)
    }
  }
  return values
}

/** Jacobi's rotations in plain loops: another way to the same values, ascending. */
function jacobi(n: number, lower: Entry): number[] {
  const full = mirrored(lower)
  const A = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => full(i, j)))
  for (let sweep = 0; sweep < 30; sweep++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (A[p][q] === 0) continue
        const half = (A[q][q] - A[p][p]) / (2 * A[p][q])
        const t = (half < 0 ? -1 : 1) / (Math.abs(half) + Math.hypot(half, 1))
        const c = 1 / Math.hypot(t, 1)
        const s = t * c
        for (let k = 0; k < n; k++) [A[k][p], A[k][q]] = [c * A[k][p] - s * A[k][q], s * A[k][p] + c * A[k][q]]
        for (let k = 0; k < n; k++) [A[p][k], A[q][k]] = [c * A[p][k] - s * A[q][k], s * A[p][k] + c * A[q][k]]
      }
  return A.map((row, k) => row[k]).sort((a, b) => a - b)
}

for (const kit of familyKits) {
  test(`eigenSymmetric ${kit.name}: residual and orthogonality ≤ 1e-13·n at every size`, () => {
    for (const n of SIZES) checkPairs(kit, n, symmetric(n, n), `n = ${n}`)
  })

  test(`eigenSymmetric ${kit.name}: the values of Jacobi's method within 1e-13·n`, () => {
    for (const n of SIZES.filter(n => n <= 33)) {
      const lower = symmetric(n + 100, n)
      assertClose(decompose(kit, n, lower).values, jacobi(n, lower), 1e-13 * n, `n = ${n}`)
    }
  })

  test(`eigenSymmetric ${kit.name}: the second difference has 2 − 2cos(kπ/(n + 1))`, () => {
    for (const n of SIZES) {
      const values = checkPairs(kit, n, (i, j) => (i === j ? 2 : i === j + 1 ? -1 : 0), `n = ${n}`)
      const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)))
      assertClose(values, expected, 1e-13 * n, `n = ${n}`)
    }
  })

  test(`eigenSymmetric ${kit.name}: zero, diagonal, degenerate and rank 1 matrices`, () => {
    for (const n of SIZES) {
      assert.ok(checkPairs(kit, n, () => 0, `zero, n = ${n}`).every(value => value === 0))
      const diagonal = checkPairs(kit, n, (i, j) => (i === j ? (n - i) / 4 : 0), `diagonal, n = ${n}`)
      assert.equal(
        [...diagonal],
        Array.from({ length: n }, (_, k) => (k + 1) / 4),
      )
      const one = checkPairs(kit, n, (i, j) => (i === j ? 3 : 0), `one value, n = ${n}`)
      assert.ok(one.every(value => value === 3))
      checkPairs(kit, n, (i, j) => (i === j ? 2 : i % 3 === j % 3 ? 1 : 0), `three values, n = ${n}`)
      const next = draws(n)
      const x = Array.from({ length: n }, next)
      const values = checkPairs(kit, n, (i, j) => x[i] * x[j], `rank 1, n = ${n}`)
      assertClose([values[n - 1]], [dot(x, x)], 1e-13 * n)
    }
  })

  test(`eigenSymmetric ${kit.name}: the scale of a matrix changes nothing, from 1e-320 to 1e307`, () => {
    for (const n of [1, 2, 3, 8, 33])
      for (const scale of [1e-307, 1e-150, 1e-10, 1e10, 1e150, 1e307]) {
        checkPairs(kit, n, symmetric(n, n, scale), `n = ${n}, ${scale}`)
        const power = 2 ** Math.round(Math.log2(scale))
        const [unit, scaled] = [1, power].map(by => decompose(kit, n, symmetric(n, n, by)).values)
        assert.equal([...scaled], [...unit.map(value => value * power)], `n = ${n}, ${power}`)
      }
    const { code, values } = decompose(kit, 3, (i, j) => (i === j ? 1e-320 * (3 - i) : 0))
    assert.is(code, -1)
    assert.equal([...values], [1e-320, 2e-320, 3e-320])
  })

  test(`eigenSymmetric ${kit.name}: numbers of every size in one matrix`, () => {
    for (const n of [4, 9, 33])
      for (const down of [1e-3, 1e-20, 1e-75, 1e-100]) {
        const lower = symmetric(n, n)
        checkPairs(kit, n, (i, j) => lower(i, j) * down ** (i / 3), `falling by ${down}, n = ${n}`)
        checkPairs(kit, n, (i, j) => lower(i, j) * down ** ((n - 1 - j) / 3), `rising by ${down}, n = ${n}`)
        checkPairs(kit, n, (i, j) => lower(i, j) * (i === j ? 1 : down), `beside the diagonal ${down}, n = ${n}`)
      }
  })

  test(`eigenSymmetric ${kit.name}: what is not finite is refused, and left as it is`, () => {
    for (const n of [1, 2, 3, 5, 33])
      for (const value of [NaN, Infinity, -Infinity])
        for (const [i, j] of [
          [0, 0],
          [n - 1, 0],
          [n - 1, n - 1],
        ]) {
          const lower = symmetric(n, n)
          const broken: Entry = (r, c) => (r === i && c === j ? value : lower(r, c))
          const { code, A } = decompose(kit, n, broken)
          assert.is(code, n, `n = ${n}, (${i}, ${j}) = ${value}`)
          for (let r = 0; r < n; r++)
            for (let c = 0; c <= r; c++) assert.ok(Object.is(A.values[r * A.ld + c], broken(r, c)))
        }
    assert.is(decompose(kit, 0, () => 0).code, -1)
  })
}

test.run()
