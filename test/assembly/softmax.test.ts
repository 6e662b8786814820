import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertClose, assertSame } from '../helpers/assert-close.js'
import { draws, type Kit, kits, lengths, type Matrix, refused } from '../helpers/kernels.js'

const ROWS = 5

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

for (const kit of kits) {
  test(`softmax ${kit.name}: logs within 3u·(|z − m| + |ln Σ| + 1), probabilities within (6 + |z − m|)u, in float64`, () => {
    for (const cols of lengths(kit).filter(n => n > 0)) {
      const { Z, logs, probabilities } = operands(kit, cols)
      kit.run('softmax', Z.at, Z.ld, logs.at, probabilities.at, cols, 1, 4)
      const { logs: expected, tops } = twin(Z)
      const below = expected.map(
        (_, at) => (tops[at] as number) - (Z.values[Math.floor(at / cols) * Z.ld + (at % cols)] as number),
      )
      const u = 2 ** -52
      assertClose(
        logs.values,
        inRange(expected, cols),
        expected.map((l, at) => 3 * u * ((below[at] as number) + Math.abs(l + (below[at] as number)) + 1)),
        `logs, cols=${cols}`,
      )
      assertClose(
        probabilities.values,
        inRange(expected.map(Math.exp), cols),
        expected.map((l, at) => u * (6 + (below[at] as number)) * Math.exp(l)),
        `probabilities, cols=${cols}`,
      )
    }
  })

  test(`softmax ${kit.name}: logits of ±1e4 neither overflow nor give NaN`, () => {
    kit.reset()
    const Z = kit.matrix(1, 3, 3, (_, c) => [1e4, -1e4, 1e4][c])
    const [logs, probabilities] = [kit.doubles([0, 0, 0]), kit.doubles([0, 0, 0])]
    kit.run('softmax', Z.at, 3, logs.at, probabilities.at, 3, 0, 1)
    assertSame(probabilities.values, [0.5, 0, 0.5])
    assertClose(logs.values, [-Math.LN2, -2e4 - Math.LN2, -Math.LN2], 2e4 * 2 ** -52)
  })

  test(`softmax ${kit.name}: 1 − p of a confident row keeps its digits`, () => {
    kit.reset()
    const Z = kit.matrix(1, 2, 2, (_, c) => [0, 30][c])
    const [logs, probabilities] = [kit.doubles([0, 0]), kit.doubles([0, 0])]
    kit.run('softmax', Z.at, 2, logs.at, probabilities.at, 2, 0, 1)
    const other = Math.exp(-30) / (1 + Math.exp(-30))
    assertClose([1 - (probabilities.values[1] as number)], [other], 2 ** -52)
  })

  test(`softmax ${kit.name}: row by row gives the same bits, and a NaN fills its row and no other`, () => {
    for (const at of [0, 8]) {
      const { Z, logs, probabilities } = operands(kit, 9)
      Z.values[2 * Z.ld + at] = NaN
      for (let r = 0; r < ROWS; r++) kit.run('softmax', Z.at, Z.ld, logs.at, probabilities.at, 9, r, r + 1)
      const apart = [...logs.values, ...probabilities.values]
      kit.run('softmax', Z.at, Z.ld, logs.at, probabilities.at, 9, 0, ROWS)
      assertSame([...logs.values, ...probabilities.values], apart)
      for (let i = 0; i < 9 * ROWS; i++)
        assert.is(Number.isNaN(probabilities.values[i]) && Number.isNaN(logs.values[i]), Math.floor(i / 9) === 2)
    }
  })
}

function operands(kit: Kit, cols: number) {
  kit.reset()
  const draw = draws(cols)
  const Z = kit.matrix(ROWS, cols, cols + 2, row => 10 ** (row - 2) * draw())
  const nothing = new Array<number>(ROWS * cols).fill(NaN)
  return { Z, logs: kit.doubles(nothing), probabilities: kit.doubles(nothing) }
}

function twin(Z: Matrix): { logs: number[]; tops: number[] } {
  const logs: number[] = []
  const tops: number[] = []
  for (let r = 0; r < Z.rows; r++) {
    const row = Array.from(Z.values.subarray(r * Z.ld, r * Z.ld + Z.cols))
    const top = Math.max(...row)
    const sum = row.reduce((s, z) => s + Math.exp(z - top), 0)
    for (const z of row) {
      logs.push(z - top - Math.log(sum))
      tops.push(top)
    }
  }
  return { logs, tops }
}

/** Rows 1 to 3 as expected, the others as they were. */
function inRange(values: number[], cols: number): number[] {
  return values.map((v, at) => (at >= cols && at < 4 * cols ? v : NaN))
}

test.run()
