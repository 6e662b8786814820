import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertClose, assertSame } from '../helpers/assert-close.js'
import { assertPaddingUntouched, draws, entries, type Kit, kits, lengths, refused } from '../helpers/kernels.js'

const ROWS = 6

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

for (const kit of kits) {
  test(`addBias ${kit.name}: one rounding, rows of the range only`, () => {
    for (const cols of lengths(kit)) {
      const { D, P } = operands(kit, cols)
      const start = entries(D)
      kit.run('addBias', D.at, D.ld, P.at, cols, 1, 4)
      check(kit, D, cols, (r, c) => old(start, cols, r, c) + (inside(r) ? (P.values[c] as number) : 0))
    }
  })

  test(`mulRows ${kit.name}: D[r,c]·P[⌊r/q⌋,c] with one rounding, for q = 1, 2, 3`, () => {
    for (const cols of lengths(kit))
      for (const q of [1, 2, 3]) {
        const { D, P } = operands(kit, cols)
        const start = entries(D)
        kit.run('mulRows', D.at, D.ld, P.at, P.ld, q, cols, 1, 4)
        const factor = (r: number, c: number) => (inside(r) ? (P.values[Math.floor(r / q) * P.ld + c] as number) : 1)
        check(kit, D, cols, (r, c) => old(start, cols, r, c) * factor(r, c))
      }
  })

  test(`copyColumns ${kit.name}: copies bit for bit over NaN, adds with one rounding`, () => {
    for (const cols of lengths(kit))
      for (const accumulate of [0, 1]) {
        const { D, P } = operands(kit, cols)
        if (!accumulate) for (let c = 0; c < cols; c++) D.values[2 * D.ld + c] = NaN
        const start = entries(D)
        kit.run('copyColumns', D.at, D.ld, P.at, P.ld, cols, accumulate, 1, 4)
        const source = (r: number, c: number) => P.values[r * P.ld + c] as number
        check(kit, D, cols, (r, c) =>
          inside(r) ? (accumulate ? old(start, cols, r, c) : 0) + source(r, c) : old(start, cols, r, c),
        )
      }
  })

  test(`gatherRows ${kit.name}: rows by their places, bit for bit, in the range alone`, () => {
    for (const cols of lengths(kit)) {
      kit.reset()
      const source = kit.matrix(ROWS, cols, cols, draws(cols))
      source.values[cols] = NaN
      const target = kit.matrix(4, cols, cols, () => -1)
      const places = kit.words([4, 1, 1, 0])
      kit.run('gatherRows', target.at, source.at, places, cols, 1, 4)
      const expected = [4, 1, 1, 0].map((place, r) => (c: number) => (r === 0 ? -1 : source.values[place * cols + c]))
      assertSame(
        entries(target),
        expected.flatMap(row => Array.from({ length: cols }, (_, c) => row(c))),
      )
    }
  })

  test(`combineRows ${kit.name}: Σ_a x[i·q+a]·D[i·q+a,c] within (q+2)u·Σ|xD|, over NaN`, () => {
    for (const cols of lengths(kit))
      for (const q of [1, 2, 3, 10]) {
        kit.reset()
        const draw = draws(cols + 7 * q)
        const D = kit.matrix(3 * q, cols, cols + 2, draw)
        const E = kit.matrix(3, cols, cols + 1, () => NaN)
        const x = kit.doubles(Array.from({ length: 3 * q }, draw))
        kit.run('combineRows', E.at, E.ld, D.at, D.ld, x.at, q, cols, 1, 3)
        for (let i = 0; i < 3; i++)
          for (let c = 0; c < cols; c++) {
            const terms = Array.from({ length: q }, (_, a) => {
              const row = i * q + a
              return (x.values[row] as number) * (D.values[row * D.ld + c] as number)
            })
            const sum = terms.reduce((s, t) => s + t, 0)
            const size = terms.reduce((s, t) => s + Math.abs(t), 0)
            const expected = i === 0 ? NaN : sum
            assertClose(
              [E.values[i * E.ld + c] as number],
              [expected],
              2 * (q + 2) * kit.u * size,
              `(${i}, ${c}) q=${q}`,
            )
          }
        assertPaddingUntouched(E, `cols=${cols} q=${q}`)
      }
  })

  test(`mulRows ${kit.name}: products too small to matter are 0 in the plain build, NaN and the rest as they are`, () => {
    kit.reset()
    const tiny = kit.dtype === 'F32' ? 1e-20 : 1e-150
    const D = kit.matrix(1, 3, 3, (_, c) => [tiny, NaN, 1][c])
    const P = kit.matrix(1, 3, 3, (_, c) => [tiny / 4, 1, 2][c])
    kit.run('mulRows', D.at, D.ld, P.at, P.ld, 1, 3, 0, 1)
    assert.is(D.values[0] === 0, kit.build === 'plain')
    assert.ok(Number.isNaN(D.values[1]))
    assert.is(D.values[2], 2)
  })

  test(`addBias, mulRows, copyColumns ${kit.name}: a NaN reaches its own entry alone`, () => {
    const { D, P } = operands(kit, 9)
    P.values[8] = NaN
    kit.run('addBias', D.at, D.ld, P.at, 9, 2, 3)
    kit.run('mulRows', D.at, D.ld, P.at, P.ld, 1, 9, 0, 1)
    kit.run('copyColumns', D.at, D.ld, P.at, P.ld, 9, 1, 0, 1)
    for (let r = 0; r < ROWS; r++)
      for (let c = 0; c < 9; c++)
        assert.is(Number.isNaN(D.values[r * D.ld + c]), c === 8 && (r === 0 || r === 2), `(${r}, ${c})`)
  })

  test(`addBias, mulRows, combineRows ${kit.name}: cut ranges give the bits of the whole`, () => {
    const run = (cuts: number[]) => {
      const { D, P } = operands(kit, 13)
      const E = kit.matrix(3, 13, 13, () => 0)
      const x = kit.doubles([1, 2, 3, 4, 5, 6].map(v => v / 7))
      for (let i = 1; i < cuts.length; i++) {
        const range = [cuts[i - 1] as number, cuts[i] as number] as const
        kit.run('addBias', D.at, D.ld, P.at, 13, ...range)
        kit.run('mulRows', D.at, D.ld, P.at, P.ld, 2, 13, ...range)
        kit.run('combineRows', E.at, E.ld, D.at, D.ld, x.at, 2, 13, range[0] / 2, range[1] / 2)
      }
      return [...entries(D), ...entries(E)]
    }
    assertSame(run([0, 2, 2, 4, ROWS]), run([0, ROWS]))
  })
}

function inside(row: number): boolean {
  return row >= 1 && row < 4
}

function old(start: number[], cols: number, row: number, col: number): number {
  return start[row * cols + col] as number
}

function operands(kit: Kit, cols: number) {
  kit.reset()
  const draw = draws(cols)
  return { D: kit.matrix(ROWS, cols, cols + 3, draw), P: kit.matrix(ROWS, cols, cols + 2, draw) }
}

function check(
  kit: Kit,
  D: ReturnType<typeof operands>['D'],
  cols: number,
  expected: (row: number, col: number) => number,
): void {
  const values: number[] = []
  for (let r = 0; r < ROWS; r++) for (let c = 0; c < cols; c++) values.push(expected(r, c))
  assertClose(
    entries(D),
    values,
    values.map(v => kit.u * Math.abs(v)),
    `cols=${cols}`,
  )
  assertPaddingUntouched(D, `cols=${cols}`)
}

test.run()
