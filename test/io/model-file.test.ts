import * as fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { load, modelFromFile, modelToFile, OPTIMIZER_PREFIX, save } from '../../src/io/model-file.js'
import { decode, encode, type Tensor, type TensorFile } from '../../src/io/safetensors.js'
import { model, sequential } from '../../src/model/build.js'
import type { Model } from '../../src/model/graph.js'
import { activation, dense } from '../../src/model/layer-specs.js'
import { add, concat, connect, input } from '../../src/model/node-specs.js'
import { fromBase64, utf8 } from '../helpers/bytes.js'
import { refuses } from '../helpers/refuses.js'
import { randomModel } from '../model/random-model.js'
import { readNaively } from './naive-reader.js'

const bits = ({ params }: Model) => Buffer.from(params.buffer, params.byteOffset, params.byteLength)

const net = (units: number, seed = 1) => sequential({ input: 4, seed }, [dense(units, 'tanh'), dense(3)])

test('a saved model comes back with every field and every bit', () => {
  const small = sequential({ input: 2, dtype: 'float64' }, [dense(3)])
  small.params.set([-0, 5e-324, 1e308, Math.PI])
  const full: Model = {
    ...small,
    standardization: {
      input_0: { mean: [0.1, 1e-300], scale: [1 / 3, 1e300] },
      dense_0: { mean: [1, 2, 3], scale: [1, 1, 1] },
    },
    classes: { dense_0: ['nein', 'ja, "später"', '☃'] },
    columns: { input_0: ['a b', ''] },
  }
  const back = load(save(full))
  assert.equal(back, full)
  assert.ok(bits(back).equals(bits(full)))
  assert.is(Object.keys(load(save(small))).join(), 'graph,params')
})

test('random models come back bit for bit, and a second save gives the same bytes', () => {
  fc.assert(
    fc.property(randomModel, ({ model: made }) => {
      const bytes = save(made)
      const back = load(bytes)
      assert.equal(back, made)
      assert.ok(bits(back).equals(bits(made)))
      assert.equal(save(back), bytes)
    }),
    { seed: 6, numRuns: 200 },
  )
})

test('another reader finds the kernels as [in, out] and the biases under their names', () => {
  const made = net(2)
  const { tensors, metadata } = readNaively(save(made))
  const found = Object.fromEntries(tensors.map(({ name, dtype, shape, values }) => [name, { dtype, shape, values }]))
  const part = (from: number, to: number) => [...made.params.subarray(from, to)]
  assert.equal(found, {
    'dense_0/kernel': { dtype: 'F32', shape: [4, 2], values: part(0, 8) },
    'dense_0/bias': { dtype: 'F32', shape: [2], values: part(8, 10) },
    'dense_1/kernel': { dtype: 'F32', shape: [2, 3], values: part(10, 16) },
    'dense_1/bias': { dtype: 'F32', shape: [3], values: part(16, 19) },
  })
  const description = JSON.parse(metadata?.woodbury as string)
  assert.is(description.version, 1)
  assert.equal(description.graph, made.graph)
})

/** Written by the reference implementation in Python: 3-2-1 with kernel 0, ¼ … 1¼ and so on. */
const fromPython = fromBase64(
  'MAEAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJucCJ9LCJkZW5zZV8wL2JpYXMiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzJdLCJkYXRh' +
    'X29mZnNldHMiOlswLDhdfSwiZGVuc2VfMC9rZXJuZWwiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzMsMl0sImRhdGFfb2Zmc2V0cyI6WzgsMzJd' +
    'fSwiZGVuc2VfMS9iaWFzIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsxXSwiZGF0YV9vZmZzZXRzIjpbMzIsMzZdfSwiZGVuc2VfMS9rZXJuZWwi' +
    'OnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzIsMV0sImRhdGFfb2Zmc2V0cyI6WzM2LDQ0XX19ICAgAADAvwAAIEAAAAAAAACAPgAAAD8AAEA/AACA' +
    'PwAAoD8AAEBAAACAPwAAAEA=',
)

test('weights from Python are loaded into a model of their shapes, in either dtype', async () => {
  const values = [0, 0.25, 0.5, 0.75, 1, 1.25, -1.5, 2.5, 1, 2, 3]
  for (const dtype of ['float32', 'float64'] as const) {
    const into = sequential({ input: 3, dtype }, [dense(2, 'relu'), dense(1)])
    const back = load(fromPython, { into })
    assert.equal([...back.params], values)
    assert.is(back.params.constructor, into.params.constructor)
    assert.equal(back.graph, into.graph)
  }
  await refuses(() => load(fromPython), {
    code: 'BAD_FILE',
    says: ['no model (no metadata "woodbury")', '{ into: model }'],
  })
})

