import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { dense } from '../../src/model/layer-specs.js'
import { add, concat, connect, input, type NodeSpec } from '../../src/model/node-specs.js'
import { refuses } from '../helpers/refuses.js'

test('nodes are plain values that hold the nodes they read', () => {
  const x = input(3, 'angles')
  const h = connect(dense(3, 'tanh'), x)
  assert.equal(x, { kind: 'input', name: 'angles', units: 3, from: [] })
  assert.equal(h, { ...dense(3, 'tanh'), from: [x] })
  assert.equal(add(h, x, h), { kind: 'add', from: [h, x, h] })
  assert.equal(concat(x, h), { kind: 'concat', from: [x, h] })
  assert.equal(structuredClone(h), h)
})

test('connect makes a new node every time, so that parameters are never shared', () => {
  const layer = dense(3)
  const x = input(3)
  assert.is.not(connect(layer, x), connect(layer, x))
})

const x = input(3)
const garbage: [() => unknown, string][] = [
  [() => connect(x as never, dense(3) as never), 'connect: the second argument is an object, not a node'],
  [() => connect(x as never, x), 'connect: the first argument is a node, not a layer'],
  [() => connect(undefined as never, x), 'connect: the first argument is undefined, not a layer'],
  [() => connect({ kind: 'conv' } as never, x), 'connect: the first argument is an object, not a layer'],
  [() => connect(dense(3), [x] as never), 'connect: the second argument is an array, not a node'],
  [() => add(x, null as unknown as NodeSpec), 'add: argument 2 is null, not a node'],
  [() => concat(3 as unknown as NodeSpec, x), 'concat: argument 1 is 3, not a node'],
]
for (const [call, text] of garbage)
  test(`refused: ${text}`, async () => refuses(call, { code: 'BAD_MODEL', says: [text] }))

test('input checks its units and its name', async () => {
  await refuses(() => input(0), { code: 'BAD_OPTION', says: ['input: units is 0.'] })
  await refuses(() => input(3, 'a/b'), { code: 'BAD_OPTION', says: ['input: name is "a/b".'] })
})

test.run()
