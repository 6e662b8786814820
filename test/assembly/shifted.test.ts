import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertSame } from '../helpers/assert-close.js'
import { assertUntouched, below, draws, type Kit, kits, type Matrix, refused } from '../helpers/kernels.js'

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

for (const kit of kits) {
  test(`shifted ${kit.name}: scale·K + shift·I in float64 below the diagonal, rows of the range only`, () => {
    for (const n of [0, 1, 2, 3, 4, 5, 8, 9, 17]) {
      const { K, F } = operands(kit, n)
      kit.run('shifted', K.at, K.ld, F.at, F.ld, 0.125, 3, 1, n)
      for (let i = 1; i < n; i++)
        for (let j = 0; j <= i; j++) {
          const expected = 0.125 * (K.values[i * K.ld + j] as number) + (i === j ? 3 : 0)
          assert.is(F.values[i * F.ld + j], expected, `(${i}, ${j})`)
        }
      assertUntouched(F, `n=${n}`, (row, col) => col > row || row === 0)
    }
  })

  test(`shifted ${kit.name}: cut rows give the bits of the whole, NaN stays in its entry`, () => {
    const run = (cuts: number[]) => {
      const { K, F } = operands(kit, 9)
      K.values[6 * K.ld + 3] = NaN
      for (let i = 1; i < cuts.length; i++)
        kit.run('shifted', K.at, K.ld, F.at, F.ld, 1 / 3, 0.1, cuts[i - 1] as number, cuts[i] as number)
      return F.values
    }
    const whole = Array.from(run([0, 9]))
    assertSame(run([0, 4, 5, 9]), whole)
    assert.is(whole.filter(Number.isNaN).length, 1)
  })

  if (kit.dtype === 'F64')
    test(`shifted ${kit.name}: F may be K`, () => {
      const apart = operands(kit, 9)
      kit.run('shifted', apart.K.at, apart.K.ld, apart.F.at, apart.F.ld, 1 / 3, 0.1, 0, 9)
      const expected = below(apart.F)
      const { K } = operands(kit, 9)
      kit.run('shifted', K.at, K.ld, K.at, K.ld, 1 / 3, 0.1, 0, 9)
      assertSame(below(K), expected)
    })
}

function operands(kit: Kit, n: number): { K: Matrix; F: Matrix } {
  kit.reset()
  const draw = draws(n)
  const K = kit.matrix(n, n, n + 1, (row, col) => (col > row ? NaN : draw()))
  return { K, F: kit.doubleMatrix(n, n, n + 3) }
}

test.run()
