import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { model, sequential } from '../../src/model/build.js'
import { activation, dense } from '../../src/model/layer-specs.js'
import { add, concat, connect, input } from '../../src/model/node-specs.js'
import { shapesOf } from '../../src/model/shapes.js'
import { refuses } from '../helpers/refuses.js'

test('sequential is sugar for the graph form', () => {
  const x = input(3)
  const y = connect(dense(2), connect(activation('sin'), connect(dense(4, 'tanh'), x)))
  assert.equal(
    sequential({ input: 3, seed: 5 }, [dense(4, 'tanh'), activation('sin'), dense(2)]),
    model(x, y, { seed: 5 }),
  )
})

test('sequential names its input on request', () => {
  const { graph } = sequential({ input: 3, name: 'angles' }, [dense(2)])
  assert.equal(graph.inputs, ['angles'])
  assert.equal(graph.nodes[1].from, ['angles'])
})

test('a skip connection around a layer: widths and tensors as counted by hand', () => {
  const x = input(3)
  const h = connect(dense(4, 'tanh'), x)
  const net = model(x, connect(dense(2, 'linear', { bias: false }), concat(add(h, h), x)))
  const { nodes, parameters } = shapesOf(net.graph)
  assert.equal(
    nodes.map(({ node, units }) => [node.name, units]),
    [
      ['input_0', 3],
      ['dense_0', 4],
      ['add_0', 4],
      ['concat_0', 7],
      ['dense_1', 2],
    ],
  )
  assert.is(parameters, 3 * 4 + 4 + 7 * 2)
  assert.is(net.params.length, parameters)
})

test('several inputs and outputs, by place and by name', () => {
  const a = input(1)
  const b = input(2)
  const joined = concat(a, b)
  const byPlace = model([a, b], [connect(dense(1), joined), connect(dense(2), joined)])
  assert.equal(byPlace.graph.inputs, ['input_0', 'input_1'])
  assert.equal(byPlace.graph.outputs, ['dense_0', 'dense_1'])
  const byName = model({ left: a, right: b }, { sum: connect(dense(1), joined), both: connect(dense(2), joined) })
  assert.equal(byName.graph.inputs, ['left', 'right'])
  assert.equal(byName.graph.outputs, ['sum', 'both'])
})

test('an output may be read by another output', () => {
  const x = input(2)
  const early = connect(dense(1), x)
  assert.equal(model(x, { early, late: connect(dense(1), early) }).graph.outputs, ['early', 'late'])
})

test('dtype decides the type of the parameters; float32 by default', () => {
  assert.instance(sequential({ input: 2 }, [dense(2)]).params, Float32Array)
  assert.instance(sequential({ input: 2, dtype: 'float64' }, [dense(2)]).params, Float64Array)
})

test('building does not touch layers or options', () => {
  const layers = Object.freeze([Object.freeze(dense(2))])
  assert.equal(sequential(Object.freeze({ input: 2 }), layers).params.length, 6)
})

const x = input(3)
const y = connect(dense(2), x)
const refused: [what: string, call: () => unknown, code: 'BAD_MODEL' | 'BAD_OPTION' | 'OUT_OF_MEMORY', says: string][] =
  [
    ['no layers', () => sequential({ input: 3 }, []), 'BAD_MODEL', 'layers are an empty list'],
    ['layers that are no list', () => sequential({ input: 3 }, dense(2) as never), 'BAD_MODEL', 'layers are an object'],
    [
      'a layer that is a number',
      () => sequential({ input: 3 }, [64 as never]),
      'BAD_MODEL',
      'layer 0 is 64, not a layer',
    ],
    ['a node as layer', () => sequential({ input: 3 }, [dense(2), x as never]), 'BAD_MODEL', 'layer 1 is a node'],
    ['no input size', () => sequential({} as never, [dense(2)]), 'BAD_OPTION', 'sequential: input is undefined'],
    ['no options', () => sequential(undefined as never, [dense(2)]), 'BAD_OPTION', 'sequential: options are undefined'],
    ['a typo', () => sequential({ input: 3, sed: 1 } as never, [dense(2)]), 'BAD_OPTION', 'Did you mean "seed"?'],
    ['half a seed', () => sequential({ input: 3, seed: 0.5 }, [dense(2)]), 'BAD_OPTION', 'sequential: seed is 0.5'],
    ['a dtype', () => model(x, y, { dtype: 'float16' as never }), 'BAD_OPTION', 'Did you mean "float32"?'],
    [
      'a hand-made layer',
      () => sequential({ input: 3 }, [{ ...dense(2), units: 0 } as never]),
      'BAD_MODEL',
      'units is 0',
    ],
    ['no output', () => model(x, undefined as never), 'BAD_MODEL', 'model: output is undefined, not a node'],
    ['a layer as output', () => model(x, { hand: dense(2) as never }), 'BAD_MODEL', 'output "hand" is an object'],
    ['an empty list', () => model(x, []), 'BAD_MODEL', 'the model has no outputs'],
    ['a number in a list', () => model([x, 3 as never], y), 'BAD_MODEL', 'model: input 1 is 3, not a node'],
    ['another input', () => model(input(3), y), 'BAD_MODEL', 'input "input_1" is read but not listed'],
    ['one input too many', () => model([x, input(2)], y), 'BAD_MODEL', 'nothing reads input "input_1"'],
    ['widths that differ', () => model(x, add(x, y)), 'BAD_MODEL', 'add "add_0" joins "input_0" of 3 units'],
    ['one term', () => model(x, add(y)), 'BAD_MODEL', 'add "add_0" reads 1 node'],
    ['no parameters', () => model(x, connect(activation('sin'), x)), 'BAD_MODEL', 'no parameters. Add a dense layer'],
    [
      '10¹⁸ parameters',
      () => sequential({ input: 2 ** 30 }, [dense(2 ** 30)]),
      'OUT_OF_MEMORY',
      'do not fit into 4 GiB',
    ],
  ]
for (const [what, call, code, says] of refused)
  test(`refused: ${what}`, async () => refuses(call, { code, says: [says] }))

test.run()
