import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertClose } from '../helpers/assert-close.js'
import { draws, familyKits, type Kit, refused } from '../helpers/kernels.js'

const SIZES = [...Array.from({ length: 20 }, (_, k) => k + 1), 31, 32, 33, 64]
const BLOCKS = 5
const GUARD = -31.5

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

/** Block b: M Mᵀ + I below the diagonal, NaN above it, where nothing may be read. */
function blocks(n: number, seed: number): number[][][] {
  const next = draws(seed)
  return Array.from({ length: BLOCKS }, () => {
    const M = Array.from({ length: n }, () => Array.from({ length: n }, next))
    return M.map((row, i) =>
      M.map((other, j) => (j > i ? NaN : row.reduce((sum, a, k) => sum + a * other[k], +(i === j)))),
    )
  })
}

/** Cholesky column by column in plain loops: another order than the kernel's. */
function plainFactor(A: number[][]): number[][] {
  const n = A.length
  const L = A.map(row => row.map(value => (Number.isNaN(value) ? 0 : value)))
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < j; k++) for (let i = j; i < n; i++) L[i][j] -= L[i][k] * L[j][k]
    const root = Math.sqrt(L[j][j])
    for (let i = j; i < n; i++) L[i][j] /= root
  }
  return L
}

function factored(kit: Kit, n: number, A: readonly number[][][], [from, to] = [0, BLOCKS]) {
  kit.reset()
  const L = kit.doubles([...A.flat(2), GUARD])
  const status = kit.doubles(new Array(BLOCKS + 1).fill(GUARD))
  kit.run('factorSmall', L.at, n, status.at, from, to)
  assert.is(L.values[BLOCKS * n * n], GUARD, 'blocks end')
  assert.is(status.values[BLOCKS], GUARD, 'status ends')
  return { L, status: [...status.values].slice(0, BLOCKS) }
}

for (const kit of familyKits) {
  test(`factorSmall ${kit.name}: the factors of plain loops at every size, nothing above the diagonal`, () => {
    for (const n of SIZES) {
      const A = blocks(n, n)
      const { L, status } = factored(kit, n, A)
      assert.equal(status, new Array(BLOCKS).fill(-1))
      A.forEach((block, b) => {
        const expected = plainFactor(block)
        for (let i = 0; i < n; i++) {
          const row = L.values.subarray((b * n + i) * n, (b * n + i + 1) * n)
          assertClose(row.subarray(0, i + 1), expected[i].slice(0, i + 1), 1e-13 * n, `n = ${n}, block ${b}, row ${i}`)
          assert.ok(
            row.subarray(i + 1).every(value => Number.isNaN(value)),
            `n = ${n}: above the diagonal`,
          )
        }
      })
    }
  })

  test(`factorSmall ${kit.name}: only the blocks of the range, and the pivot that fails`, () => {
    for (const n of SIZES) {
      const A = blocks(n, n + 50)
      const { L, status } = factored(kit, n, A, [1, 3])
      assert.equal(status, [GUARD, -1, -1, GUARD, GUARD])
      for (const b of [0, 3, 4]) assert.equal([...L.values.subarray(b * n * n, (b + 1) * n * n)], A[b].flat())
      for (const [value, pivot] of [
        [-1, n - 1],
        [NaN, n >> 1],
        [0, 0],
        [Infinity, n - 1],
      ]) {
        const broken = A.map((block, b) =>
          block.map((row, i) => row.map((entry, j) => (b === 2 && i === pivot && j === pivot ? value : entry))),
        )
        assert.equal(factored(kit, n, broken).status, [-1, -1, pivot, -1, -1], `n = ${n}, ${value}`)
      }
    }
  })

  test(`solveSmall ${kit.name}: A x is the right-hand side again at every size, in the rows of the range alone`, () => {
    for (const n of SIZES) {
      const A = blocks(n, n + 100)
      const { L } = factored(kit, n, A)
      const next = draws(n)
      const right = Array.from({ length: BLOCKS }, () => Array.from({ length: n }, next))
      const X = kit.doubles([...right.flat(), GUARD])
      kit.run('solveSmall', L.at, n, X.at, 1, BLOCKS)
      assert.is(X.values[BLOCKS * n], GUARD, 'rows end')
      right.forEach((b, at) => {
        const x = [...X.values.subarray(at * n, (at + 1) * n)]
        if (at === 0) assert.equal(x, b)
        else {
          const full = (i: number, j: number) => (i >= j ? A[at][i][j] : A[at][j][i])
          const product = b.map((_, i) => x.reduce((sum, value, j) => sum + full(i, j) * value, 0))
          assertClose(product, b, 1e-12 * n, `n = ${n}, row ${at}`)
        }
      })
    }
  })
}

test.run()
