import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertClose } from '../helpers/assert-close.js'
import { assertPaddingUntouched, draws, familyKits, type Kit, refused } from '../helpers/kernels.js'

const SIZES = [...Array.from({ length: 10 }, (_, k) => k + 1), 15, 16, 17, 31, 33, 64]
const GUARD = -31.5

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

type Rows = number[][]

const random = (seed: number, rows: number, n: number): Rows => {
  const next = draws(seed)
  return Array.from({ length: rows }, () => Array.from({ length: n }, next))
}

interface Call {
  readonly pivots?: number
  readonly steps?: number
  readonly tolerance?: number
}

function factor(kit: Kit, A: Rows, n: number, { pivots = A.length, steps = n, tolerance = 0 }: Call = {}) {
  kit.reset()
  const M = kit.matrix(A.length, n, n + 3, (r, c) => A[r][c])
  const order = kit.words(new Array(pivots + 1).fill(77))
  const scratch = kit.doubles(new Array(2 * pivots + 1).fill(GUARD))
  const rank = kit.run('pivotedQr', M.at, A.length, pivots, n, M.ld, steps, tolerance, order, scratch.at)
  assertPaddingUntouched(M, `${A.length} × ${n}`)
  assert.is(scratch.values[2 * pivots], GUARD, 'scratch ends')
  const words = kit.wordsAt(order, pivots + 1)
  assert.is(words[pivots], 77, 'order ends')
  const L = A.map((_, r) => Array.from(M.values.subarray(r * M.ld, r * M.ld + n)))
  return { rank, L, order: words.slice(0, pivots) }
}

const dot = (x: readonly number[], y: readonly number[]) => x.reduce((sum, value, k) => sum + value * y[k], 0)
const norm = (x: readonly number[]) => Math.sqrt(dot(x, x))

/** Its plain twin, by modified Gram–Schmidt with what is left of every row: |L| and the order. */
function plain(A: Rows, n: number, pivots: number, steps: number) {
  const left = A.map(row => [...row])
  const parts = A.map((): number[] => [])
  const order = Array.from({ length: pivots }, (_, r) => r)
  const place = A.map((_, r) => r)
  for (let j = 0; j < Math.min(steps, pivots, n); j++) {
    let best = j
    for (let i = j + 1; i < pivots; i++) if (norm(left[place[i]]) > norm(left[place[best]])) best = i
    ;[place[j], place[best]] = [place[best], place[j]]
    ;[order[j], order[best]] = [order[best], order[j]]
    const length = norm(left[place[j]])
    const q = left[place[j]].map(value => value / length)
    for (let i = j; i < A.length; i++) {
      const share = dot(left[place[i]], q)
      parts[place[i]].push(share)
      left[place[i]] = left[place[i]].map((value, k) => value - share * q[k])
    }
  }
  return { order, parts: place.map(r => parts[r]), left: place.map(r => norm(left[r])) }
}

for (const kit of familyKits) {
  test(`pivotedQr ${kit.name}: the plain twin's order and numbers at every size, up to signs`, () => {
    for (const n of SIZES)
      for (const rows of [n, Math.max(1, n - 3), n + 4])
        for (const steps of new Set([n, Math.ceil(n / 3), 1])) {
          const A = random(n + rows, rows, n)
          const { rank, L, order } = factor(kit, A, n, { steps })
          const expected = plain(A, n, rows, steps)
          const what = `${rows} × ${n}, ${steps} steps`
          assert.is(rank, Math.min(steps, rows, n), what)
          assert.equal(order, expected.order, what)
          L.forEach((row, i) => {
            const head = row.slice(0, Math.min(i + 1, rank)).map(Math.abs)
            assertClose(head, expected.parts[i].slice(0, head.length).map(Math.abs), 1e-11 * n, `${what}, row ${i}`)
            const rest = row.slice(Math.min(i + 1, rank))
            assert.ok(Math.abs(norm(rest) - (i < rank ? 0 : expected.left[i])) < 1e-11 * n, `${what}, rest of row ${i}`)
          })
        }
  })

  test(`pivotedQr ${kit.name}: L Lᵀ is A Aᵀ in its order, and rows beyond the pivots stay where they are`, () => {
    for (const n of SIZES) {
      const [pivots, rows] = [n, n + 5]
      const A = random(n, rows, n)
      const { L, order } = factor(kit, A, n, { pivots })
      assert.equal(
        [...order].sort((a, b) => a - b),
        order.map((_, r) => r),
      )
      const before = A.map((_, r) => A[r < pivots ? order[r] : r])
      for (let r = 0; r < rows; r++)
        for (let s = 0; s <= r; s++) {
          const off = Math.abs(dot(L[r], L[s]) - dot(before[r], before[s]))
          assert.ok(off < 1e-13 * n, `n = ${n}, (${r}, ${s}) is off by ${off}`)
        }
      for (let r = 0; r < pivots; r++) assert.ok(L[r].slice(r + 1).every(value => value === 0))
    }
  })

  test(`pivotedQr ${kit.name}: it ends at the rank, whatever the scale`, () => {
    for (const n of [1, 2, 5, 8, 17, 33])
      for (const rank of new Set([1, Math.ceil(n / 2), n]))
        for (const scale of [1e-100, 1, 1e100]) {
          const [B, C] = [random(n, n, rank), random(n + 1, rank, n)]
          const A = B.map(b => C[0].map((_, c) => scale * b.reduce((sum, value, k) => sum + value * C[k][c], 0)))
          const found = factor(kit, A, n, { tolerance: 1e-10 })
          assert.is(found.rank, rank, `n = ${n}, rank ${rank}, scale ${scale}`)
        }
    assert.is(
      factor(
        kit,
        [
          [0, 0],
          [0, 0],
        ],
        2,
      ).rank,
      0,
    )
  })

  test(`pivotedQr ${kit.name}: what is not finite is refused, and left as it is`, () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 1e200])
      for (const [r, c] of [
        [0, 0],
        [4, 2],
        [2, 4],
      ]) {
        const A = random(3, 5, 5)
        A[r][c] = value
        const { rank, L } = factor(kit, A, 5)
        assert.is(rank, -1)
        assert.equal(L, A)
      }
  })
}

test.run()
