/** Training beside frozen layers, through `fit`: nothing of them changes, and a head is trained as on their values. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  armData,
  connect,
  dense,
  dispose,
  evaluate,
  type FitOptions,
  fit,
  forecast,
  freeze,
  input,
  load,
  type Model,
  model,
  type Prediction,
  predict,
  save,
  sequential,
  smwGN,
} from '../../src/index.js'
import { shapesOf } from '../../src/model/shapes.js'
import { stream } from '../../src/random/index.js'
import { assertSame } from '../helpers/assert-close.js'
import { refuses } from '../helpers/refuses.js'
import { candidates, methodNames } from '../methods/problems.js'
import { distance } from '../reference/linear.js'

const base = [dense(24, 'tanh', { name: 'a' }), dense(16, 'tanh', { name: 'b' })]
const head = [dense(8, 'tanh', { name: 'c' }), dense(2, 'linear', { name: 'd' })]
const whole = sequential({ input: 3, seed: 4, name: 'x' }, [...base, ...head])
const onBase = freeze(whole, ['a', 'b'])
const data = armData({ samples: 300 })

/** Parameters of some layers, by the names of their tensors. */
function tensors({ graph, params }: Model, names: readonly string[]): Record<string, Float64Array> {
  const found: Record<string, Float64Array> = {}
  for (const { node, slots } of shapesOf(graph).nodes)
    if (names.includes(node.name))
      for (const { name, offset, size } of slots)
        found[name] = Float64Array.from(params.subarray(offset, offset + size))
  return found
}

function sameTensors(ours: Record<string, Float64Array>, theirs: Record<string, Float64Array>): void {
  assert.equal(Object.keys(ours), Object.keys(theirs))
  for (const [name, values] of Object.entries(ours)) assertSame(values, theirs[name], name)
}

const bringOwnDecay = ['adamW', 'muon', 'soap', 'bayesianRegularization']

for (const name of methodNames) {
  // One number a sample is all that it scales by, and these have two.
  if (name === 'ignd') continue
  const optimizer = candidates[name](50)

  test(`${name}: frozen layers keep every bit, in the model and in its file, and the others move`, async () => {
    const decay = bringOwnDecay.includes(name) ? {} : { weightDecay: 0.01 }
    const sets = [['a', 'b'], ['b'], ['b', 'd'], ['a', 'd']]
    // Its Newton step is that of the output layer.
    for (const frozen of name === 'dampedNewtonLastLayer' ? sets.slice(0, 2) : sets) {
      const net = freeze(whole, frozen)
      const result = await fit(net, data, { optimizer, epochs: 2, ...decay })
      const before = tensors(net, frozen)
      for (const kept of [result.model, load(save(result.model)), load(result.checkpoint)]) {
        assert.equal(kept.graph, net.graph)
        sameTensors(tensors(kept, frozen), before)
      }
      // A model that diverged is that of the start.
      const last = load(result.checkpoint)
      for (const [tensor, values] of Object.entries(tensors(last, ['a', 'b', 'c', 'd'])))
        if (!(tensor in before))
          assert.ok(distance(values, tensors(net, ['a', 'b', 'c', 'd'])[tensor]) > 1e-4, `${frozen}: ${tensor}`)
    }
  })

  test(`${name}: a head on frozen layers is trained as on their values, bit for bit`, async () => {
    const below = { ...sequential({ input: 3 }, base), params: whole.params.slice(0, 3 * 24 + 24 + 24 * 16 + 16) }
    const features = (await predict(below, data.x)) as Prediction
    const start = { ...sequential({ input: 16 }, head), params: whole.params.slice(below.params.length) }
    const options: FitOptions = { optimizer, epochs: 3, validation: 0.2, seed: 5 }
    const apart = await fit(start, { x: features, y: data.y }, options)
    const result = await fit(onBase, data, options)
    assertSame(result.model.params.slice(below.params.length), apart.model.params)
    assert.equal(
      result.epochHistory.map(({ loss, validationLoss }) => [loss, validationLoss]),
      apart.epochHistory.map(({ loss, validationLoss }) => [loss, validationLoss]),
    )
  })

  test(`${name}: a run that is stopped and resumed is the unbroken one, bit for bit, whatever the model brings`, async () => {
    for (const frozen of [['a', 'b'], ['b']]) {
      const net = freeze(whole, frozen)
      const options: FitOptions = { optimizer, validation: 0.2, seed: 3, steps: 12 }
      const checkpoints: Uint8Array[] = []
      const unbroken = await fit(net, data, {
        ...options,
        checkpointEvery: 5,
        onCheckpoint: bytes => checkpoints.push(bytes),
      })
      const other = { ...net, params: net.params.map(value => value / 3) as typeof net.params }
      const resumed = await fit(other, data, { ...options, resume: checkpoints[0] })
      assert.equal(resumed.warnings, unbroken.warnings)
      assertSame(load(resumed.checkpoint).params, load(unbroken.checkpoint).params)
      assertSame(resumed.model.params, unbroken.model.params)
      const [checkpoint] = checkpoints
      assert.equal(load(checkpoint).graph, net.graph)
    }
  })
}

