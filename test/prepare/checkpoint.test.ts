import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  dense,
  type FitOptions,
  fit,
  type Model,
  nielsen,
  sequential,
  sgd,
  smwGN,
  smwNG,
  type TrainingData,
} from '../../src/index.js'
import { decode, encode, type Tensor } from '../../src/io/safetensors.js'
import { refuses } from '../helpers/refuses.js'

const x = Array.from({ length: 90 }, (_, i) => [i / 45 - 1, ((i * 7) % 11) / 11])
const data = { x, y: x.map(([a, b]) => [Math.sin(2 * a) + b * b]), weights: x.map((_, i) => 1 + (i % 3)) }
const net = sequential({ input: 2, seed: 3 }, [dense(6, 'tanh'), dense(1)])
const base: FitOptions = { optimizer: smwGN({ gradientBatch: 20, momentum: 0.5 }), steps: 13, validation: 0.2 }

/** The checkpoint after seven steps, in the middle of the second epoch of four batches. */
async function stopped(options: FitOptions = base, model: Model = net): Promise<Uint8Array> {
  const { checkpoint, steps } = await fit(model, data, { ...options, flops: 1 })
  let last = { checkpoint, steps }
  while (last.steps < 7) last = await fit(model, data, { ...options, flops: 1, resume: last.checkpoint })
  return last.checkpoint
}

const checkpoint = await stopped()

const resumed = async (options: FitOptions, other: Partial<TrainingData> = {}) =>
  (await fit(net, { ...data, ...other }, { ...base, ...options, resume: checkpoint })).warnings

for (const optimizer of [smwGN({ gradientBatch: 20, momentum: 0.5 }), smwNG({ gradientBatch: 30 }), adam(), sgd()])
  test(`${optimizer.method}: a float32 net trained in float64 resumes bit for bit`, async () => {
    const options: FitOptions = { ...base, optimizer, dtype: 'float64' }
    const whole = await fit(net, data, options)
    const rest = await fit(net, data, { ...options, resume: await stopped(options) })
    assert.instance(rest.model.params, Float64Array)
    assert.equal(rest.model.params, whole.model.params)
    assert.equal(rest.warnings, [])
  })

test('a checkpoint of another dtype is refused with the dtype to pass', () =>
  refuses(() => resumed({ dtype: 'float64' }), { code: 'BAD_FILE', says: ["dtype: 'float32'"] }))

const changed: Readonly<Record<string, readonly [FitOptions, Partial<TrainingData>, RegExp]>> = {
  'other targets': [{}, { y: data.y.map(([v], i) => [i === 50 ? v + 1e-3 : v]) }, /^resumed with other targets than/],
  'negated targets': [{}, { y: data.y.map(([v]) => [-v]) }, /other targets/],
  'other inputs': [{}, { x: x.map(([a, b]) => [b, a]) }, /^resumed with other inputs, validation data than/],
  'other weights': [{}, { weights: x.map((_, i) => 1 + (i % 2)) }, /other weights/],
  'no weights': [{}, { weights: undefined }, /other weights/],
  'another share held out': [{ validation: 0.3 }, {}, /samples 63, stopped with 72/],
  'no validation': [{ validation: undefined }, {}, /other .*validation data/],
  'other batches': [
    { optimizer: smwGN({ gradientBatch: 30, momentum: 0.5 }) },
    {},
    /gradientBatch 30, stopped with 20/,
  ],
  'another damping': [{ optimizer: smwGN({ gradientBatch: 20, momentum: 0.5, damping: nielsen() }) }, {}, /damping/],
  'another momentum': [
    { optimizer: smwGN({ gradientBatch: 20, momentum: 0.4 }) },
    {},
    /momentum 0.4, stopped with 0.5/,
  ],
  'another rate': [{ optimizer: smwGN({ gradientBatch: 20, momentum: 0.5, learningRate: 0.1 }) }, {}, /learningRate/],
  decay: [{ weightDecay: 1e-3 }, {}, /weightDecay 0.001, stopped with 0/],
  'loss weights': [{ lossWeights: { dense_1: 2 } }, {}, /heads/],
  'early stopping': [{ earlyStopping: { patience: 3 } }, {}, /earlyStopping .*"patience":3.*stopped with none/],
  standardisation: [{ standardize: true }, {}, /other inputs, targets, .*standardization/],
  'another budget': [{ steps: 14 }, {}, /budget/],
  'another seed': [{ seed: 4 }, {}, /seed 4, stopped with 0/],
}

for (const [what, [options, other, says]] of Object.entries(changed))
  test(`resuming with ${what} warns`, async () => {
    const warnings = await resumed(options, other)
    assert.ok(
      warnings.some(text => says.test(text)),
      warnings.join('\n'),
    )
  })

