/** Arrays, bytes and signals of another realm, as test runners and frames bring them, in every place that takes some. */
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  csvDataSet,
  csvInputs,
  dense,
  dispose,
  evaluate,
  type FitOptions,
  fit,
  idxDataSet,
  libsvmDataSet,
  load,
  type Model,
  npyDataSet,
  predict,
  save,
  sequential,
  smwGN,
  smwNG,
  split,
  summary,
  type TrainingData,
} from '../src/index.js'
import { fromHex, utf8 } from './helpers/bytes.js'
import { nodeGlobals, otherRealm, packageIn } from './helpers/realm.js'
import { refuses } from './helpers/refuses.js'

const other = otherRealm()
const [n, d] = [40, 2]
const numbers = Array.from({ length: n * d }, (_, i) => Math.sin(i * 1.7))
const classes = Array.from({ length: n }, (_, i) => (numbers[i * d] > 0 ? 1 : 0) + (numbers[i * d + 1] > 0 ? 1 : 0))
const x = { data: Float32Array.from(numbers), shape: [n, d] as const }
const foreignX = { data: other.Float32Array.from(numbers), shape: [n, d] as const }
const net = sequential({ input: d, seed: 0 }, [dense(6, 'tanh'), dense(3)])
const options = { optimizer: smwNG(), steps: 6, threads: 1 }

test.after(() => dispose())

async function paramsOf(data: TrainingData, more: FitOptions = {}, from: Model = net): Promise<readonly number[]> {
  return [...(await fit(from, data, { ...options, ...more })).model.params]
}

test('the second realm is one: its arrays are instances of nothing here', () => {
  assert.not(foreignX.data instanceof Float32Array)
  assert.not(otherRealm().Float32Array === other.Float32Array)
})

test('inputs, labels, weights, validation data and parameters of another realm train to the same bits', async () => {
  const y = Int32Array.from(classes)
  const weights = Float64Array.from(classes, label => 1 + label)
  const expected = await paramsOf({ x, y, weights }, { validation: { x, y } })
  const foreign = {
    x: foreignX,
    y: other.Int32Array.from(classes),
    weights: other.Float64Array.from(weights),
  }
  const from = { ...net, params: other.Float32Array.from(net.params) }
  assert.equal(await paramsOf(foreign, { validation: { x: foreignX, y: foreign.y } }, from), expected)
})

test('labels of another realm are classes, whatever their type is', async () => {
  const expected = await paramsOf({ x, y: Int32Array.from(classes) })
  for (const y of [other.Int32Array.from(classes), other.Uint8Array.from(classes), Buffer.from(classes)]) {
    const { model } = await fit(net, { x: foreignX, y }, options)
    assert.equal(model.losses, { dense_1: 'softmaxCrossEntropy' })
    assert.equal([...model.params], expected)
  }
})

test('shared memory and half floats hold numbers like any other', async () => {
  const shared = new Float32Array(new SharedArrayBuffer(4 * n * d))
  shared.set(x.data)
  const foreign = new other.Float32Array(new other.SharedArrayBuffer(4 * n * d))
  foreign.set(x.data)
  const y = Int32Array.from(classes)
  const expected = await paramsOf({ x, y })
  assert.equal(await paramsOf({ x: { ...x, data: shared }, y }), expected)
  assert.equal(await paramsOf({ x: { ...x, data: foreign }, y }), expected)
  const { Float16Array } = globalThis as { Float16Array?: new (values: readonly number[]) => Float32Array }
  if (!Float16Array) return
  const halves = new Float16Array(numbers)
  const rounded = { data: Float32Array.from(halves), shape: [n, d] as const }
  assert.equal(await paramsOf({ x: { data: halves, shape: [n, d] }, y }), await paramsOf({ x: rounded, y }))
})

test('what holds no numbers is refused in every place, and says how it becomes some', async () => {
  const y = Int32Array.from(classes)
  const wide = BigInt64Array.from(classes, BigInt)
  for (const bigs of [wide, other.BigInt64Array.from(classes, BigInt)]) {
    const cure = ['bigint', 'Float64Array.from(values, Number)']
    await refuses(() => fit(net, { x: bigs as never, y }, options), { code: 'BAD_VALUE', says: cure })
    await refuses(() => predict(net, { data: bigs, shape: [n / d, d] } as never), { code: 'BAD_VALUE', says: cure })
    await refuses(() => fit(net, { x, y: bigs as never }, options), { code: 'BAD_VALUE', says: cure })
  }
  for (const view of [new DataView(x.data.buffer), new other.DataView(new ArrayBuffer(8))]) {
    await refuses(() => fit(net, { x: view as never, y }, options), { code: 'BAD_VALUE', says: ['x is a DataView'] })
    await refuses(() => predict(net, view as never), { code: 'BAD_VALUE', says: ['x is a DataView'] })
  }
})