test('one and two threads give the same model to 1e-5', async () => {
  for (const frozen of [['a', 'b'], ['b']]) {
    const options: FitOptions = { optimizer: smwGN(), steps: 5 }
    const one = await fit(freeze(whole, frozen), data, { ...options, threads: 1 })
    const two = await fit(freeze(whole, frozen), data, { ...options, threads: 2 })
    assert.is(two.place, 'pool')
    sameTensors(tensors(two.model, frozen), tensors(whole, frozen))
    assert.ok(distance(two.model.params, one.model.params) <= 1e-5)
  }
})

test('a checkpoint of a run with other frozen layers is refused', async () => {
  const { checkpoint } = await fit(onBase, data, { steps: 2 })
  for (const [net, layers] of [
    [whole, '[]'],
    [freeze(whole, 'a'), '["a"]'],
  ] as const)
    await refuses(() => fit(net, data, { steps: 4, resume: checkpoint }), {
      code: 'BAD_FILE',
      says: ['fit: resume: the checkpoint is of a run with frozen layers ["a","b"], this one has ', layers],
    })
})

test('a model whose layers are all frozen is refused by fit alone', async () => {
  const net = freeze(whole)
  await refuses(() => fit(net, data), { code: 'BAD_MODEL', says: ['fit: every layer with parameters is frozen'] })
  assert.equal(await predict(net, data.x), await predict(whole, data.x))
  assert.equal(await evaluate(net, data), await evaluate(whole, data))
})

test('standardisation comes before the frozen layers, early stopping keeps the best, and evaluate agrees to 1e-5', async () => {
  const far = { x: { data: data.x.data.map(v => 5 + 3 * v), shape: data.x.shape }, y: data.y }
  const test = { x: far.x, y: far.y, weights: Array.from({ length: 300 }, (_, k) => 1 + (k % 3)) }
  const result = await fit(onBase, test, {
    standardize: true,
    validation: test,
    earlyStopping: { patience: 2 },
    epochs: 12,
    optimizer: smwGN({ gradientBatch: 100 }),
  })
  assert.equal(Object.keys(result.model.standardization ?? {}).sort(), ['d', 'x'])
  const scale = result.model.standardization?.d.scale as readonly number[]
  const { targets } = await evaluate(result.model, test)
  const mean = Object.values(targets ?? {}).reduce(
    (sum, { rmse = Number.NaN }, k) => sum + (rmse / scale[k]) ** 2 / 2,
    0,
  )
  const best = result.epochHistory.find(({ epoch }) => epoch === result.best?.epoch) ?? result.epochHistory.at(-1)
  assert.ok(Math.abs(mean - (best?.validationLoss ?? Number.NaN)) <= 1e-5 * mean, `${mean}, ${best?.validationLoss}`)
})

test('a trained model keeps its constants where taking others in would change a frozen layer', async () => {
  const { model: first } = await fit(whole, data, { standardize: true, steps: 3 })
  const far = { x: { data: data.x.data.map(v => 50 + 30 * v), shape: data.x.shape }, y: data.y }
  for (const standardize of [true, false]) {
    const again = await fit(freeze(first, 'a'), far, { standardize, steps: 1 })
    sameTensors(tensors(again.model, ['a']), tensors(first, ['a']))
    assert.equal(again.model.standardization?.x, first.standardization?.x)
    assert.ok(again.warnings.some(warning => /^"x" keeps the standardisation .*dense "a" is frozen/.test(warning)))
  }
  // The minus of a zero is a bit, too.
  const zero = { ...first, params: first.params.slice() }
  const middle = shapesOf(first.graph).nodes.find(({ node }) => node.name === 'c')?.slots[1].offset ?? Number.NaN
  zero.params[middle] = -0
  const beside = await fit(freeze(zero, 'c'), far, { standardize: true, steps: 1 })
  sameTensors(tensors(beside.model, ['c']), tensors(zero, ['c']))
  assert.not.equal(beside.model.standardization?.x, first.standardization?.x)
  const last = await fit(freeze(first, 'd'), far, { standardize: false, steps: 1 })
  sameTensors(tensors(last.model, ['d']), tensors(first, ['d']))
  assert.equal(last.model.standardization?.d, first.standardization?.d)
})

