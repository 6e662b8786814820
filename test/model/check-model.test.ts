import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sequential } from '../../src/model/build.js'
import { checkModel } from '../../src/model/check-model.js'
import { dense } from '../../src/model/layer-specs.js'
import { refuses } from '../helpers/refuses.js'

const net = sequential({ input: 3, seed: 1 }, [dense(2, 'tanh'), dense(1)])
const standardization = { input_0: { mean: [1, 2, 3], scale: [1, 1, 0.5] } }
const columns = { input_0: ['a', 'b', 'c'], dense_1: ['d'] }

test('a model passes as it is, with everything it carries', () => {
  const full = { ...net, standardization, columns, classes: { dense_1: ['no', 'yes'] } }
  assert.is(checkModel(net, 'fit'), net)
  assert.is(checkModel(full, 'fit'), full)
  assert.is(checkModel(structuredClone(full), 'fit').params.length, net.params.length)
})

function withParam(at: number, value: number) {
  const params = net.params.slice()
  params[at] = value
  return { ...net, params }
}

const bad: [what: string, value: unknown, says: string][] = [
  ['undefined', undefined, 'the model is undefined'],
  ['a text', 'model', 'the model is "model"'],
  ['a list', [net], 'the model is an array'],
  ['a promise of a model', Promise.resolve(net), 'the model is a Promise'],
  ['a graph alone', net.graph, 'the model is an object'],
  ['no params', { graph: net.graph }, 'the params are undefined'],
  ['params from JSON', JSON.parse(JSON.stringify(net)), 'the params are an object, not a Float32Array'],
  ['params as a list', { ...net, params: [...net.params] }, 'the params are an array, not a Float32Array'],
  ['whole numbers', { ...net, params: new Int32Array(11) }, 'the params are a Int32Array'],
  ['one too few', { ...net, params: net.params.subarray(1) }, 'the params hold 10 numbers but the graph takes 11'],
  ['NaN', withParam(7, Number.NaN), 'dense_0/bias holds NaN (params[7])'],
  ['infinity', withParam(10, Number.NEGATIVE_INFINITY), 'dense_1/bias holds -Infinity (params[10])'],
  ['another graph', { ...net, graph: { ...net.graph, outputs: ['dense_9'] } }, 'the outputs list "dense_9"'],
  ['widths that clash', clashing(), 'add "dense_1" joins "input_0" of 3 units with "dense_0" of 2'],
  ['no parameters', unparameterised(), 'the model has no parameters'],
  ['standardization null', { ...net, standardization: null }, 'standardization is null'],
  [
    'an unknown node',
    { ...net, standardization: { x: { mean: [], scale: [] } } },
    'an entry for "x", which is no input',
  ],
  ['a hidden node', { ...net, classes: { dense_0: ['a'] } }, 'classes has an entry for "dense_0", which is no input'],
  [
    'a mean too few',
    { ...net, standardization: scaled([0, 0], [1, 1, 1]) },
    'must be { mean, scale }, 3 finite numbers each',
  ],
  ['a scale of 0', { ...net, standardization: scaled([0, 0, 0], [1, 0, 1]) }, 'scales above 0'],
  ['a mean of NaN', { ...net, standardization: scaled([0, Number.NaN, 0], [1, 1, 1]) }, 'finite numbers'],
  ['no entry', { ...net, standardization: { input_0: null } }, 'standardization of "input_0" must be'],
  ['classes as numbers', { ...net, classes: { dense_1: [0, 1] } }, 'classes of "dense_1" must be a list of texts'],
  ['columns as text', { ...net, columns: { input_0: 'abc' } }, 'columns of "input_0" must be a list of texts'],
]

function scaled(mean: number[], scale: number[]) {
  return { input_0: { mean, scale } }
}

function clashing() {
  const nodes = net.graph.nodes.map(node =>
    node.name === 'dense_1' ? { kind: 'add', name: 'dense_1', from: ['input_0', 'dense_0'] } : node,
  )
  return { ...net, graph: { ...net.graph, nodes } }
}

function unparameterised() {
  const nodes = [net.graph.nodes[0], { kind: 'activation', name: 'a', from: ['input_0'], activation: 'sin' }]
  return { graph: { nodes, inputs: ['input_0'], outputs: ['a'] }, params: new Float32Array(0) }
}

for (const [what, value, says] of bad)
  test(`refused: ${what}`, () => refuses(() => checkModel(value, 'predict'), { code: 'BAD_MODEL', says: [says] }))

test('the message begins with the function that was called', () =>
  refuses(() => checkModel({}, 'predict'), { code: 'BAD_MODEL', says: [/^predict: the model is an object\. Build/] }))

test.run()