test('predict, evaluate, save, load, summary and split take them', async () => {
  const { model } = await fit(net, { x, y: Int32Array.from(classes) }, options)
  const foreign = { ...model, params: other.Float32Array.from(model.params) }
  const y = other.Int32Array.from(classes)
  assert.equal((await predict(foreign, foreignX)).data, (await predict(model, x)).data)
  assert.equal(
    await predict(foreign, other.Float32Array.of(1, 2) as never).catch(error => error.code),
    'SHAPE_MISMATCH',
  )
  assert.equal(await evaluate(foreign, { x: foreignX, y }), await evaluate(model, { x, y: Int32Array.from(classes) }))
  assert.equal(save(foreign), save(model))
  const bytes = other.Uint8Array.from(save(model))
  for (const given of [bytes, bytes.buffer, Buffer.from(bytes)]) assert.equal(load(given), model)
  assert.equal(load(bytes, { into: foreign }), model)
  assert.is(summary(foreign), summary(model))
  const set = { x: foreignX, y, task: 'classification', standardize: false, hints: [] } as const
  assert.equal((split(set, 0.5).test.y as Int32Array).length, n / 2)
})

test('a run is resumed and its signal obeyed', async () => {
  const data = { x, y: Int32Array.from(classes) }
  const half = await fit(net, data, { ...options, steps: 6, flops: 1 })
  assert.is(half.stopped, 'flops')
  const resume = other.Uint8Array.from(half.checkpoint)
  assert.equal(await paramsOf(data, { resume }), await paramsOf(data))
  const heard: (() => void)[] = []
  const signal = {
    aborted: false,
    addEventListener: (_: string, listener: () => void) => heard.push(listener),
    removeEventListener: () => heard.pop(),
  } as never as AbortSignal
  const { stopped } = await fit(net, data, { ...options, steps: 1000, signal, onStep: () => heard[0]() })
  assert.is(stopped, 'aborted')
  assert.equal(heard.length, 0)
  for (const no of [{}, 'abort', new AbortController(), { aborted: false }])
    await refuses(() => fit(net, data, { signal: no as never }), { code: 'BAD_OPTION', says: ['signal is'] })
})

test('readers of files take bytes of another realm and shared ones', async () => {
  const csv = utf8('a,b\n1,2\n3,4\n')
  const images = fromHex(`00000803000000020000000100000001${'05'}${'06'}`)
  const labels = fromHex(`0000080100000002${'00'}${'01'}`)
  const header = utf8("{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }".padEnd(117))
  const npy = Uint8Array.from([...fromHex('934e554d505901007600'), ...header, 10, 5, 6])
  const packed = new Uint8Array(gzipSync(csv))
  const shared = (bytes: Uint8Array) => {
    const copy = new Uint8Array(new SharedArrayBuffer(bytes.length))
    copy.set(bytes)
    return copy
  }
  for (const of of [
    (bytes: Uint8Array) => other.Uint8Array.from(bytes),
    shared,
    (bytes: Uint8Array) => Buffer.from(bytes),
  ]) {
    assert.equal(await csvDataSet(of(csv), { target: 'b' }), await csvDataSet(csv, { target: 'b' }))
    assert.equal(await csvDataSet(of(packed), { target: 'b' }), await csvDataSet(csv, { target: 'b' }))
    assert.equal(await csvInputs(of(csv), ['a']), await csvInputs(csv, ['a']))
    assert.equal(await libsvmDataSet(of(utf8('1 1:2\n0 1:3\n'))), await libsvmDataSet(utf8('1 1:2\n0 1:3\n')))
    assert.equal(await idxDataSet(of(images), of(labels)), await idxDataSet(images, labels))
    assert.equal(await npyDataSet(of(npy), of(npy)), await npyDataSet(npy, npy))
  }
})

test('the package in a realm of its own, as in Jest: a pool trains there what is trained here, and predict takes it', async () => {
  const { woodbury, realm } = await packageIn(nodeGlobals())
  const data = { x, y: Int32Array.from(classes) }
  const more = { threads: 2, steps: 8, dtype: 'float64' } as const
  const here = await fit(net, data, { ...more, optimizer: smwGN() })
  const there = await woodbury.fit(net, data, { ...more, optimizer: woodbury.smwGN() })
  assert.equal([there.place, ...there.warnings], ['pool'])
  assert.ok(there.model.params instanceof realm.Float64Array)
  assert.equal([...there.model.params], [...here.model.params])
  const { data: predicted } = await woodbury.predict(there.model, x)
  assert.equal([...predicted], [...(await predict(here.model, x)).data])
  assert.equal([...woodbury.load(woodbury.save(there.model)).params], [...here.model.params])
  const resume = there.checkpoint
  const on = await woodbury.fit(net, data, { ...more, steps: 8, optimizer: woodbury.smwGN(), resume })
  assert.equal([...on.model.params], [...here.model.params])
  await woodbury.dispose()
})

test.run()