test('the forecast counts the features, and their linear memory is that of the remaining layers', () => {
  const options: FitOptions = { optimizer: adam(), steps: 1, threads: 1 }
  const large = sequential({ input: 3 }, [dense(2000, 'tanh', { trainable: false }), dense(2)])
  const frozen = forecast(fit(large, data, options))
  const features = 300 * 2000 * 4
  assert.ok(frozen > features, `${frozen}`)
  const alone = fit(
    sequential({ input: 2000 }, [dense(2)]),
    { x: new Array(300).fill(new Float32Array(2000)), y: data.y },
    options,
  )
  // The features, the inputs beneath them, and the same linear memory.
  assert.is(frozen - forecast(alone), 300 * 3 * 4)
})

test('transfer detaches x and y, and the run has the numbers', async () => {
  const fresh = () => ({ x: { ...data.x, data: data.x.data.slice() }, y: structuredClone(data.y) })
  const given = fresh()
  const result = await fit(onBase, given, { steps: 3, transfer: true })
  assert.is(given.x.data.length, 0)
  assertSame(result.model.params, (await fit(onBase, fresh(), { steps: 3 })).model.params)
})

test('an abort and a callback that throws leave the whole model', async () => {
  const stopped = await fit(onBase, data, { epochs: 50, signal: AbortSignal.abort() })
  assertSame(stopped.model.params, onBase.params)
  let partial: { model: Model } | undefined
  try {
    await fit(onBase, data, {
      epochs: 50,
      onStep: () => {
        throw new Error('enough')
      },
    })
  } catch (error) {
    partial = (error as { partial: { model: Model } }).partial
  }
  sameTensors(tensors(partial?.model as Model, ['a', 'b']), tensors(whole, ['a', 'b']))
  assert.is(partial?.model.params.length, whole.params.length)
})

test('several inputs, of which a frozen layer reads one', async () => {
  const [u, v] = [input(3, 'u'), input(2, 'v')]
  const features = connect(dense(12, 'tanh', { trainable: false, name: 'features' }), u)
  const net = model([v, u], { one: connect(dense(2), features), two: connect(dense(1), v) }, { seed: 2 })
  const random = stream(3, 51)
  const draw = (width: number) => Array.from({ length: 80 }, () => Array.from({ length: width }, () => random.normal()))
  const x = { u: draw(3), v: draw(2) }
  const y = { one: x.u.map(([p, q, r]) => [p + q * r, r]), two: x.v.map(([p, q]) => [p - q]) }
  const result = await fit(net, { x, y }, { epochs: 30 })
  assert.ok((result.epochHistory.at(-1)?.loss ?? 1) < 0.6 * result.epochHistory[0].loss)
  sameTensors(tensors(result.model, ['features']), tensors(net, ['features']))
})

test('inputs that frozen layers take beyond float32 are told', () => {
  const net = sequential({ input: 1, seed: 1 }, [dense(4, 'linear', { trainable: false }), dense(1)])
  const steep = { ...net, params: net.params.map(value => value * 1e30) as typeof net.params }
  return refuses(() => fit(steep, { x: [[1], [1e20]], y: [[1], [2]] }, { steps: 1 }), {
    code: 'NON_FINITE_INPUT',
    says: ['fit: the frozen layers make', 'at "dense_0"'],
  })
})

test('500 feature vectors of 512 numbers, ten classes: what fit chooses is at least as accurate as 50 epochs of Adam', async () => {
  const random = stream(7, 51)
  const normals = (n: number) => Array.from({ length: n }, () => random.normal())
  const centres = Array.from({ length: 10 }, () => normals(512))
  const sample = (count: number) => {
    const y = Int32Array.from({ length: count }, (_, i) => i % 10)
    return { x: Array.from(y, label => normals(512).map((noise, k) => 0.1 * centres[label][k] + noise)), y }
  }
  const [training, unseen] = [sample(500), sample(1000)]
  const layers = [dense(512, 'tanh', { trainable: false }), dense(10)]
  const net = sequential({ input: 512, seed: 1 }, layers)
  const ours = await fit(net, training, { threads: 1 })
  const theirs = await fit(net, training, { threads: 1, optimizer: adam(), epochs: 50 })
  const accuracy = async (trained: Model) => (await evaluate(trained, unseen)).accuracy ?? Number.NaN
  assert.ok((await accuracy(ours.model)) >= (await accuracy(theirs.model)))
  assert.ok((await accuracy(ours.model)) > 0.3)
})

test.after(dispose)
test.run()