const rival = (...layers: Parameters<typeof sequential>[1]) => sequential({ input: 4 }, layers)
const others: [what: string, file: Model, into: Model, says: string][] = [
  ['20 units into 30', net(20), net(30), 'load: dense_0/kernel: file 4x20, model 4x30.'],
  [
    'a layer more in the file',
    rival(dense(20, 'tanh'), dense(20, 'tanh'), dense(3)),
    net(20),
    'load: dense_1/kernel: file 20x20, model 20x3.',
  ],
  [
    'a layer more in the model',
    net(20),
    rival(dense(20, 'tanh'), dense(20, 'tanh'), dense(3)),
    'load: dense_1/kernel: file 20x3, model 20x20.',
  ],
  [
    'the same shapes under other names',
    net(20),
    rival(dense(20, 'tanh', { name: 'hidden' }), dense(3)),
    'load: hidden/kernel: not in the file, model 4x20. The file has dense_0/bias, dense_0/kernel',
  ],
  [
    'a bias that the model lacks',
    net(20),
    rival(dense(20, 'tanh', { bias: false }), dense(3)),
    'load: dense_0/bias: file 20, not in the model.',
  ],
  [
    'a bias that the file lacks',
    rival(dense(20, 'tanh', { bias: false }), dense(3)),
    net(20),
    'load: dense_0/bias: not in the file, model 20.',
  ],
  [
    'another activation',
    net(20),
    rival(dense(20, 'relu'), dense(3)),
    'load: dense_0: file dense tanh of input 0, model dense relu of input 0.',
  ],
  [
    'an activation more',
    net(20),
    rival(dense(20, 'tanh'), activation('sin'), dense(3)),
    'load: dense_1: file dense linear of dense_0, model dense linear of activation_0.',
  ],
]
for (const [what, file, into, says] of others)
  test(`refused, the model in memory unchanged: ${what}`, async () => {
    const before = structuredClone(into)
    await refuses(() => load(save(file), { into }), { code: 'BAD_FILE', says: [says] })
    assert.equal(into, before)
  })

test('a sum and its parts side by side differ although every tensor fits', () => {
  const build = (join: typeof add) => {
    const [a, b] = [input(2, 'a'), input(2, 'b')]
    const h = join(connect(dense(2), a), connect(dense(2), b))
    return model([a, b], { y: h, z: connect(dense(1), a) })
  }
  return refuses(() => load(save(build(add)), { into: build(concat) }), {
    code: 'BAD_FILE',
    says: ['y: file add of dense_0, dense_1, model concat of dense_0, dense_1'],
  })
})

test('load into: parameters and constants come from the file, the model passed stays as it is', () => {
  const file: Model = { ...net(5, 1), columns: { input_0: ['a', 'b', 'c', 'd'] } }
  const into: Model = { ...net(5, 2), classes: { dense_1: ['x', 'y', 'z'] } }
  const before = structuredClone(into)
  assert.equal(load(save(file), { into }), file)
  assert.equal(into, before)
})

test('load into: a file without a description leaves the constants of the model', () => {
  const into: Model = { ...net(5, 2), classes: { dense_1: ['x', 'y', 'z'] } }
  const { tensors } = modelToFile(net(5, 1))
  const back = load(encode({ tensors, metadata: new Map() }), { into })
  assert.equal(back, { ...into, params: net(5, 1).params })
})

test('load into: inputs may have other names, since no tensor is named after them', () => {
  const into = sequential({ input: 4, seed: 2, name: 'x' }, [dense(20, 'tanh'), dense(3)])
  assert.equal(load(save(net(20)), { into }), { graph: into.graph, params: net(20).params })
})

test('float64 weights are rounded for a float32 model, float32 ones are exact in float64', () => {
  const [narrow, wide] = (['float32', 'float64'] as const).map(dtype =>
    sequential({ input: 4, seed: 1, dtype }, [dense(20, 'tanh'), dense(3)]),
  )
  assert.equal(load(save(wide), { into: narrow }).params, Float32Array.from(wide.params))
  assert.equal(load(save(narrow), { into: wide }).params, Float64Array.from(narrow.params))
})

