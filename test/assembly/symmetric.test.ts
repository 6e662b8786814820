import { test } from 'uvu'
import { assertClose, assertSame } from '../helpers/assert-close.js'
import { assertUntouched, draws, entries, type Kit, kits, lengths, refused } from '../helpers/kernels.js'

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

/** A lower triangle; what lies above it is padding no kernel may read into its result. */
function triangle(kit: Kit, n: number) {
  kit.reset()
  const draw = draws(n)
  const G = kit.matrix(n, n, n + 3, (r, c) => (c <= r ? draw() : undefined))
  const at = (r: number, c: number) => G.values[Math.max(r, c) * G.ld + Math.min(r, c)] as number
  return { G, at }
}

for (const kit of kits) {
  test(`mirror ${kit.name}: both triangles plus the shift, one rounding, rows of the range only`, () => {
    for (const n of lengths(kit))
      for (const shift of [0, 1]) {
        const { G, at } = triangle(kit, n)
        const M = kit.matrix(n, n, n + 2, () => undefined)
        const [from, to] = [Math.min(1, n), Math.max(n - 2, Math.min(1, n))]
        kit.run('mirror', G.at, G.ld, M.at, M.ld, n, shift, from, to)
        assertUntouched(M, `n=${n}`, r => r < from || r >= to)
        kit.run('mirror', G.at, G.ld, M.at, M.ld, n, shift, 0, n)
        const expected = Array.from({ length: n * n }, (_, i) => kit.round(at(Math.floor(i / n), i % n) + shift))
        assertSame(entries(M), expected, `n=${n}`)
      }
  })

  test(`quadratic ${kit.name}: xᵀK x within n u |x|ᵀ|K||x| in float64`, () => {
    for (const n of lengths(kit)) {
      const { G, at } = triangle(kit, n)
      const draw = draws(n + 7)
      const x = kit.doubles(Array.from({ length: n }, draw))
      let expected = 0
      let size = 0
      for (let r = 0; r < n; r++)
        for (let c = 0; c < n; c++) {
          const term = (x.values[r] as number) * at(r, c) * (x.values[c] as number)
          expected += term
          size += Math.abs(term)
        }
      assertClose([kit.run('quadratic', G.at, G.ld, n, x.at)], [expected], (n + 4) * 2 ** -52 * size, `n=${n}`)
    }
  })
}

test.run()
