import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Cell } from '../../../../bench/check/auto/cell.js'
import { cells } from '../../../../bench/check/auto/cells.js'
import { constantLoss } from '../../../../bench/check/auto/race.js'
import type { DataSet } from '../../../../src/index.js'

const named = (name: string) => cells.find(cell => cell.name === name) as Cell

const values = ({ y }: DataSet) => ('data' in y ? y.data : y)

test('36 cells of different names take at most 90 minutes', () => {
  assert.is(cells.length, 36)
  assert.is(new Set(cells.map(({ name }) => name)).size, 36)
  const training = cells.reduce((sum, { seconds, seeds }) => sum + 2 * seconds * seeds, 0)
  assert.ok(training < 45 * 60, `${training} s of training alone`)
})

test('generated tables have what the documents say of them, new rows for every seed, the same for the same', async () => {
  for (const name of ['exact-20', 'exact-200', 'noise-1-308', 'noise-.1-sparse', 'outputs-20', 'hundred-2000']) {
    const { about, table } = named(name)
    const [rows, inputs, outputs = '1'] = about.replaceAll(',', '').match(/\d+/g) ?? []
    const { train, test: held } = await table(0)
    assert.equal(train.x.shape, [Number(rows), Number(inputs)])
    assert.is(held.x.shape[0], 2000)
    const { y } = train
    assert.is('data' in y ? y.shape[1] : train.classes?.length, 'data' in y ? Number(outputs) : 100)
    const again = await table(0)
    const other = await table(1)
    assert.equal(again.train.x.data, train.x.data)
    assert.not.equal(other.train.x.data, train.x.data)
    assert.not.equal(values(other.train), values(train))
    assert.not.equal(held.x.data.slice(0, train.x.data.length), train.x.data.slice(0, held.x.data.length))
  }
})

test('the exact table is the function it says, to float32', async () => {
  const { x, y } = (await named('exact-200').table(3)).test
  for (let i = 0; i < x.shape[0]; i++) {
    const [a, b, c, d] = x.data.subarray(20 * i, 20 * i + 4)
    const error = values({ x, y } as DataSet)[i] - (Math.sin(3 * a) * b + c * d)
    assert.ok(Math.abs(error) < 2e-7, `${error}`)
  }
})

test('noise has mean 0 and the deviation of its width', async () => {
  const { x, y } = (await named('noise-1-20000').table(0)).train
  let [sum, squares] = [0, 0]
  for (let i = 0; i < x.shape[0]; i++) {
    const [a, b, c, d] = x.data.subarray(20 * i, 20 * i + 4)
    const noise = values({ x, y } as DataSet)[i] - (Math.sin(3 * a) * b + c * d)
    sum += noise
    squares += noise ** 2
  }
  const n = x.shape[0]
  assert.ok(Math.abs(sum / n) < 4 * Math.sqrt(1 / 12 / n))
  assert.ok(Math.abs(squares / n - 1 / 12) < 4 * Math.sqrt(1 / 180 / n))
})

test('loss of a constant model: variance averaged over outputs, entropy of the classes', () => {
  const rest = { x: { data: new Float32Array(4), shape: [4, 1] }, standardize: true, hints: [] } as const
  const y = { data: Float32Array.of(1, 5, 7, 5, 1, 5, 7, 5), shape: [4, 2] } as const
  assert.is(constantLoss({ ...rest, y, task: 'regression' }), 4.5)
  const labels = Int32Array.of(0, 0, 2, 0)
  const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25))
  const found = constantLoss({ ...rest, y: labels, task: 'classification', classes: ['a', 'b', 'c'] })
  assert.ok(Math.abs(found - entropy) < 1e-15)
})

test.run()
