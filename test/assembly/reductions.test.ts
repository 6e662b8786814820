import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertClose, assertSame } from '../helpers/assert-close.js'
import { draws, kits, lengths, refused } from '../helpers/kernels.js'

/** Sums are kept in float64 whatever the type. */
const U = 2 ** -53

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

for (const kit of kits) {
  test(`rowDot ${kit.name}: adds Σ_c D[r,c]·W[⌊r/q⌋,c] within 2(cols+2)·2⁻⁵³·Σ|DW|`, () => {
    for (const cols of [...lengths(kit), 300])
      for (const q of [1, 3]) {
        kit.reset()
        const draw = draws(cols + q)
        const D = kit.matrix(6, cols, cols + 1, draw)
        const W = kit.matrix(6, cols, cols + 2, draw)
        const out = kit.doubles([1, 2, 3, 4, 5, 6])
        kit.run('rowDot', out.at, D.at, D.ld, W.at, W.ld, q, cols, 1, 5)
        for (let r = 0; r < 6; r++) {
          let sum = r + 1
          let size = sum
          for (let c = 0; r >= 1 && r < 5 && c < cols; c++) {
            const term = (D.values[r * D.ld + c] as number) * (W.values[Math.floor(r / q) * W.ld + c] as number)
            sum += term
            size += Math.abs(term)
          }
          assertClose([out.values[r] as number], [sum], 2 * (cols + 2) * U * size, `row ${r} cols=${cols} q=${q}`)
        }
      }
  })

  test(`columnSum ${kit.name}: float64 sums, rounded once; overwrites NaN unless told to add`, () => {
    for (const cols of lengths(kit))
      for (const rows of [0, 1, 7, 300])
        for (const accumulate of [0, 1]) {
          kit.reset()
          const draw = draws(cols + rows)
          const from = Math.min(2, cols)
          const A = kit.matrix(rows, cols, cols + 1, draw)
          const out = kit.vector(Array.from({ length: cols + 2 }, (_, c) => (accumulate ? c : NaN)))
          const expected = Array.from(out.values)
          const bounds = expected.map(() => 0)
          for (let c = from; c < cols; c++) {
            let sum = accumulate ? c : 0
            let size = sum
            for (let r = 0; r < rows; r++) {
              sum += A.values[r * A.ld + c] as number
              size += Math.abs(A.values[r * A.ld + c] as number)
            }
            expected[c] = sum
            bounds[c] = 2 * (rows + 1) * U * size + kit.u * Math.abs(sum)
          }
          kit.run('columnSum', out.at, A.at, A.ld, rows, accumulate, from, cols)
          assertClose(out.values, expected, bounds, `cols=${cols} rows=${rows}`)
        }
  })

  test(`columnSum, rowDot ${kit.name}: cut ranges give the bits of the whole`, () => {
    const run = (cuts: number[]) => {
      kit.reset()
      const A = kit.matrix(40, 40, 41, draws(5))
      const sums = kit.slab(40)
      const dots = kit.doubles(new Array<number>(40).fill(0))
      for (let i = 1; i < cuts.length; i++) {
        const range = [cuts[i - 1] as number, cuts[i] as number] as const
        kit.run('columnSum', sums.at, A.at, A.ld, 40, 0, ...range)
        kit.run('rowDot', dots.at, A.at, A.ld, A.at, A.ld, 1, 40, ...range)
      }
      return [...sums.values, ...dots.values]
    }
    assertSame(run([0, 3, 3, 8, 30, 40]), run([0, 40]))
  })

  test(`columnSum, rowDot ${kit.name}: a NaN reaches its column and its row alone`, () => {
    kit.reset()
    const A = kit.matrix(9, 9, 10, draws(6))
    A.values[4 * A.ld + 8] = NaN
    const sums = kit.slab(9)
    const dots = kit.doubles(new Array<number>(9).fill(0))
    kit.run('columnSum', sums.at, A.at, A.ld, 9, 0, 0, 9)
    kit.run('rowDot', dots.at, A.at, A.ld, A.at, A.ld, 1, 9, 0, 9)
    for (let i = 0; i < 9; i++) {
      assert.is(Number.isNaN(sums.values[i]), i === 8)
      assert.is(Number.isNaN(dots.values[i]), i === 4)
    }
  })
}

test.run()