test('resuming with momentum where there was none warns, and begins it anew', async () => {
  const optimizer = smwGN({ gradientBatch: 20, momentum: 0 })
  const { warnings, steps } = await fit(net, data, { ...base, resume: await stopped({ ...base, optimizer }) })
  assert.equal([warnings.length, steps], [1, 13])
  assert.match(warnings[0], /momentum 0.5, stopped with 0/)
})

test('resuming with another damping begins with its lambda', async () => {
  const optimizer = smwGN({ gradientBatch: 20, momentum: 0.5, damping: 7 })
  const { history } = await fit(net, data, { ...base, optimizer, resume: checkpoint })
  assert.is(history[0].lambda, 7)
})

test('resuming with the same data in other clothes warns of nothing', async () => {
  const flat = { data: Float64Array.from(x.flat()), shape: [90, 2] as const }
  assert.equal(await resumed({}, { x: flat, y: data.y.flat() }), [])
})

test('early stopping begins anew where the run that was stopped had none', async () => {
  const { epochHistory, stopped: end } = await fit(net, data, {
    ...base,
    steps: 400,
    earlyStopping: { patience: 2, minDelta: 1e6 },
    resume: checkpoint,
  })
  // The first epoch is the best so far, two more bring no improvement of 1e6.
  assert.equal([end, epochHistory.length], ['earlyStopping', 3])
})

test('a flipped bit in every ninth byte of the header, and in thirty bytes behind it, is BAD_FILE', async () => {
  const header = 8 + Number(new DataView(checkpoint.buffer, checkpoint.byteOffset).getBigUint64(0, true))
  const places = Array.from({ length: Math.floor(header / 9) }, (_, k) => 9 * k)
  for (let k = 0; k < 30; k++) places.push(header + ((k * 7919) % (checkpoint.length - header)))
  let harmless = 0
  for (const at of places) {
    const bytes = checkpoint.slice()
    bytes[at] ^= 1 << (at % 8)
    // JSON may be written in more than one way: blanks behind the header, a capital in \u00e9.
    if (JSON.stringify([...decodedText(bytes)]) === JSON.stringify([...decodedText(checkpoint)])) {
      harmless++
      continue
    }
    await refuses(() => fit(net, data, { ...base, resume: bytes }), { code: 'BAD_FILE' }, `byte ${at}`)
  }
  assert.ok(harmless <= 2, `${harmless} bytes may be flipped`)
})

/** All that a file says, in order; a word for what cannot be read. */
function decodedText(bytes: Uint8Array): Iterable<unknown> {
  try {
    const { tensors, metadata } = decode(bytes, 'test')
    return [
      ...metadata,
      ...[...tensors].map(([name, { dtype, shape, data }]) => [name, dtype, shape, [...data].join()]),
    ]
  } catch {
    return ['unreadable']
  }
}

const refusedFor = (change: (metadata: Map<string, string>, tensors: Map<string, Tensor>) => void) => {
  const file = decode(checkpoint, 'test')
  const [metadata, tensors] = [new Map(file.metadata), new Map(file.tensors)]
  change(metadata, tensors)
  return refuses(() => fit(net, data, { ...base, resume: encode({ metadata, tensors }) }), { code: 'BAD_FILE' })
}

const odd = ['null', '[]', '7', '"text"', '{', '{}', '{"version":2}', '{"version":1e999}', '{"counters":"epoch"}']

for (const text of odd)
  test(`metadata ${text} in the place of a checkpoint's is BAD_FILE`, () =>
    refusedFor(metadata => metadata.set('woodbury_checkpoint', text)))

for (const key of ['woodbury', 'woodbury_checkpoint', 'woodbury_seal'])
  test(`a checkpoint without the metadata ${key} is BAD_FILE`, () => refusedFor(metadata => metadata.delete(key)))

for (const value of [null, 1e308, -1, 'x', [], {}, true])
  test(`every field of a checkpoint's metadata set to ${JSON.stringify(value)} is BAD_FILE`, async () => {
    const names = Object.keys(JSON.parse(decode(checkpoint, 'test').metadata.get('woodbury_checkpoint') as string))
    for (const name of names)
      await refusedFor(metadata => {
        const facts = JSON.parse(metadata.get('woodbury_checkpoint') as string)
        metadata.set('woodbury_checkpoint', JSON.stringify({ ...facts, [name]: value }))
      })
  })

for (const value of [22.25, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e300])
  test(`every counter set to ${value} is BAD_FILE`, async () => {
    const { length } = decode(checkpoint, 'test').tensors.get('optimizer/counters')?.data ?? { length: 0 }
    assert.ok(length > 10)
    for (let k = 0; k < length; k++)
      await refusedFor((_, tensors) => {
        const counters = tensors.get('optimizer/counters') as Extract<Tensor, { dtype: 'F64' }>
        tensors.set('optimizer/counters', {
          ...counters,
          data: counters.data.map((was, at) => (at === k ? value : was)),
        })
      })
  })

test.run()
