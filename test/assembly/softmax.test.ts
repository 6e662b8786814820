import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertClose, assertSame } from '../helpers/assert-close.js'
import {
  assertPaddingUntouched,
  draws,
  entries,
  type Kit,
  kits,
  lengths,
  type Matrix,
  refused,
} from '../helpers/kernels.js'

const ROWS = 5

for (const build of refused) test.skip(`${build}: this engine refuses the build`, () => {})

for (const kit of kits) {
  const unit = kit.dtype === 'F32' ? kit.u : 2 * kit.u

  test(`logSoftmax ${kit.name}: error ≤ 3u·(|z − m| + |ln Σ| + 1)`, () => {
    for (const cols of lengths(kit).filter(n => n > 0)) {
      const { Z, out } = operands(kit, cols)
      kit.run('logSoftmax', Z.at, Z.ld, out.at, out.ld, cols, 1, 4)
      const { logs, tops } = twin(Z)
      const bounds = logs.map((l, at) => {
        const z = Z.values[Math.floor(at / cols) * Z.ld + (at % cols)] as number
        const below = (tops[at] as number) - z
        return 3 * unit * (below + Math.abs(l + below) + 1)
      })
      assertClose(entries(out), inRange(logs, cols), bounds, `cols=${cols}`)
      assertPaddingUntouched(out, `cols=${cols}`)
    }
  })

  test(`softmax ${kit.name}: error ≤ (6 + |z − m|)u of each probability`, () => {
    for (const cols of lengths(kit).filter(n => n > 0)) {
      const { Z, out } = operands(kit, cols)
      kit.run('softmax', Z.at, Z.ld, out.at, out.ld, cols, 1, 4)
      const { logs, tops } = twin(Z)
      const bounds = logs.map((l, at) => {
        const z = Z.values[Math.floor(at / cols) * Z.ld + (at % cols)] as number
        return unit * (6 + (tops[at] as number) - z) * Math.exp(l)
      })
      assertClose(entries(out), inRange(logs.map(Math.exp), cols), bounds, `cols=${cols}`)
      assertPaddingUntouched(out, `cols=${cols}`)
    }
  })

  test(`softmax ${kit.name}: logits of ±1e4 neither overflow nor give NaN`, () => {
    kit.reset()
    const Z = kit.matrix(1, 3, 3, (_, c) => [1e4, -1e4, 1e4][c])
    const out = kit.matrix(1, 3, 3, () => 0)
    kit.run('softmax', Z.at, 3, out.at, 3, 3, 0, 1)
    assertSame(entries(out), [0.5, 0, 0.5])
    kit.run('logSoftmax', Z.at, 3, out.at, 3, 3, 0, 1)
    assertClose(entries(out), [-Math.LN2, -2e4 - Math.LN2, -Math.LN2], 2e4 * 2 * kit.u)
  })

  test(`softmax, logSoftmax ${kit.name}: in place and row by row give the same bits`, () => {
    for (const kernel of ['softmax', 'logSoftmax']) {
      const { Z, out } = operands(kit, 13)
      kit.run(kernel, Z.at, Z.ld, out.at, out.ld, 13, 0, ROWS)
      for (let r = 0; r < ROWS; r++) kit.run(kernel, Z.at, Z.ld, Z.at, Z.ld, 13, r, r + 1)
      assertSame(entries(Z), entries(out), kernel)
    }
  })

  test(`softmax, logSoftmax ${kit.name}: a NaN fills its row and no other`, () => {
    for (const kernel of ['softmax', 'logSoftmax'])
      for (const at of [0, 8]) {
        const { Z, out } = operands(kit, 9)
        Z.values[2 * Z.ld + at] = NaN
        kit.run(kernel, Z.at, Z.ld, out.at, out.ld, 9, 0, ROWS)
        for (let r = 0; r < ROWS; r++)
          for (let c = 0; c < 9; c++)
            assert.is(Number.isNaN(out.values[r * out.ld + c]), r === 2, `${kernel} (${r}, ${c})`)
      }
  })
}

function operands(kit: Kit, cols: number): { Z: Matrix; out: Matrix } {
  kit.reset()
  const draw = draws(cols)
  const Z = kit.matrix(ROWS, cols, cols + 2, row => 10 ** (row - 2) * draw())
  return { Z, out: kit.matrix(ROWS, cols, cols + 3, () => NaN) }
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
