import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { leastSquares } from '../../../src/curve/index.js'
import { stream } from '../../../src/random/stream.js'

const n = 70
const rows = 400
const random = stream(9, 1)
const A = Array.from({ length: rows }, () => Array.from({ length: n }, () => random.normal()))
const truth = Array.from({ length: n }, () => random.normal())
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, k) => sum + value * b[k], 0)
const b = A.map(row => dot(row, truth) + 0.1 * random.normal())

/** A line bent a little, so that the fit takes more than one step. */
const bend = (u: number) => u + 0.01 * u * u
const fitOf = (rowsOf: readonly number[][], sparse = false) =>
  leastSquares((p: number[]) => rowsOf.map((row, i) => bend(dot(row, p)) - bend(b[i])), new Array(n).fill(0), {
    jacobian: (p: number[]) => {
      const J = rowsOf.map(row => row.map(value => value * (1 + 0.02 * dot(row, p))))
      if (!sparse) return J
      const entries = J.flatMap((row, i) => row.map((value, k) => [i, k, value])).filter(([, , value]) => value !== 0)
      return { rows: entries.map(e => e[0]), columns: entries.map(e => e[1]), values: entries.map(e => e[2]) }
    },
  })

test('covariances of 70 parameters are the inverse of JᵀJ, and the condition its own', () => {
  const { parameters: p, covariance, variance, condition, converged } = fitOf(A)
  assert.ok(converged)
  const J = A.map(row => row.map(value => value * (1 + 0.02 * dot(row, p))))
  const G = J[0].map((_, i) =>
    J[0].map((_, j) =>
      dot(
        J.map(row => row[i]),
        J.map(row => row[j]),
      ),
    ),
  )
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const entry =
        dot(
          G[i],
          covariance.map(row => row[j] as number),
        ) / (variance as number)
      assert.ok(Math.abs(entry - Number(i === j)) < 1e-11, `${i}, ${j}: ${entry}`)
    }
  const unit = G.map((row, i) => row.map((value, j) => value / Math.sqrt(G[i][i] * G[j][j])))
  let [most, least] = [1, 1]
  let v = unit.map((_, k) => 1 + k / n)
  for (let turn = 0; turn < 3000; turn++) {
    const w = unit.map(row => dot(row, v))
    most = Math.sqrt(dot(w, w))
    v = w.map(value => value / most)
  }
  v = unit.map((_, k) => 1 + (k % 3))
  for (let turn = 0; turn < 3000; turn++) {
    const w = unit.map((row, i) => most * v[i] - dot(row, v))
    const length = Math.sqrt(dot(w, w))
    least = most - length
    v = w.map(value => value / length)
  }
  assert.ok(Math.abs(condition / Math.sqrt(most / least) - 1) < 1e-3, `${condition}, ${Math.sqrt(most / least)}`)
})

test('of 70 parameters, those that make up for each other have no error', () => {
  const { causes, standardErrors } = fitOf(A.map(row => row.map((value, k) => (k === 11 ? row[40] : value))))
  for (let k = 0; k < n; k++) {
    if (k === 11 || k === 40) assert.equal(causes[k], { kind: 'notIdentifiable', with: [`p${51 - k}`] })
    else assert.ok((standardErrors[k] as number) > 0)
  }
})

test.run()
