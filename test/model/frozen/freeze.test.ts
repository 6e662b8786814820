import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense, freeze, load, save, sequential, summary, unfreeze } from '../../../src/index.js'
import { refuses } from '../../helpers/refuses.js'

const net = sequential({ input: 784, seed: 1 }, [dense(500, 'relu', { trainable: false }), dense(10)])

const flags = (model: typeof net) => model.graph.nodes.map(node => 'trainable' in node && node.trainable)

test('trainable: false is a field of the node, true is none', () => {
  assert.equal(flags(net), [false, false, false])
  assert.equal('trainable' in net.graph.nodes[2], false)
  assert.equal(net.graph.nodes[1], { ...net.graph.nodes[1], trainable: false })
  assert.equal(dense(2, 'tanh', { trainable: true }), dense(2, 'tanh'))
})

test('the first parameters do not depend on what is frozen', () => {
  assert.equal(net.params, sequential({ input: 784, seed: 1 }, [dense(500, 'relu'), dense(10)]).params)
})

test('freeze and unfreeze change the layers named, or all, of a model of their own', () => {
  const frozen = (model: typeof net) =>
    model.graph.nodes.filter(node => 'trainable' in node && node.trainable === false).map(({ name }) => name)
  const before = structuredClone(net)
  assert.equal(frozen(freeze(net)), ['dense_0', 'dense_1'])
  assert.equal(frozen(freeze(net, 'dense_1')), ['dense_0', 'dense_1'])
  assert.equal(frozen(unfreeze(net)), [])
  assert.equal(frozen(unfreeze(freeze(net), ['dense_1'])), ['dense_0'])
  assert.equal(unfreeze(net).graph, sequential({ input: 784 }, [dense(500, 'relu'), dense(10)]).graph)
  const own = freeze(net)
  own.params[0] = 7
  assert.equal(net, before)
})

test('a file keeps what is frozen, and every bit of it', () => {
  const loaded = load(save(net))
  assert.equal(loaded, net)
  assert.equal(load(save(net), { into: unfreeze(net) }), unfreeze(net))
})

test('a summary says what is frozen and counts both', () => {
  assert.is(
    summary(net),
    [
      'node     layer              reads    units  parameters',
      '------------------------------------------------------',
      'input_0  input                         784           0',
      'dense_0  dense relu frozen  input_0    500     392,500',
      'dense_1  dense linear       dense_0     10       5,010',
      '------------------------------------------------------',
      '397,510 parameters (5,010 trained, 392,500 frozen), float32, 1,590,040 bytes',
    ].join('\n'),
  )
})

for (const [what, call, says] of [
  ['an unknown layer', () => freeze(net, 'dense_9'), 'freeze: layers holds "dense_9"'],
  ['a node without parameters', () => unfreeze(net, ['dense_0', 'input_0']), 'unfreeze: layers holds "input_0"'],
  ['no name', () => freeze(net, []), 'freeze: layers holds'],
  [
    'a number',
    () => freeze(net, 0 as never),
    'freeze: layers holds 0. Pass names of layers with parameters; the model has dense_0, dense_1.',
  ],
  ['undefined among names', () => freeze(net, [undefined] as never), 'freeze: layers holds undefined'],
  ['a flag that is a text', () => dense(2, 'tanh', { trainable: 'no' as never }), 'dense: trainable is "no"'],
  ['the word of the result', () => dense(2, 'tanh', { frozen: true } as never), 'trainable: false'],
] as const)
  test(`${what} is refused`, () => refuses(call, { code: 'BAD_OPTION', says: [says] }))

test('a graph whose flag is no flag is refused, and a model that is none', async () => {
  const nodes = net.graph.nodes.map(node => (node.kind === 'dense' ? { ...node, trainable: 0 } : node))
  await refuses(() => summary({ ...net, graph: { ...net.graph, nodes } } as never), {
    code: 'BAD_MODEL',
    says: ['node "dense_0": trainable is 0'],
  })
  await refuses(() => freeze({} as never), { code: 'BAD_MODEL' })
})

test.run()
