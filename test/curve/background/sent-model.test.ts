import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { receivedModel } from '../../../src/curve/background/received-model.js'
import { sentModel } from '../../../src/curve/background/sent-model.js'
import {
  gaussian,
  line,
  peaks,
  plus,
  polynomial,
  type ReadyModel,
  readyModels,
  times,
} from '../../../src/curve/index.js'

const x = Float64Array.from({ length: 50 }, (_, k) => k / 5 + 0.1)
const y = x.map(at => 2 * Math.exp(-((at - 4) ** 2)) + 0.3 * at)

const models = [
  ...[...readyModels.values()].map(make => make()),
  polynomial(5),
  peaks(3, 'pseudoVoigt', { background: 'linear' }),
  peaks(2),
  plus(gaussian(), line()),
  times(polynomial(1), plus(gaussian(), plus(gaussian(), line()))),
]

for (const model of models)
  test(`${model.name} with ${model.parameters.length} parameters is the same on the other side`, () => {
    const again = receivedModel(structuredClone(sentModel(model)) as never) as ReadyModel
    const facts = ({ name, parameters, expression, start, value }: ReadyModel) => ({
      name,
      parameters,
      expression,
      start: start(x, y),
      value: value(1.5, Object.values(start(x, y))),
    })
    assert.equal(facts(again), facts(model))
  })

test('expressions cross as they are, functions and changed copies do not', () => {
  assert.equal(['a*x', ['a*x', 'b*x']].map(sentModel), ['a*x', ['a*x', 'b*x']])
  const own: ReadyModel = { ...gaussian(), start: () => ({ height: 1, center: 0, sigma: 1 }) }
  for (const model of [() => 1, own, plus(own, line())]) assert.is(sentModel(model), undefined)
})

test.run()
