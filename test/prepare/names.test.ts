import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  connect,
  csvDataSet,
  dense,
  evaluate,
  type FitOptions,
  fit,
  gainRatio,
  input,
  load,
  model as modelOf,
  save,
  sequential,
  smwNG,
  type TrainingData,
} from '../../src/index.js'
import { refuses } from '../helpers/refuses.js'

const x = Array.from({ length: 60 }, (_, i) => [i / 30 - 1, ((i * 7) % 11) / 11])
const classes = ['ant', 'bee', 'cow']
const data = { x, y: Int32Array.from(x, (_, i) => i % 3), columns: ['p', 'q'], classes }
const net = sequential({ input: 2, seed: 1 }, [dense(4, 'tanh'), dense(3)])
const { model: trained } = await fit(net, data, { steps: 2 })

const given = (other: object) => ({ ...data, ...other }) as unknown as TrainingData

const refused: Readonly<Record<string, readonly [object, RegExp]>> = {
  'weight for weights': [{ weight: x.map(() => 1) }, /no key "weight"\. Did you mean "weights"\?/],
  sample_weights: [{ sample_weights: x.map(() => 1) }, /no key "sample_weights"/],
  labels: [{ labels: [1] }, /no key "labels"\. Did you mean "y"\?/],
  'any other key': [{ shuffle: true }, /no key "shuffle"\. Known: "x", "y", "weights"/],
  'numbers as classes': [{ classes: [0, 1, 2] }, /classes holds 0\. Pass a list of texts/],
  'a text as classes': [{ classes: 'abc' }, /classes is "abc"/],
  'two names for three classes': [{ classes: ['a', 'b'] }, /classes names 2, the model has 3/],
  'four names for three classes': [{ classes: ['a', 'b', 'c', 'd'] }, /classes names 4, the model has 3/],
  'a name for two columns': [{ columns: ['p'] }, /columns names 1, the model has 2/],
  'numbers as columns': [{ columns: [1, 2] }, /columns holds 1/],
  'two target names for one label': [{ targets: ['a', 'b'] }, /targets names 2, the model has 3 or 1/],
}

for (const [what, [other, says]] of Object.entries(refused))
  test(`${what}: refused by fit, for validation data and by evaluate`, async () => {
    await refuses(() => fit(net, given(other)), { says: [says, /^fit: /] })
    await refuses(() => fit(net, data, { validation: given(other) }), { says: ['fit: validation'] })
    await refuses(() => evaluate(trained, given(other)), { says: ['evaluate: '] })
  })

test('one sigmoid takes two names, several take one each, regression leaves classes out and says so', async () => {
  const one = sequential({ input: 2 }, [dense(1)])
  const y = x.map((_, i) => i % 2)
  const loss = 'sigmoidCrossEntropy'
  const { model } = await fit(one, { x, y, classes: ['no', 'yes'] }, { loss, steps: 1 })
  assert.equal(model.classes, { dense_0: ['no', 'yes'] })
  await refuses(() => fit(one, { x, y, classes: ['yes'] }, { loss }), { code: 'SHAPE_MISMATCH' })
  await refuses(() => fit(one, { x, y, classes }, { loss }), { code: 'SHAPE_MISMATCH' })
  const regression = await fit(one, { x, y, classes: ['no', 'yes'] }, { steps: 1 })
  assert.is(regression.model.classes, undefined)
  assert.match(regression.warnings.join(), /classes are left out: the loss of "dense_0" is meanSquaredError/)
  assert.is((await fit(model, { x, y }, { loss: 'meanSquaredError', steps: 1 })).model.classes, undefined)
})

test('all that fit lets pass can be saved and loaded', async () => {
  assert.equal(load(save(trained)).classes, { dense_1: classes })
  assert.equal(load(save(trained)).columns, { input_0: ['p', 'q'] })
})

const csv = (text: string) => new TextEncoder().encode(text)
const rows = (columns: string, names: readonly string[]) =>
  csv(
    `${columns}\n${Array.from({ length: 12 }, (_, i) => `${i},${(i * 5) % 7},${names[i % names.length]}`).join('\n')}\n`,
  )

test('data read with classes or columns in another order are refused where the model has them', async () => {
  const train = await csvDataSet(rows('p,q,kind', classes), { target: 'kind' })
  const { model } = await fit(net, train, { steps: 2 })
  const fewer = await csvDataSet(rows('p,q,kind', ['bee', 'cow']), { target: 'kind' })
  const turned = await csvDataSet(rows('q,p,kind', classes), { target: 'kind' })
  await refuses(() => evaluate(model, fewer), {
    code: 'BAD_VALUE',
    says: ['the classes are bee, cow, those of the model ant, bee, cow'],
  })
  await refuses(() => evaluate(model, turned), {
    code: 'BAD_VALUE',
    says: ['the columns are q, p, those of the model p, q'],
  })
  await refuses(() => fit(net, train, { validation: turned }), {
    code: 'BAD_VALUE',
    says: ['fit: validation: the columns'],
  })
  assert.ok(
    (await evaluate(model, await csvDataSet(rows('p,q,kind', ['bee', 'cow']), { target: 'kind', classes }))).loss > 0,
  )
  assert.match(
    (await fit(model, turned, { steps: 1 })).warnings.join(),
    /the columns are q, p, the model was trained on p, q/,
  )
})

