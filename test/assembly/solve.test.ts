import { test } from 'uvu'
import { assertClose } from '../helpers/assert-close.js'
import { draws, type Kit, kits, refused } from '../helpers/kernels.js'

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

// Factors are in float64 alone, and no tile has a part in this.
for (const kit of kits.filter(({ dtype }) => dtype === 'F64'))
  for (const kernel of ['solveLower', 'solveLowerTransposed'] as const) {
    test(`${kernel} ${kit.name}: |op(L)x − b| ≤ (n+1)u·|op(L)||x| around every four rows`, () => {
      for (const n of [0, 1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 301]) checkResidual(kit, kernel, n)
    })

    test(`${kernel} ${kit.name}: a NaN reaches what is solved after it, and nothing before`, () => {
      const { L, x } = operands(kit, 9)
      x.values[4] = NaN
      kit.run(kernel, L.at, 9, L.ld, x.at)
      for (let r = 0; r < 9; r++) {
        const reached = kernel === 'solveLower' ? r >= 4 : r <= 4
        if (Number.isNaN(x.values[r]) !== reached) throw new Error(`${r}: ${x.values[r]}`)
      }
    })
  }

function operands(kit: Kit, n: number) {
  kit.reset()
  const draw = draws(n + 97)
  // What lies above the diagonal must not be looked at: NaN would show.
  const L = kit.matrix(n, n, n + 1, (i, j) => (j > i ? NaN : i === j ? 1.5 + draw() : draw() / 2))
  return { L, x: kit.vector(Array.from({ length: n }, draw)) }
}

/** Higham, Accuracy and Stability, theorem 8.5: substitution solves a system within γ_n of its own, row by row. */
function checkResidual(kit: Kit, kernel: 'solveLower' | 'solveLowerTransposed', n: number): void {
  const { L, x } = operands(kit, n)
  const b = Array.from(x.values)
  kit.run(kernel, L.at, n, L.ld, x.at)
  const product: number[] = []
  const bounds: number[] = []
  for (let i = 0; i < n; i++) {
    let sum = 0
    let size = 0
    for (let p = 0; p < n; p++) {
      const [row, col] = kernel === 'solveLower' ? [i, p] : [p, i]
      if (col > row) continue
      const term = (L.values[row * L.ld + col] as number) * (x.values[p] as number)
      sum += term
      size += Math.abs(term)
    }
    product.push(sum)
    bounds.push(2 * (n + 1) * kit.u * size)
  }
  assertClose(product, b, bounds, `n=${n}`)
}

test.run()
