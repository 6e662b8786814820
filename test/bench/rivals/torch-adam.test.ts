import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { CLASSES, HIDDEN, INPUTS, RATE, start, trainingSet } from '../../../bench/rivals/network.js'
import { pythonWith } from '../../../bench/rivals/python.js'
import { torchAdam } from '../../../bench/rivals/torch-adam.js'
import { assertClose } from '../../helpers/assert-close.js'

const BATCH = 8
const set = trainingSet(BATCH)

/** Losses of Adam by Kingma & Ba's formulas in plain float64, each before its step. */
function plainLosses(steps: number): number[] {
  const p = Object.values(start()).map(array => Float64Array.from(array))
  const [m, v] = [0, 1].map(() => p.map(({ length }) => new Float64Array(length)))
  const [w1, b1, w2, b2] = p
  return Array.from({ length: steps }, (_, t) => {
    const g = p.map(({ length }) => new Float64Array(length))
    let loss = 0
    for (let k = 0; k < BATCH; k++) {
      const row = (t * BATCH + k) % set.count
      const x = set.x.subarray(row * INPUTS, (row + 1) * INPUTS)
      const h = Float64Array.from(b1, (b, j) => {
        let sum = b
        for (let i = 0; i < INPUTS; i++) sum += x[i] * w1[i * HIDDEN + j]
        return Math.tanh(sum)
      })
      const z = Float64Array.from(b2, (b, c) => h.reduce((sum, value, j) => sum + value * w2[j * CLASSES + c], b))
      const total = z.reduce((sum, value) => sum + Math.exp(value), 0)
      loss += (Math.log(total) - z[set.labels[row]]) / BATCH
      const dz = z.map((value, c) => (Math.exp(value) / total - (c === set.labels[row] ? 1 : 0)) / BATCH)
      for (let c = 0; c < CLASSES; c++) g[3][c] += dz[c]
      for (let j = 0; j < HIDDEN; j++) {
        let back = 0
        for (let c = 0; c < CLASSES; c++) {
          g[2][j * CLASSES + c] += h[j] * dz[c]
          back += w2[j * CLASSES + c] * dz[c]
        }
        back *= 1 - h[j] ** 2
        g[1][j] += back
        for (let i = 0; i < INPUTS; i++) g[0][i * HIDDEN + j] += x[i] * back
      }
    }
    p.forEach((values, a) => {
      for (let i = 0; i < values.length; i++) {
        m[a][i] = 0.9 * m[a][i] + 0.1 * g[a][i]
        v[a][i] = 0.999 * v[a][i] + 0.001 * g[a][i] ** 2
        const [first, second] = [m[a][i] / (1 - 0.9 ** (t + 1)), v[a][i] / (1 - 0.999 ** (t + 1))]
        values[i] -= (RATE * first) / (Math.sqrt(second) + 1e-8)
      }
    })
    return loss
  })
}

const program = pythonWith('torch', { missing() {}, used() {} })
if (!program) process.stdout.write('skipped: PyTorch is not installed\n')
const into = program ? test : test.skip

into('the losses of the Adam step in PyTorch are those of the plain formulas, to 1e-3 over five steps', async () => {
  const expected = plainLosses(5)
  const process = torchAdam(program as string, set, 1)
  const losses: number[] = []
  for (let step = 0; step < 5; step++) {
    const { ms, loss } = await process.steps(1)
    assert.ok(ms > 0)
    losses.push(loss)
  }
  process.close()
  assertClose(losses, expected, 1e-3)
})

test.run()