const change = (edit: (description: Record<string, unknown>) => unknown): Uint8Array => {
  const { tensors, metadata } = modelToFile(net(2))
  const description = edit(JSON.parse(metadata.get('woodbury') as string))
  return encode({ tensors, metadata: new Map([['woodbury', JSON.stringify(description)]]) })
}
const withTensor = (name: string, tensor: Tensor | undefined): TensorFile => {
  const { tensors, metadata } = modelToFile(net(2))
  const changed = new Map(tensors)
  if (tensor) changed.set(name, tensor)
  else changed.delete(name)
  return { tensors: changed, metadata }
}
const floats = (...shape: number[]): Tensor => ({
  dtype: 'F32',
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
})
const nan: Tensor = { dtype: 'F32', shape: [2], data: new Float32Array([0, Number.NaN]) }

const bad: [what: string, bytes: unknown, says: string][] = [
  ['a path', 'arm.safetensors', 'Pass the bytes of the file'],
  ['an HTML page', utf8('<html></html>'), 'web page'],
  ['a newer version', change(d => ({ ...d, version: 2 })), 'version 2, newer than 1. Update woodbury'],
  ['no version', change(({ version: _, ...d }) => d), 'has no version'],
  ['null for a description', change(() => null), 'has no version'],
  ['a graph of nothing', change(d => ({ ...d, graph: null })), 'the graph is null'],
  ['a graph without layers', change(d => ({ ...d, graph: { nodes: [], inputs: [], outputs: [] } })), 'no inputs'],
  ['standardization of an unknown node', change(d => ({ ...d, standardization: { y: {} } })), 'an entry for "y"'],
  ['no bias', encode(withTensor('dense_0/bias', undefined)), 'dense_0/bias: not in the file, model 2'],
  [
    'a tensor too many',
    encode(withTensor('dense_2/kernel', floats(3, 1))),
    'dense_2/kernel: file 3x1, not in the model',
  ],
  ['a transposed kernel', encode(withTensor('dense_0/kernel', floats(2, 4))), 'dense_0/kernel: file 2x4, model 4x2'],
  ['a flat kernel', encode(withTensor('dense_0/kernel', floats(8))), 'dense_0/kernel: file 8, model 4x2'],
  ['NaN', encode(withTensor('dense_0/bias', nan)), 'dense_0/bias holds NaN'],
  [
    'whole numbers',
    encode(withTensor('dense_0/bias', { dtype: 'I32', shape: [2], data: new Int32Array(2) })),
    'dense_0/bias: dtype I32, expected F32 or F64',
  ],
  [
    'a description that is no JSON',
    encode({ tensors: new Map(), metadata: new Map([['woodbury', '{']]) }),
    'the metadata "woodbury" is no JSON',
  ],
]
for (const [what, bytes, says] of bad)
  test(`refused: ${what}`, () => refuses(() => load(bytes as Uint8Array), { code: 'BAD_FILE', says: ['load: ', says] }))

test('weights beyond the range of a float32 model are refused, not infinite', () => {
  const wide = sequential({ input: 1, dtype: 'float64' }, [dense(1)])
  const huge = { ...wide, params: new Float64Array([1e39, 0]) }
  return refuses(() => load(save(huge), { into: sequential({ input: 1 }, [dense(1)]) }), {
    code: 'BAD_FILE',
    says: ['dense_0/kernel holds Infinity'],
  })
})

test('tensors of an optimiser beside the model are left out, and a layer may have their name', () => {
  const file = withTensor(`${OPTIMIZER_PREFIX}momentum`, floats(19))
  assert.equal(load(encode(file)), net(2))
  assert.equal(modelFromFile(decode(encode(file), 'fit'), 'fit'), net(2))
  const named = rival(dense(2, 'tanh', { name: 'optimizer' }))
  assert.equal(load(save(named)), named)
})

test('save refuses what is no model, load an option it does not know', async () => {
  for (const garbage of [undefined, {}, { ...net(2), params: new Float32Array(19).fill(Number.NaN) }])
    await refuses(() => save(garbage as Model), { code: 'BAD_MODEL', says: ['save: '] })
  await refuses(() => load(save(net(2)), { onto: net(2) } as object), {
    code: 'BAD_OPTION',
    says: ['load: no option "onto". Did you mean "into"?'],
  })
  await refuses(() => load(save(net(2)), { into: {} as Model }), {
    code: 'BAD_MODEL',
    says: ['load: into: the model is'],
  })
})

test('a model with a key of which no JSON can be made is refused by save', async () => {
  const one = sequential({ input: 2, seed: 1 }, [dense(2)])
  const saveWith = (odd: unknown) => save({ ...one, graph: { ...one.graph, odd } } as Model)
  await refuses(() => saveWith(10n), { code: 'BAD_MODEL', says: ['save', 'BigInt'] })
})

test.run()
