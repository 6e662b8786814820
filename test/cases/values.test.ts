/** brain.js#406, brain.js#574, keras#2134: ragged rows, values that are no numbers, a column that never changes. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { csvDataSet, dense, fit, predict, sequential, smwGN } from '../../src/index.js'
import { refuses } from '../helpers/refuses.js'

test('a row of 7 where 6 are expected is refused by its number', async () => {
  const row = [1, 2, 3, 4, 5, 6]
  const net = sequential({ input: 6, seed: 0 }, [dense(1)])
  const y = [[0], [1], [0]]
  const facts = { row: 2, expected: 6, found: 7 }
  await refuses(() => fit(net, { x: [row, row, [...row, 7]], y }), { code: 'SHAPE_MISMATCH', says: ['row 2'], facts })
})

test('a string, a hole, null and a boolean are refused with row, column and type', async () => {
  const net = sequential({ input: 2, seed: 0 }, [dense(2, 'tanh'), dense(1)])
  const y = [[1], [0], [1], [0]]
  const holes = [0.3, 0.4]
  delete holes[0]
  for (const [odd, type] of [
    [['0.3', 0.4], 'string'],
    [[null, 0.5], 'null'],
    [[true, 0.6], 'boolean'],
    [holes, 'undefined'],
  ] as const) {
    const x = [[0.1, 0.2], odd, [0.1, 0.5], [0.1, 0.6]] as number[][]
    await refuses(() => fit(net, { x, y }), { code: 'BAD_VALUE', facts: { row: 1, column: 0, type } })
  }
})

test('a constant column is 0 once standardised, is named, and predicting with another value stays finite', async () => {
  const csv = 'a,b,k,y\n1,10,7,3.1\n2,9,7,4.2\n3,12,7,7.9\n4,8,7,6.1\n5,15,7,11.8\n6,7,7,8.2\n'
  const data = await csvDataSet(new TextEncoder().encode(csv), { target: 'y' })
  const net = sequential({ input: 3, seed: 0 }, [dense(4, 'tanh'), dense(1)])
  const { model, warnings } = await fit(net, data, { optimizer: smwGN(), steps: 50, standardize: true })
  const constants = model.standardization?.[model.graph.inputs[0]]
  assert.is((7 - (constants?.mean[2] ?? 0)) / (constants?.scale[2] ?? 0), 0)
  assert.ok(
    warnings.some(text => /column 2 .* never changes/.test(text)),
    warnings.join(),
  )
  assert.ok(model.params.every(Number.isFinite))
  assert.ok(Number.isFinite((await predict(model, [[3, 10, 8]])).data[0]))
})

test.run()
