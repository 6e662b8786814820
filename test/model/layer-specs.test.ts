import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Activation, activations, type Initialiser, initialisers } from '../../src/model/graph.js'
import { activation, dense } from '../../src/model/layer-specs.js'
import { refuses } from '../helpers/refuses.js'

test('dense says all that is settled and leaves the name to the graph', () => {
  assert.equal(dense(64), { kind: 'dense', units: 64, activation: 'linear', bias: true, init: 'auto' })
  assert.equal(dense(1, 'gelu', { bias: false, init: 'he', name: 'hand' }), {
    kind: 'dense',
    name: 'hand',
    units: 1,
    activation: 'gelu',
    bias: false,
    init: 'he',
  })
})

test('every known activation and initialiser is taken', () => {
  for (const name of activations) {
    assert.is((dense(2, name) as { activation: Activation }).activation, name)
    assert.equal(activation(name), { kind: 'activation', activation: name })
  }
  for (const init of initialisers) assert.is((dense(2, 'relu', { init }) as { init: Initialiser }).init, init)
})

test('units must be a whole number from 1 to 2³⁰', async () => {
  for (const units of [
    0,
    -1,
    2.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '64',
    1e12,
    2 ** 30 + 1,
    null,
    undefined,
    [3],
    3n,
  ])
    await refuses(() => dense(units as number), { code: 'BAD_OPTION', says: ['dense: units is '] }, String(units))
  assert.is((dense(2 ** 30) as { units: number }).units, 2 ** 30)
})

test('softmax is refused with the reason', async () => {
  for (const call of [() => dense(10, 'softmax' as Activation), () => activation('softmax' as Activation)])
    await refuses(call, { code: 'BAD_OPTION', says: ['the loss takes logits', 'softmaxCrossEntropy'] })
})

test('an unknown word is answered with the nearest known one, also for names from other libraries', async () => {
  const cases: [() => unknown, string][] = [
    [() => dense(2, 'rellu' as Activation), 'dense: activation is "rellu". Did you mean "relu"?'],
    [() => dense(2, 'leaky_relu' as Activation), 'Did you mean "leakyRelu"?'],
    [() => activation('swish' as Activation), 'activation: activation is "swish". Did you mean "silu"?'],
    [() => activation('identity' as Activation), 'Did you mean "linear"?'],
    [() => dense(2, 'toString' as Activation), 'Known: "linear", "relu"'],
    [() => dense(2, { bias: false } as unknown as Activation), 'dense: activation is an object. Pass one of "linear"'],
    [() => dense(2, 'relu', { init: 'glorott' as Initialiser }), 'dense: init is "glorott". Did you mean "glorot"?'],
    [() => dense(2, 'relu', { biass: false } as object), 'dense: no option "biass". Did you mean "bias"?'],
    [() => dense(2, 'relu', { bias: 0 as unknown as boolean }), 'dense: bias is 0. Pass true or false.'],
    [() => dense(2, 'relu', null as unknown as object), 'dense: options are null.'],
  ]
  for (const [call, text] of cases) await refuses(call, { code: 'BAD_OPTION', says: [text] })
})

test('a name is any text that can be part of a tensor name and the key of an object', async () => {
  for (const name of ['hand', 'Höhe 2', 'constructor', '0'])
    assert.is((dense(2, 'relu', { name }) as { name: string }).name, name)
  for (const name of ['', 'a/b', 'a\nb', '__proto__', '\ud800', 3, null])
    await refuses(
      () => dense(2, 'relu', { name: name as string }),
      { code: 'BAD_OPTION', says: ['dense: name is '] },
      String(name),
    )
})

test.run()
