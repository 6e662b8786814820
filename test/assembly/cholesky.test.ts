import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertClose, assertSame } from '../helpers/assert-close.js'
import { assertUntouched, below, draws, type Kit, type Matrix, refused, tiledKits } from '../helpers/kernels.js'

const BLOCK = 96

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

// Factors are in float64 alone.
for (const kit of tiledKits.filter(({ dtype }) => dtype === 'F64')) {
  const tile = 2 * kit.lanes
  const sizes = [1, 2, 3, 4, 5, tile - 1, tile, tile + 1, 2 * tile + 3, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 7, 301]

  test(`cholesky ${kit.name}: |LLᵀ − A| ≤ (n+1)u·|L||Lᵀ| at every edge of tile and block`, () => {
    for (const n of sizes) checkResidual(kit, n, positive(n, 1, n))
  })

  test(`cholesky ${kit.name}: the residual bound holds where condition is near 1/u`, () => {
    for (const n of [tile + 1, BLOCK + 5]) checkResidual(kit, n, positive(n, 1e-11, n >> 1))
  })

  test(`cholesky ${kit.name}: a known factor comes back exactly`, () => {
    const factor = [
      [2, 0, 0],
      [1, 3, 0],
      [-4, 2, 1],
    ]
    kit.reset()
    const A = kit.matrix(3, 3, 4, (i, j) =>
      (factor[i] as number[]).reduce((s, x, p) => s + x * (factor[j]?.[p] ?? 0), 0),
    )
    assert.is(kit.run('cholesky', A.at, 3, A.ld, kit.scratch(3)), -1)
    assertSame(below(A), [2, 1, 3, -4, 2, 1])
  })

  test(`cholesky ${kit.name}: names the pivot that is zero, negative or NaN, wherever it is`, () => {
    const n = 2 * BLOCK + 7
    const A = positive(n, 1, n)
    for (const at of [0, 1, 3, tile - 1, tile, BLOCK - 1, BLOCK, BLOCK + 1, n - 1])
      for (const value of [-1e3, 0, NaN]) {
        const broken = (i: number, j: number) => (i === at && j === at ? value : A(i, j))
        const { code } = factor(kit, n, broken)
        assert.is(code, at, `pivot ${at} = ${value}`)
      }
  })

  test(`cholesky ${kit.name}: a NaN beside the diagonal is found at the pivot it reaches`, () => {
    const A = positive(BLOCK + 9, 1, BLOCK)
    const { code } = factor(kit, BLOCK + 9, (i, j) => (i === BLOCK + 5 && j === 2 ? NaN : A(i, j)))
    assert.is(code, BLOCK + 5)
  })

  test(`choleskyUpdate, Diagonal, Below ${kit.name}: parts taken by several give the bits of cholesky`, () => {
    const n = 4 * BLOCK + 27
    const whole = factor(kit, n, positive(n, 1, n)).L
    const expected = below(whole)
    assert.is(kit.call('choleskyColumns'), BLOCK)
    for (const parts of [1, 2, 3]) {
      const { L: pieces, scratch } = operands(kit, n, positive(n, 1, n))
      // As two threads would: nothing may be handed on in scratch.
      const other = kit.scratch(n)
      for (let left = 0; left < n; left += BLOCK) {
        const right = Math.min(left + BLOCK, n)
        const share = (name: string) => {
          kit.run(name, pieces.at, pieces.ld, n, left, right, parts, other, 1, parts)
          kit.run(name, pieces.at, pieces.ld, n, left, right, parts, scratch, 0, 1)
        }
        share('choleskyUpdate')
        assert.is(kit.run('choleskyDiagonal', pieces.at, pieces.ld, left, right, scratch), -1)
        share('choleskyBelow')
      }
      assertSame(below(pieces), expected, `${parts} parts`)
      assertUntouched(pieces, 'in pieces', (row, col) => col > row)
    }
  })

  test(`choleskyDiagonal ${kit.name}: names a failing pivot by its place in the whole`, () => {
    const n = BLOCK + 9
    const A = positive(n, 1, n)
    const { L, scratch } = operands(kit, n, (i, j) => (i === BLOCK + 5 && j === i ? -1 : A(i, j)))
    kit.run('choleskyDiagonal', L.at, L.ld, 0, BLOCK, scratch)
    kit.run('choleskyBelow', L.at, L.ld, n, 0, BLOCK, 1, scratch, 0, 1)
    kit.run('choleskyUpdate', L.at, L.ld, n, BLOCK, n, 1, scratch, 0, 1)
    assert.is(kit.run('choleskyDiagonal', L.at, L.ld, BLOCK, n, scratch), BLOCK + 5)
  })

  test(`cholesky ${kit.name}: n = 0 has nothing to factor`, () => {
    assert.is(kit.run('cholesky', 0, 0, 1, kit.scratch(0)), -1)
  })
}

/** Entries of XXᵀ + shift·I for a seeded n×rank X, exact in float32. */
function positive(n: number, shift: number, rank: number): (i: number, j: number) => number {
  const draw = draws(n)
  const X = Float64Array.from({ length: n * rank }, draw)
  const table = new Float64Array(n * n)
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? shift : 0
      for (let p = 0; p < rank; p++) sum += (X[i * rank + p] as number) * (X[j * rank + p] as number)
      table[i * n + j] = sum
    }
  return (i, j) => table[i * n + j] as number
}

function operands(kit: Kit, n: number, entry: (i: number, j: number) => number) {
  kit.reset()
  const A = kit.matrix(n, n, n, (i, j) => (j > i ? undefined : entry(i, j)))
  const L = kit.matrix(n, n, n + 3, (i, j) => (j > i ? undefined : (A.values[i * n + j] as number)))
  return { A, L, scratch: kit.scratch(n) }
}

function factor(kit: Kit, n: number, entry: (i: number, j: number) => number): { code: number; A: Matrix; L: Matrix } {
  const { A, L, scratch } = operands(kit, n, entry)
  return { code: kit.run('cholesky', L.at, n, L.ld, scratch), A, L }
}

/** Higham, Accuracy and Stability, theorem 10.3: LLᵀ = A + E with |E| ≤ γ_{n+1}|L||Lᵀ|; one u more for each division. */
function checkResidual(kit: Kit, n: number, entry: (i: number, j: number) => number): void {
  const { code, A, L } = factor(kit, n, entry)
  assert.is(code, -1, `n=${n}`)
  const product: number[] = []
  const bounds: number[] = []
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0
      let size = 0
      for (let p = 0; p <= j; p++) {
        const term = (L.values[i * L.ld + p] as number) * (L.values[j * L.ld + p] as number)
        sum += term
        size += Math.abs(term)
      }
      product.push(sum)
      bounds.push(2 * (n + 3) * kit.u * size)
    }
  assertClose(product, below(A), bounds, `n=${n}`)
  assertUntouched(L, `n=${n}`, (row, col) => col > row)
}

test.run()
