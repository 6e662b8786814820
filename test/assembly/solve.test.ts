import { test } from 'uvu'
import { assertClose } from '../helpers/assert-close.js'
import {
  assertPaddingUntouched,
  draws,
  entries,
  type Kit,
  type Matrix,
  refused,
  tiledKits,
} from '../helpers/kernels.js'

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

for (const kit of tiledKits) {
  const tile = 2 * kit.lanes

  for (const kernel of ['solveLower', 'solveLowerTransposed'] as const) {
    test(`${kernel} ${kit.name}: |op(L)X − B| ≤ (n+1)u·|op(L)||X| at every edge of tile and strip`, () => {
      for (const n of [0, 1, 2, 3, 4, 5, tile - 1, tile, tile + 1, 2 * tile + 3, 97])
        for (const nrhs of [0, 1, 2, tile - 1, tile, tile + 1, 3 * tile + 2])
          checkResidual(kit, kernel, n, nrhs, nrhs + 3)
    })

    test(`${kernel} ${kit.name}: the same bound for one contiguous right-hand side`, () => {
      for (const n of [1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 301]) checkResidual(kit, kernel, n, 1, 1)
    })

    test(`${kernel} ${kit.name}: a NaN stays in its column`, () => {
      const { L, B } = operands(kit, 9, tile + 3, tile + 3)
      B.values[4 * B.ld + 2] = NaN
      B.values[4 * B.ld + tile + 1] = NaN
      kit.run(kernel, L.at, 9, L.ld, B.at, tile + 3, B.ld)
      for (let r = 0; r < 9; r++)
        for (let c = 0; c < B.cols; c++) {
          const reached = (c === 2 || c === tile + 1) && (kernel === 'solveLower' ? r >= 4 : r <= 4)
          if (Number.isNaN(B.values[r * B.ld + c]) !== reached)
            throw new Error(`(${r}, ${c}): ${B.values[r * B.ld + c]}`)
        }
    })
  }
}

function operands(kit: Kit, n: number, nrhs: number, ldb: number): { L: Matrix; B: Matrix } {
  kit.reset()
  const draw = draws(n + 97 * nrhs)
  // What lies above the diagonal must not be looked at: NaN would show.
  const L = kit.matrix(n, n, n + 1, (i, j) => (j > i ? NaN : i === j ? 1.5 + draw() : draw() / 2))
  const B = kit.matrix(n, nrhs, ldb, draw)
  return { L, B }
}

/** Higham, Accuracy and Stability, theorem 8.5: substitution solves a system within γ_n of its own, row by row. */
function checkResidual(
  kit: Kit,
  kernel: 'solveLower' | 'solveLowerTransposed',
  n: number,
  nrhs: number,
  ldb: number,
): void {
  const { L, B } = operands(kit, n, nrhs, ldb)
  const start = entries(B)
  kit.run(kernel, L.at, n, L.ld, B.at, nrhs, B.ld)
  const product: number[] = []
  const bounds: number[] = []
  for (let i = 0; i < n; i++)
    for (let c = 0; c < nrhs; c++) {
      let sum = 0
      let size = 0
      for (let p = 0; p < n; p++) {
        const [row, col] = kernel === 'solveLower' ? [i, p] : [p, i]
        if (col > row) continue
        const term = (L.values[row * L.ld + col] as number) * (B.values[p * B.ld + c] as number)
        sum += term
        size += Math.abs(term)
      }
      product.push(sum)
      bounds.push((kit.dtype === 'F32' ? 1 : 2) * (n + 1) * kit.u * size)
    }
  assertClose(product, start, bounds, `n=${n} nrhs=${nrhs}`)
  assertPaddingUntouched(B, `n=${n} nrhs=${nrhs}`)
}

test.run()
