import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  activation,
  adam,
  add,
  concat,
  connect,
  dense,
  evaluate,
  fit,
  hessianFree,
  input,
  load,
  model,
  type Prediction,
  predict,
  save,
  smwGN,
  smwNG,
} from '../../src/index.js'
import { stream } from '../../src/random/index.js'
import { assertClose } from '../helpers/assert-close.js'
import { refuses } from '../helpers/refuses.js'

const a = input(2, 'a')
const b = input(3, 'b')
const ha = connect(dense(8, 'tanh'), a)
const joined = add(ha, connect(dense(8, 'tanh'), b))
const kind = connect(dense(3), concat(joined, ha, b))
const net = model([a, b], { kind, place: connect(dense(2), joined) }, { seed: 1 })

const random = stream(2, 95)
const draw = () => 2 * random.uniform() - 1
const x = {
  a: Array.from({ length: 300 }, () => [draw(), draw()]),
  b: Array.from({ length: 300 }, () => [draw(), draw(), draw()]),
}
const y = {
  kind: x.a.map(([p, q], i) => (p + x.b[i][0] > 0 ? 2 : q > 0 ? 1 : 0)),
  place: x.a.map(([p, q], i) => [p * q, x.b[i][1] ** 2]),
}
const loss = { kind: 'softmaxCrossEntropy', place: 'meanSquaredError' } as const

for (const [name, optimizer] of [
  ['smwGN', smwGN()],
  ['smwNG', smwNG({ gradientBatch: 100 })],
] as const)
  test(`${name} trains two inputs and two heads of different losses, and the file keeps all of it`, async () => {
    const result = await fit(
      net,
      { x, y },
      { loss, optimizer, epochs: 25, standardize: true, lossWeights: { place: 3 } },
    )
    const before = (await evaluate(net, { x, y }, { loss })).loss
    assert.ok((await evaluate(result.model, { x, y })).loss < 0.3 * before)
    const predicted = (await predict(load(save(result.model)), x, { probabilities: true })) as Record<
      string,
      Prediction
    >
    const { data, shape } = predicted.kind
    assert.equal(shape, [300, 3])
    for (let i = 0; i < 300; i++) assert.ok(Math.abs(data[3 * i] + data[3 * i + 1] + data[3 * i + 2] - 1) < 1e-5)
    const right = y.kind.filter((label, i) => data.slice(3 * i, 3 * i + 3).every(p => p <= data[3 * i + label])).length
    assert.ok(right > 240, `${right} of 300`)
    assert.equal(predicted.place.shape, [300, 2])
  })

test('what is missing, unknown or of another length is refused by the name of its node', async () => {
  await refuses(() => fit(net, { x: x.a, y }, { loss }), { code: 'SHAPE_MISMATCH', says: ['a, b'] })
  await refuses(() => fit(net, { x, y: { kind: y.kind } }, { loss }), { code: 'SHAPE_MISMATCH', says: ['"place"'] })
  await refuses(() => fit(net, { x: { ...x, c: x.a }, y }, { loss }), { says: ['"c"'] })
  await refuses(() => fit(net, { x: { ...x, b: x.b.slice(1) }, y }, { loss }), { says: ['x.b', '299', '300'] })
  await refuses(() => fit(net, { x, y }, { loss, lossWeights: { plcae: 2 } }), {
    code: 'BAD_OPTION',
    says: ['"place"'],
  })
  await refuses(() => predict(net, x, { probabilities: true }), { code: 'BAD_OPTION', says: ['kind, place'] })
})

for (const optimizer of [adam({ gradientBatch: 'full' }), hessianFree({ damping: 1 })])
  test(`${optimizer.method}: an output without parameters below it adds its loss and leaves the others as they are to 1e-4`, async () => {
    const wide = input(6, 'wide')
    const learned = connect(dense(2, 'tanh'), wide)
    const rows = Array.from({ length: 3000 }, () => Array.from({ length: 6 }, draw))
    const sums = rows.map(row => [row[0] * row[1], row[2]])
    const options = { optimizer, steps: 5 } as const
    const alone = await fit(model(wide, { learned }, { seed: 3 }), { x: rows, y: sums }, options)
    const still = connect(activation('sin'), wide)
    const both = await fit(
      model(wide, { learned, still }, { seed: 3 }),
      { x: rows, y: { learned: sums, still: rows } },
      options,
    )
    assertClose(both.model.params, alone.model.params, 1e-4)
    const constant = rows.flat().reduce((sum, v) => sum + (Math.sin(v) - v) ** 2 / (6 * 3000), 0)
    both.history.forEach(({ loss }, step) => {
      assert.ok(Math.abs(loss - alone.history[step].loss - constant) <= 1e-5, `${loss}`)
    })
  })

test.run()
