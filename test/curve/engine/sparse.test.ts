import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { leastSquares } from '../../../src/curve/index.js'
import { stream } from '../../../src/random/stream.js'

const n = 12
const rows = 600
const random = stream(4, 1)
/** Three parameters to a residual, the first of them by two entries. */
const touched = Array.from({ length: rows }, (_, i) => [i % n, i % n, (i + 1 + (i % 5)) % n, (i + 7) % n])
const factors = touched.map(of => of.map(() => random.normal()))
const along = (p: readonly number[], i: number) => touched[i].reduce((sum, k, j) => sum + factors[i][j] * p[k], 0)
const truth = Array.from({ length: n }, () => random.normal())
const target = touched.map((_, i) => along(truth, i) + 0.1 * random.normal() + (i % 40 === 0 ? 5 : 0))
const residuals = (p: number[]) => target.map((value, i) => along(p, i) + 0.05 * along(p, i) ** 2 - value)
const entries = (p: number[]) =>
  touched.flatMap((of, i) => of.map((k, j) => ({ i, k, value: factors[i][j] * (1 + 0.1 * along(p, i)) }))).reverse()
const sparse = (p: number[]) => ({
  rows: entries(p).map(({ i }) => i),
  columns: entries(p).map(({ k }) => k),
  values: entries(p).map(({ value }) => value),
})
const dense = (p: number[]) => {
  const J = Array.from({ length: rows }, () => new Array<number>(n).fill(0))
  for (const { i, k, value } of entries(p)) J[i][k] += value
  return J
}

for (const loss of ['linear', 'huber'] as const)
  for (const held of [0, 1])
    test(`a Jacobian by its entries gives the fit of the whole one: ${loss}, ${held} parameters fixed`, () => {
      const options = { loss, lossScale: 0.3, fixed: held ? [3] : [] }
      const start = new Array<number>(n).fill(0)
      const whole = leastSquares(residuals, start, { ...options, jacobian: dense })
      const found = leastSquares(residuals, start, { ...options, jacobian: sparse })
      assert.ok(found.converged)
      for (let k = 0; k < n; k++) {
        assert.ok(Math.abs(found.parameters[k] - whole.parameters[k]) < 1e-9, `${k}`)
        if (held && k === 3) continue
        const [a, b] = [found.standardErrors[k] as number, whole.standardErrors[k] as number]
        assert.ok(Math.abs(a / b - 1) < 1e-8, `error of ${k}: ${a}, ${b}`)
      }
    })

test('entries out of place, and lists of different lengths, are refused', () => {
  const refuses = (jacobian: object, says: RegExp) =>
    assert.throws(
      () => leastSquares(residuals, truth, { jacobian: () => jacobian as never }),
      (error: { code: string; message: string }) => error.code === 'BAD_MODEL' && says.test(error.message),
    )
  refuses({ rows: [0, rows], columns: [0, 0], values: [1, 1] }, /entry 1 in row 600, column 0/)
  refuses({ rows: [0], columns: [0.5], values: [1] }, /entry 0 in row 0, column 0.5/)
  refuses({ rows: [0, 1], columns: [0], values: [1] }, /2 rows, 1 columns and 1 values/)
})

test.run()
