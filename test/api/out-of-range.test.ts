import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, evaluate, fit, type Model, predict, sequential } from '../../src/index.js'
import { refuses } from '../helpers/refuses.js'

const net = sequential({ input: 2, seed: 3 }, [dense(2, 'gelu'), dense(2)])
const scaled: Model = {
  ...net,
  standardization: { input_0: { mean: [1, 2], scale: [3, 4] }, dense_1: { mean: [0, 0], scale: [1, 1e-6] } },
}
const plain = [
  [0, 1],
  [1, 0],
  [1, 1],
  [2, 1],
]
const far = (row: number, column: number, value: number) =>
  plain.map((values, i) => values.map((v, k) => (i === row && k === column ? value : v)))

test('a number that standardising takes beyond float32 is refused by row and column, in x and y, by every call', async () => {
  const x = far(2, 1, 1e300)
  const facts = { row: 2, column: 1, value: 1e300 }
  const expected = { code: 'NON_FINITE_INPUT', says: ['row 2, column 1', '1e+300', 'float64'], facts } as const
  await refuses(() => predict(scaled, x), expected)
  await refuses(() => evaluate(scaled, { x, y: plain }, { loss: 'meanSquaredError' }), expected)
  await refuses(() => fit(scaled, { x, y: plain }, { steps: 2 }), expected)
  await refuses(() => fit(scaled, { x: plain, y: far(2, 1, 1e36) }, { steps: 2 }), { code: 'NON_FINITE_INPUT' })
  await refuses(() => fit(scaled, { x: plain, y: plain }, { steps: 2, validation: { x, y: plain } }), expected)
})

test('the same number in float64 is an answer', async () => {
  const { data } = await predict(scaled, far(2, 1, 1e300), { dtype: 'float64' })
  assert.ok(data.every(Number.isFinite))
})

test('outputs beyond the type are an error that names the row, not Infinity or NaN', async () => {
  const net = sequential({ input: 2, seed: 3 }, [dense(2), dense(2)])
  const steep = { ...net, params: net.params.map(w => 9 * w) }
  for (const value of [3e38, -3e38])
    await refuses(() => predict(steep, far(1, 0, value)), {
      code: 'NON_FINITE_INPUT',
      says: ['row 1'],
      facts: { row: 1 },
    })
  const y = plain
  await refuses(() => evaluate(steep, { x: far(3, 1, 3e38), y }, { loss: 'meanSquaredError' }), { says: ['row 3'] })
})

test.run()