test('columns and targets of other names are taken for those of the model, which is said', async () => {
  const one = { x: [[1], [2], [3]], y: [2, 4, 6] }
  const line = sequential({ input: 1, seed: 0 }, [dense(1)])
  const { model } = await fit(line, { ...one, columns: ['a'], targets: ['t'] }, { steps: 3 })
  const { warnings } = await fit(model, { ...one, columns: ['b'], targets: ['u'] }, { steps: 3 })
  assert.match(warnings.join(), /the columns are b, the model was trained on a/)
  assert.match(warnings.join(), /the targets are u, the model was trained on t/)
  assert.equal((await fit(model, { ...one, columns: ['a'], targets: ['t'] }, { steps: 3 })).warnings, [])
})

test('two classes of one name are refused', () =>
  refuses(() => fit(net, { ...data, classes: ['ant', 'ant', 'cow'] }), { code: 'BAD_OPTION', says: ['called "ant"'] }))

test('what an optimizer or a loss leaves without effect is warned of', async () => {
  const line = sequential({ input: 1, seed: 0 }, [dense(1)])
  const exact = { x: [[1], [2], [3]], y: [2, 4, 6] }
  const noise = await fit(line, exact, { steps: 1, noise: 'none', optimizer: adam() })
  assert.match(noise.warnings.join(), /noise: 'none' does nothing here: adam/)
  for (const activation of ['sigmoid', 'tanh', 'relu'] as const) {
    const twice = sequential({ input: 1, seed: 0 }, [dense(3), dense(1, activation)])
    const { warnings } = await fit(twice, { x: exact.x, y: [0, 0, 1] }, { steps: 1, loss: 'sigmoidCrossEntropy' })
    assert.match(warnings.join(), /\((sigmoid|tanh|relu)\) bounds what sigmoidCrossEntropy takes as logits/)
  }
})

test('weights that the validation takes away from training are refused', () =>
  refuses(() => fit(net, { ...data, weights: x.map((_, i) => (i === 0 ? 1 : 0)) }, { validation: 0.99, seed: 1 }), {
    code: 'BAD_VALUE',
    says: ['weight 0'],
  }))

test('labels for several outputs are told how to be labels, and class weights what they are', async () => {
  await refuses(() => fit(net, { x, y: [...data.y] }), {
    code: 'SHAPE_MISMATCH',
    says: ['Int32Array', 'softmaxCrossEntropy'],
  })
  await refuses(() => fit(net, data, { classWeights: 'balanced' as never }), { says: ['classWeights is "balanced"'] })
})

const idle: Readonly<Record<string, readonly [FitOptions, RegExp]>> = {
  'onCheckpoint without checkpointEvery': [{ onCheckpoint() {} }, /onCheckpoint .*checkpointEvery/],
  'early stopping with an unknown key': [
    { validation: 0.2, earlyStopping: { patiense: 3 } as never },
    /no option "patiense"\. Did you mean "patience"\?/,
  ],
  'class weights for more classes than there are': [
    { classWeights: [1, 1, 1, 1] },
    /classWeights has 4 numbers, expected 3/,
  ],
  'class weights for fewer': [{ classWeights: [1, 1] }, /classWeights has 2 numbers, expected 3/],
  'a method with an unknown option': [{ optimizer: { method: 'adam', lr: 0.1 } as never }, /adam: no option "lr"/],
  'a preset with an option beside it': [{ optimizer: { ...smwNG(), lamda: 1 } as never }, /smwNG: no option "lamda"/],
  'a schedule with an unknown key': [
    { optimizer: { method: 'sgd', learningRate: { kind: 'cosine', rate: 1, warmup: 5 } } as never },
    /no option "warmup"/,
  ],
  'a constant damping with a floor': [
    { optimizer: { method: 'smwGN', damping: { kind: 'constant', lambda: 1, tau: 1 } } as never },
    /no option "tau"/,
  ],
}

for (const [what, [options, says]] of Object.entries(idle))
  test(`${what} is refused`, () => refuses(() => fit(net, data, options), { says: [says] }))

test('class weights where two outputs have labels are refused', async () => {
  const from = input(2, 'x')
  const both = modelOf(from, { a: connect(dense(3), from), b: connect(dense(3), from) })
  await refuses(() => fit(both, { x, y: { a: data.y, b: data.y } }, { classWeights: [1, 2, 3] }), {
    says: ['classWeights need one output with class labels, 2'],
  })
})

test("noise: 'none' for classes is warned of, for squared errors not", async () => {
  assert.match((await fit(net, data, { steps: 1, noise: 'none' })).warnings.join(), /noise: 'none' does nothing here/)
  const one = sequential({ input: 2 }, [dense(1)])
  assert.equal((await fit(one, { x, y: x.map(([a]) => a) }, { steps: 1, noise: 'none' })).warnings, [])
})

test("a gain ratio on 'holdout' samples is warned of where the batch is the whole set", async () => {
  const damped = (gradientBatch: number | 'full') => smwNG({ gradientBatch, damping: gainRatio({ on: 'holdout' }) })
  const warned = async (batch: number | 'full') =>
    (await fit(net, data, { steps: 1, optimizer: damped(batch) })).warnings
  assert.match((await warned('full')).join(), /on: 'holdout' does nothing here/)
  assert.equal(await warned(20), [])
})

test('a validation that was never measured is warned of', async () => {
  const { warnings } = await fit(net, data, {
    steps: 1,
    validation: 0.2,
    optimizer: { method: 'adam', gradientBatch: 5 },
  })
  assert.match(warnings.join(), /validation was never measured: the run ended within its first epoch/)
})

test.run()
