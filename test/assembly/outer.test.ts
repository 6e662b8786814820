import { test } from 'uvu'
import { assertSame } from '../helpers/assert-close.js'
import { assertPaddingUntouched, draws, entries, kits, refused } from '../helpers/kernels.js'

const ROWS = 6

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

for (const kit of kits) {
  test(`outerRows ${kit.name}: every entry is the product rounded once, bias columns are D itself`, () => {
    const sizes = [1, 2, kit.lanes - 1, kit.lanes, kit.lanes + 1, 2 * kit.lanes + 1]
    for (const dcols of sizes)
      for (const hcols of [0, ...sizes])
        for (const hasBias of [0, 1])
          for (const q of [1, 3]) {
            kit.reset()
            const draw = draws(dcols + 31 * hcols)
            const D = kit.matrix(ROWS, dcols, dcols + 1, draw)
            const H = kit.matrix(ROWS, hcols, hcols + 2, draw)
            const cols = (hcols + hasBias) * dcols
            const J = kit.matrix(ROWS, cols, cols + 3, () => NaN)
            kit.run('outerRows', J.at, J.ld, D.at, D.ld, dcols, H.at, H.ld, hcols, q, hasBias, 1, 5)
            const expected: number[] = []
            for (let r = 0; r < ROWS; r++)
              for (let j = 0; j < cols; j++) {
                const [i, o] = [Math.floor(j / dcols), j % dcols]
                const h = i === hcols ? 1 : (H.values[Math.floor(r / q) * H.ld + i] as number)
                expected.push(r >= 1 && r < 5 ? kit.round(h * (D.values[r * D.ld + o] as number)) : NaN)
              }
            const what = `dcols=${dcols} hcols=${hcols} bias=${hasBias} q=${q}`
            assertSame(entries(J), expected, what)
            assertPaddingUntouched(J, what)
          }
  })
}

test.run()
