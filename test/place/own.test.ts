/** The values at the call count: arrays that are refilled on the next line, handed over, or gone already. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  csvDataSet,
  dense,
  dispose,
  evaluate,
  type FitOptions,
  fit,
  forecast,
  idxDataSet,
  load,
  predict,
  save,
  sequential,
  smwGN,
  split,
} from '../../src/index.js'
import { fromHex, utf8 } from '../helpers/bytes.js'
import { otherRealm } from '../helpers/realm.js'
import { refuses } from '../helpers/refuses.js'

const N = 200
const net = (dtype: 'float32' | 'float64' = 'float32') =>
  sequential({ input: 1, seed: 0, dtype }, [dense(12, 'tanh'), dense(1)])
const sine = (type: Float32ArrayConstructor | Float64ArrayConstructor = Float32Array) => {
  const x = new type(N).map((_, i) => i / 25 - 4)
  return { x: { data: x, shape: [N, 1] as const }, y: x.map(Math.sin) }
}
const options: FitOptions = { optimizer: smwGN(), noise: 'none', steps: 60 }

test.after(() => dispose())

for (const dtype of ['float32', 'float64'] as const)
  for (const threads of [1, 2])
    test(`${dtype}, ${threads} threads: what is written after the call trains nothing`, async () => {
      const type = dtype === 'float32' ? Float32Array : Float64Array
      const more = { ...options, threads, validation: sine(type) }
      const expected = await fit(net(dtype), sine(type), more)
      const data = { ...sine(type), weights: new Float64Array(N).fill(1) }
      const validation = sine(type)
      const model = { ...net(dtype) }
      const run = fit(model, data, { ...more, validation })
      for (const array of [data.x.data, data.y, data.weights, validation.x.data, validation.y, model.params])
        array.fill(9)
      const { model: trained, epochHistory } = await run
      const { rmse } = await evaluate(trained, sine())
      assert.ok((rmse as number) < 0.05, `rmse ${rmse}`)
      assert.equal(trained.params, expected.model.params)
      assert.equal(
        epochHistory.map(({ validationLoss }) => validationLoss),
        expected.epochHistory.map(({ validationLoss }) => validationLoss),
      )
    })

test('labels, a callback and a budget that are changed after the call change nothing', async () => {
  const classify = sequential({ input: 1, seed: 0 }, [dense(8, 'tanh'), dense(2)])
  const { x } = sine()
  const y = () => Int32Array.from(x.data, value => (value > 0 ? 1 : 0))
  const expected = await fit(classify, { x, y: y() }, { steps: 20 })
  const labels = y()
  const given: FitOptions = { steps: 20 }
  const run = fit(classify, { x, y: labels }, given)
  labels.fill(0)
  given.steps = 1
  given.onStep = () => assert.unreachable('a callback of later')
  assert.equal((await run).model.params, expected.model.params)
})

test('predict, evaluate and the readers of files take what there is at the call', async () => {
  const { model } = await fit(net(), sine(), options)
  const { x, y } = sine()
  const weights = new Float64Array(N).fill(1)
  const [expected, said] = [await predict(model, x), await evaluate(model, { x, y })]
  const mine = structuredClone(model)
  const [predicted, evaluated] = [predict(mine, x), evaluate(mine, { x, y, weights })]
  for (const array of [x.data, y, weights, mine.params]) array.fill(3)
  Object.assign(mine.graph.nodes[1], { activation: 'relu' })
  assert.equal((await predicted).data, expected.data)
  assert.equal(await evaluated, said)

  const csv = utf8('a,b\n1,2\n3,4\n')
  const images = fromHex(`00000803000000020000000100000001${'05'}${'06'}`)
  const labels = fromHex(`0000080100000002${'00'}${'01'}`)
  const read = [await csvDataSet(csv, { target: 'b' }), await idxDataSet(images, labels)]
  const again = [csvDataSet(csv, { target: 'b' }), idxDataSet(images, labels)]
  for (const bytes of [csv, images, labels]) bytes.fill(0)
  assert.equal(await Promise.all(again), read)
})

test('the copies are in the forecast: 4 bytes a number of x and y, none where they are handed over', async () => {
  const ofRun = (data = sine(), more: FitOptions = {}) => fit(net(), data, { ...options, ...more })
  const [own, handed] = [ofRun(), ofRun(sine(), { transfer: true })]
  assert.is(forecast(own) - forecast(handed), 2 * 4 * N)
  assert.is(forecast(ofRun(sine(), { validation: sine() })) - forecast(handed), 4 * 4 * N)
  assert.is(forecast(ofRun(sine(Float64Array), { transfer: true })) - forecast(handed), 2 * 4 * N, 'converted')
})

for (const threads of [1, 2])
  test(`${threads} threads: transfer hands x and y over, to the same result`, async () => {
    const more = { ...options, threads }
    const expected = await fit(net(), sine(), more)
    const data = sine()
    const run = fit(net(), data, { ...more, transfer: true })
    assert.equal([data.x.data.length, data.y.length, data.x.data.buffer.byteLength], [0, 0, 0])
    assert.equal((await run).model.params, expected.model.params)
    const gone = { code: 'BAD_VALUE', says: ['transferred away', 'copy'] } as const
    await refuses(() => fit(net(), data, more), gone)
    await refuses(() => predict(net(), data.x), gone)
    await refuses(() => evaluate(net(), data), gone)
    await refuses(() => fit(net(), sine(), { ...more, validation: data }), gone)
  })

test('what training converts, standardises or splits is handed over all the same', async () => {
  for (const more of [{ standardize: true }, { validation: 0.2 }, { dtype: 'float64' }] as const) {
    const expected = await fit(net(), sine(), { ...options, ...more })
    const data = sine()
    const run = fit(net(), data, { ...options, ...more, transfer: true })
    assert.equal([data.x.data.length, data.y.length], [0, 0])
    assert.equal((await run).model.params, expected.model.params)
  }
})

test('memory that others may use is copied, not taken: a part of a buffer, a shared one, a wasm memory', async () => {
  const expected = (await fit(net(), sine(), options)).model.params
  const [part, pages] = [new Float32Array(2 * N), new WebAssembly.Memory({ initial: 1 })]
  const shared = new Float32Array(new SharedArrayBuffer(4 * N))
  const places = [part.subarray(0, N), part.subarray(N), shared, new Float32Array(pages.buffer, 0, N)]
  for (const place of places) {
    const { x, y } = sine()
    place.set(x.data)
    const run = fit(net(), { x: { ...x, data: place }, y }, { ...options, transfer: true })
    assert.equal([place.length, y.length], [N, 0])
    place.fill(7)
    assert.equal((await run).model.params, expected)
  }
})

test('x, y and validation data over one buffer, and arrays of another realm, are handed over too', async () => {
  const expected = await fit(net(), sine(), { ...options, validation: sine() })
  const data = sine()
  const twice = await fit(net(), data, { ...options, validation: data, transfer: true })
  assert.equal(twice.model.params, expected.model.params)
  assert.is(data.x.data.length, 0)
  const same = sine().x.data
  const identity = await fit(net(), { x: same, y: same }, { ...options, transfer: true })
  assert.is(identity.stopped === 'aborted', false)
  const { Float32Array: Foreign } = otherRealm()
  const foreign = { x: Foreign.from(data.x.data.length ? [] : sine().x.data), y: Foreign.from(sine().y) }
  const run = fit(net(), foreign, { ...options, transfer: true })
  assert.is(foreign.x.length, 0)
  assert.equal((await run).model.params, (await fit(net(), sine(), options)).model.params)
})

test('a refused call leaves the caller all he had', async () => {
  const bad = sine()
  bad.y[7] = Number.NaN
  const good = sine()
  await refuses(() => fit(net(), bad, { ...options, transfer: true }), { code: 'NON_FINITE_INPUT' })
  await refuses(() => fit(net(), good, { transfer: true, resume: utf8('no checkpoint') }), { code: 'BAD_FILE' })
  await refuses(() => fit(net(), good, { transfer: 'yes' as never }), { code: 'BAD_OPTION', says: ['transfer'] })
  assert.equal([bad.x.data.length, bad.y.length, good.x.data.length, good.y.length], [N, N, N, N])
})

test('bytes, labels, weights and parameters whose memory is gone are named wherever they are passed', async () => {
  const gone = <T extends ArrayBufferView<ArrayBuffer>>(array: T): T => {
    structuredClone(0, { transfer: [array.buffer] })
    return array
  }
  const says = ['transferred away']
  const { x, y } = sine()
  const weights = gone(new Float64Array(N))
  const bytes = gone(save(net()) as Uint8Array<ArrayBuffer>)
  const model = { ...net(), params: gone(net().params as Float32Array<ArrayBuffer>) }
  await refuses(() => fit(net(), { x, y: gone(new Int32Array(N)) }, options), { says })
  await refuses(() => fit(net(), { x, y, weights }, options), { says })
  await refuses(() => evaluate(net(), { x, y, weights }), { says })
  await refuses(() => fit(net(), { x, y }, { resume: bytes }), { says })
  await refuses(() => load(bytes), { says })
  await refuses(() => load(bytes.buffer), { says })
  await refuses(() => csvDataSet(bytes, { target: 0 }), { says })
  for (const call of [() => predict(model, x), () => fit(model, { x, y }), () => save(model)])
    await refuses(call, { says })
  await refuses(() => fit(net(), { x: [gone(new Float32Array(1)), [2]], y: [1, 2] }, options), { says })
  await refuses(() => fit(net(), { x: [[2], gone(new Float32Array(1))], y: [1, 2] }, options), { says })
  const set = { x, y: gone(new Int32Array(N)), task: 'classification', standardize: false, hints: [] } as const
  await refuses(() => split({ ...set, x: { ...x, data: gone(new Float32Array(N)) } }, 0.5), { says })
})

test.run()
