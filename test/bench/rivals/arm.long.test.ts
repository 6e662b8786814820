import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ArmRival, armRivals, runArmRival } from '../../../bench/rivals/arm/rivals.js'
import { armData, type Matrix } from '../../../src/index.js'
import { assertClose } from '../../helpers/assert-close.js'

const data = {
  train: armData({ samples: 200, seed: 1 }),
  trial: armData({ samples: 50, seed: 2 }),
  test: armData({ samples: 60, seed: 3 }),
}

/** Mean and deviation of a column, plainly. */
function column({ data: values, shape: [n, d] }: Matrix, c: number) {
  let mean = 0
  for (let i = 0; i < n; i++) mean += values[i * d + c] / n
  let variance = 0
  for (let i = 0; i < n; i++) variance += (values[i * d + c] - mean) ** 2 / n
  return { mean, deviation: Math.sqrt(variance) }
}

for (const rival of Object.keys(armRivals) as ArmRival[]) {
  const versions: string[] = []
  const absent: string[] = []
  const listener = { missing: (name: string) => absent.push(name), used: (name: string) => versions.push(name) }
  const found = runArmRival(rival, data, { seconds: 1, threads: 1, settings: 2 }, listener)
  if (!found) process.stdout.write(`skipped: ${absent} is not installed\n`)
  const into = found ? test : test.skip
  into(`${rival}: its own error and ours are those of its predictions in the arm's unit, to 1e-9`, () => {
    const { prediction, error, handError } = found as NonNullable<typeof found>
    const wanted = data.test.y as Matrix
    let squares = 0
    for (let i = 0; i < 60; i++)
      for (let c = 0; c < 2; c++) {
        const { mean, deviation } = column(data.train.y as Matrix, c)
        squares += (mean + deviation * prediction[i][c] - wanted.data[2 * i + c]) ** 2
      }
    const plain = Math.sqrt(squares / 60)
    assertClose([error, handError], [plain, plain], 1e-9 * plain)
    assert.equal(versions, [armRivals[rival].module, 'python'])
  })
  into(`${rival} learns: its error is below that of always saying the mean position`, () => {
    const deviations = [0, 1].map(c => column(data.train.y as Matrix, c).deviation)
    assert.ok((found?.handError as number) < Math.hypot(...deviations), `${found?.handError}`)
  })
}

test.run()
