import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checkGraph } from '../../src/model/check-graph.js'
import { refuses } from '../helpers/refuses.js'

const input = { kind: 'input', name: 'x', from: [], units: 3 }
const dense = { kind: 'dense', name: 'd', from: ['x'], units: 2, activation: 'tanh', bias: true, init: 'auto' }
const sound = { nodes: [input, dense], inputs: ['x'], outputs: ['d'] }
const withDense = (fields: object) => ({ ...sound, nodes: [input, { ...dense, ...fields }] })

test('a sound graph passes, unchanged', () => {
  const before = structuredClone(sound)
  checkGraph(sound, 'fit')
  assert.equal(sound, before)
})

const bad: [what: string, graph: unknown, says: string][] = [
  ['null', null, 'the graph is null.'],
  ['a text', 'graph', 'the graph is "graph".'],
  ['an empty object', {}, 'lacks its lists of nodes, inputs and outputs'],
  ['outputs that are no list', { ...sound, outputs: 'd' }, 'lacks its lists'],
  ['a node that is null', { ...sound, nodes: [null] }, 'node 0 has no name'],
  ['a node without a name', withDense({ name: undefined }), 'node 1 has no name'],
  ['a name with a slash', withDense({ name: 'a/b' }), 'node 1 has no name'],
  ['a misspelt kind', withDense({ kind: 'dens' }), 'node "d": kind is "dens". Did you mean "dense"?'],
  ['a kind of every object', withDense({ kind: 'toString' }), 'node "d": kind is "toString". Known: "input"'],
  ['half a unit', withDense({ units: 2.5 }), 'node "d": units is 2.5.'],
  ['units as text', withDense({ units: '2' }), 'node "d": units is "2".'],
  ['an input of no units', { ...sound, nodes: [{ ...input, units: 0 }, dense] }, 'node "x": units is 0.'],
  ['softmax', withDense({ activation: 'softmax' }), 'node "d": activation is "softmax"'],
  ['a bias that is 1', withDense({ bias: 1 }), 'node "d": bias is 1.'],
  ['an unknown init', withDense({ init: 'zeros' }), 'node "d": init is "zeros".'],
  [
    'an activation node without one',
    { ...sound, nodes: [input, { kind: 'activation', name: 'd', from: ['x'] }] },
    'node "d": activation is undefined.',
  ],
  ['no list of inputs', withDense({ from: undefined }), 'node "d" does not list the nodes it reads'],
  ['an unknown node read', withDense({ from: ['y'] }), 'node "d" reads "y", which no earlier node is called'],
  ['a node that reads itself', withDense({ from: ['d'] }), 'node "d" reads "d", which no earlier node'],
  ['a later node read', { ...sound, nodes: [dense, input] }, 'node "d" reads "x", which no earlier node'],
  ['a name twice', { ...sound, nodes: [input, dense, dense] }, 'two nodes are called "d"'],
  ['no inputs', { ...sound, inputs: [] }, 'the model has no inputs'],
  ['no outputs', { ...sound, outputs: [] }, 'the model has no outputs'],
  ['an output twice', { ...sound, outputs: ['d', 'd'] }, '"d" stands twice among the outputs'],
  ['an unknown output', { ...sound, outputs: ['e'] }, 'the outputs list "e", which no node is called'],
  ['an input as output', { ...sound, outputs: ['d', 'x'] }, 'the outputs list "x", which is a node of kind input'],
  ['a dense as input', { ...sound, inputs: ['x', 'd'] }, 'the inputs list "d", which is a node of kind dense'],
  [
    'an input that is not listed',
    {
      nodes: [input, { ...input, name: 'y' }, { kind: 'add', name: 'd', from: ['x', 'y'] }],
      inputs: ['x'],
      outputs: ['d'],
    },
    'input "y" is read but not listed',
  ],
  [
    'an input that nothing reads',
    { nodes: [input, { ...input, name: 'y' }, dense], inputs: ['x', 'y'], outputs: ['d'] },
    'nothing reads input "y"',
  ],
  [
    'a layer that nothing reads',
    { ...sound, nodes: [input, dense, { ...dense, name: 'e' }] },
    'nothing reads dense "e" and it is no output',
  ],
]
for (const [what, graph, says] of bad)
  test(`refused: ${what}`, async () =>
    refuses(() => checkGraph(graph, 'fit'), { code: 'BAD_MODEL', says: [/^fit: /, says] }))

test.run()
