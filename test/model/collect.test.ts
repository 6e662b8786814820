import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { collect } from '../../src/model/collect.js'
import { activation, dense } from '../../src/model/layer-specs.js'
import { add, concat, connect, input, type NodeSpec } from '../../src/model/node-specs.js'
import { refuses } from '../helpers/refuses.js'

const namesOf = (inputs: NodeSpec[], outputs: NodeSpec[]) =>
  collect(
    inputs.map(node => ({ node })),
    outputs.map(node => ({ node })),
  ).nodes.map(({ name }) => name)

test('inputs come first as listed, then each output depth first, each node once', () => {
  const a = input(2)
  const b = input(2)
  const left = connect(dense(4), a)
  const right = connect(dense(4), b)
  const joined = add(right, left)
  const graph = collect(
    [{ node: a }, { node: b }],
    [{ node: connect(dense(1), joined) }, { node: concat(left, right) }],
  )
  assert.equal(
    graph.nodes.map(({ name, from }) => [name, ...from]),
    [
      ['input_0'],
      ['input_1'],
      ['dense_0', 'input_1'],
      ['dense_1', 'input_0'],
      ['add_0', 'dense_0', 'dense_1'],
      ['dense_2', 'add_0'],
      ['concat_0', 'dense_1', 'dense_0'],
    ],
  )
  assert.equal(graph.inputs, ['input_0', 'input_1'])
  assert.equal(graph.outputs, ['dense_2', 'concat_0'])
})

test('a node keeps all its fields and gains only its name and its inputs by name', () => {
  const x = input(2)
  const { nodes } = collect([{ node: x }], [{ node: connect(dense(3, 'silu', { bias: false, init: 'glorot' }), x) }])
  assert.equal(nodes, [
    { kind: 'input', name: 'input_0', from: [], units: 2 },
    { kind: 'dense', name: 'dense_0', from: ['input_0'], units: 3, activation: 'silu', bias: false, init: 'glorot' },
  ])
})

test('automatic names step around names that were given', () => {
  const x = input(2, 'dense_1')
  const first = connect(dense(2), x)
  const second = connect(dense(2), first)
  const third = connect(dense(2, 'relu', { name: 'dense_0' }), second)
  assert.equal(namesOf([x], [third]), ['dense_1', 'dense_2', 'dense_3', 'dense_0'])
})

test('a key of the list names a node that has no name', () => {
  const x = input(2)
  const y = connect(dense(2), x)
  const graph = collect([{ node: x, name: 'angles' }], [{ node: y, name: 'hand' }])
  assert.equal(
    graph.nodes.map(({ name }) => name),
    ['angles', 'hand'],
  )
  assert.equal([graph.inputs, graph.outputs], [['angles'], ['hand']])
})

test('names that clash are refused', async () => {
  const x = input(2, 'x')
  const y = connect(dense(2, 'relu', { name: 'y' }), x)
  const list = (name?: string) => [{ node: y, name }]
  assert.equal(collect([{ node: x }], list('y')).outputs, ['y'])
  await refuses(() => collect([{ node: x }], list('hand')), {
    code: 'BAD_MODEL',
    says: ['one node is called both "y" and "hand"'],
  })
  const twin = connect(dense(2, 'relu', { name: 'x' }), x)
  await refuses(() => namesOf([x], [twin]), { code: 'BAD_MODEL', says: ['two nodes are called "x"'] })
})

test('a chain of 20,000 nodes and a graph of 2⁴⁰ paths are collected without recursion or repetition', () => {
  const x = input(2)
  let chain: NodeSpec = x
  for (let k = 0; k < 20_000; k++) chain = connect(activation('tanh'), chain)
  assert.is(namesOf([x], [chain]).at(-1), 'activation_19999')
  let diamonds: NodeSpec = x
  for (let k = 0; k < 40; k++) diamonds = add(diamonds, diamonds)
  assert.is(namesOf([x], [diamonds]).length, 41)
})

test('values made by hand that read themselves or what is no node are refused', async () => {
  const loop: { kind: 'add'; from: NodeSpec[] } = { kind: 'add', from: [] }
  loop.from.push(input(2), { kind: 'concat', from: [loop, input(2)] })
  await refuses(() => namesOf([], [loop]), { code: 'BAD_MODEL', says: ['node reads itself'] })
  const broken = { kind: 'add', from: [input(2), 'x'] } as unknown as NodeSpec
  await refuses(() => namesOf([], [broken]), { code: 'BAD_MODEL', says: ['what add reads at 2 is "x", not a node'] })
})

test.run()
