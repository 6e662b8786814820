/** Models, options and data behind proxies, as reactive stores hand them out, of other classes, frozen, or with getters. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  adam,
  cosine,
  csvDataSet,
  dense,
  dispose,
  evaluate,
  type FitOptions,
  fit,
  gainRatio,
  init,
  load,
  predict,
  report,
  save,
  sequential,
  smwGN,
  smwNG,
  summary,
} from '../src/index.js'
import { namesIn, plain } from '../src/plain.js'
import { utf8 } from './helpers/bytes.js'
import { refuses } from './helpers/refuses.js'

type Wrap = <T>(value: T) => T

/** As Vue's `reactive` and Svelte's `$state` do: plain objects and arrays, at every depth, when they are read. */
const reactive: Wrap = value => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return value
  return new Proxy(value, { get: (target, key) => reactive(Reflect.get(target, key)) }) as typeof value
}

/** A proxy around everything, typed arrays too, which throw when they are asked through it for their length. */
const bare: Wrap = value => {
  if (typeof value !== 'object' || value === null) return value
  return new Proxy(value, {
    get(target, key, receiver) {
      const { configurable = true, writable = true } = Object.getOwnPropertyDescriptor(target, key) ?? {}
      const part = Reflect.get(target, key, receiver)
      return configurable || writable ? bare(part) : part
    },
  }) as typeof value
}

/** The same values as getters of a class. */
const classes: Wrap = value => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map(classes) as typeof value
  class Store {}
  for (const [name, part] of Object.entries(value)) {
    const shown = classes(part)
    Object.defineProperty(Store.prototype, name, { get: () => shown })
  }
  return new Store() as typeof value
}

const frozen: Wrap = value => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const part of Object.values(value)) frozen(part)
  return Object.freeze(value)
}

const bodiless: Wrap = value => {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map(bodiless) as typeof value
  return Object.assign(
    Object.create(null),
    Object.fromEntries(Object.entries(value).map(([name, part]) => [name, bodiless(part)])),
  )
}

const wraps = { reactive, bare, classes, frozen, bodiless }

const N = 60
const rows = Array.from({ length: N }, (_, i) => [Math.sin(i), Math.cos(3 * i)])
const flat = () => ({ data: Float32Array.from(rows.flat()), shape: [N, 2] as [number, number] })
const labels = Int32Array.from(rows, ([a, b]) => (a > 0 ? 1 : 0) + (b > 0 ? 1 : 0))
const net = () => sequential({ input: 2, seed: 0 }, [dense(6, 'tanh'), dense(3)])
const forms = {
  'typed arrays': () => ({ x: flat(), y: labels.slice() }),
  'arrays of rows': () => ({ x: rows.map(row => [...row]), y: [...labels] }),
  'typed rows': () => ({ x: rows.map(row => Float32Array.from(row)), y: [...labels] }),
}
const said = () => ({
  optimizer: smwNG({ damping: gainRatio({ lambda: 0.5 }), learningRate: cosine(0.9), gradientBatch: 20 }),
  loss: 'softmaxCrossEntropy' as const,
  steps: 8,
  standardize: true,
  classWeights: [1, 2, 1],
  earlyStopping: { patience: 3 },
})

test.after(() => dispose())

for (const [how, wrap] of Object.entries(wraps))
  for (const [what, data] of Object.entries(forms))
    for (const threads of [1, 2])
      test(`${how}, ${what}, ${threads} threads: the values inside train, and the result is plain`, async () => {
        const weights = Float64Array.from(labels, label => 1 + label)
        const facts = { columns: ['a', 'b'], classes: ['p', 'q', 'r'] }
        const options: FitOptions = { ...said(), threads, validation: data() }
        const expected = await fit(net(), { ...data(), weights, ...facts }, options)
        const given = { ...said(), threads, validation: data() }
        const result = await fit(wrap(net()), wrap({ ...data(), weights, ...facts }), wrap(given) as FitOptions)
        assert.equal(result.model, expected.model)
        assert.equal(result.optimizer, expected.optimizer)
        assert.is(result.place, threads === 2 ? 'pool' : 'inline')
        assert.equal(structuredClone(result), result)
        assert.equal(
          (await predict(wrap(result.model), wrap(data().x))).data,
          (await predict(result.model, data().x)).data,
        )
        assert.equal(
          await evaluate(wrap(result.model), wrap({ ...data(), weights })),
          await evaluate(result.model, { ...data(), weights }),
        )
        assert.equal(save(wrap(result.model)), save(result.model))
        assert.equal(load(wrap(save(result.model)), wrap({ into: net() })), result.model)
        assert.is(summary(wrap(result.model)), summary(result.model))
      })

for (const [how, wrap] of Object.entries(wraps)) {
  test(`${how}: options of every kind of function, and keyed inputs`, async () => {
    assert.equal(smwGN(wrap({ damping: { kind: 'gainRatio', lambda: 3 } as never, gradientBatch: 9 })), {
      ...smwGN({ damping: gainRatio({ lambda: 3 }), gradientBatch: 9 }),
    })
    assert.equal(adam(wrap({ learningRate: cosine(0.1) })), adam({ learningRate: cosine(0.1) }))
    assert.equal(dense(3, 'tanh', wrap({ bias: false })), dense(3, 'tanh', { bias: false }))
    assert.equal(sequential(wrap({ input: 2, seed: 3 }), [dense(2)]), sequential({ input: 2, seed: 3 }, [dense(2)]))
    const csv = utf8('a,b\n1,2\n3,4\n')
    assert.equal(await csvDataSet(csv, wrap({ target: 'b' })), await csvDataSet(csv, { target: 'b' }))
    init(wrap({ simd: 'auto' as const }))
    const keyed = wrap({ x: { input_0: flat() }, y: { dense_1: labels }, weights: [...labels].map(() => 2) })
    const { model } = await fit(net(), keyed, { steps: 4 })
    assert.equal(model, (await fit(net(), { x: flat(), y: labels }, { steps: 4 })).model)
    const run = await fit(net(), { x: flat(), y: labels }, { steps: 4 })
    assert.is(
      report(wrap({ title: 't', runs: [{ name: 'a', result: run }] })),
      report({ title: 't', runs: [{ name: 'a', result: run }] }),
    )
  })

  test(`${how}: an unknown option is still refused by name`, () =>
    refuses(() => fit(net(), { x: flat(), y: labels }, wrap({ stepz: 3 } as never)), {
      code: 'BAD_OPTION',
      says: ['stepz', 'steps'],
    }))
}

test('a value is read once: a getter that counts gives one value, not the first for a check and the next for the run', async () => {
  let reads = 0
  const data = {
    get x() {
      reads++
      return flat()
    },
    y: labels,
  }
  await fit(net(), data, { steps: 1, standardize: true })
  assert.is(reads, 1)
  let steps = 0
  const { steps: done } = await fit(
    net(),
    { x: flat(), y: labels },
    {
      get steps() {
        return ++steps
      },
    },
  )
  assert.equal([done, steps], [1, 1])
})

test('what leads back into itself is refused, also where each look gives a new proxy', async () => {
  const loop: Record<string, unknown> = { ...net() }
  loop.self = loop
  const graph: Record<string, unknown> = { nodes: [], inputs: [], outputs: [] }
  graph.nodes = [graph, graph, graph]
  for (const wrap of [reactive, (value: unknown) => value])
    for (const model of [loop, { ...net(), graph }]) {
      await refuses(() => fit(wrap(model) as never, { x: flat(), y: labels }), {
        code: 'BAD_VALUE',
        says: ['back into itself'],
      })
      await refuses(() => save(wrap(model) as never), { code: 'BAD_VALUE' })
    }
})

/** A draft of Immer's, outside of its producer. */
function revoked<T extends object>(value: T): T {
  const { proxy, revoke } = Proxy.revocable(value, {})
  revoke()
  return proxy
}

test('a revoked proxy is refused wherever it is passed', async () => {
  const data = { x: flat(), y: labels }
  const calls: Record<string, () => unknown> = {
    data: () => fit(net(), revoked(data)),
    x: () => fit(net(), { ...data, x: revoked(data.x) }),
    'a row': () => fit(net(), { ...data, x: [[1, 2], revoked([1, 2])] }),
    weights: () => fit(net(), { ...data, weights: revoked([1]) }),
    options: () => fit(net(), data, revoked({})),
    'an optimizer': () => fit(net(), data, { optimizer: revoked(smwGN()) }),
    'a signal': () => fit(net(), data, { signal: revoked(new AbortController().signal) }),
    'a model': () => predict(revoked(net()), data.x),
    parameters: () => predict({ ...net(), params: revoked(net().params) }, data.x),
    'what is saved': () => save(revoked(net())),
    'what is loaded': () => load(revoked(save(net()))),
    'options of a network': () => sequential(revoked({ input: 1 }), [dense(1)]),
    layers: () => sequential({ input: 1 }, revoked([dense(1)])),
    'options of a method': () => smwGN(revoked({})),
  }
  for (const [name, call] of Object.entries(calls)) await refuses(call, { says: ['a revoked proxy'] }, name)
})

test('plain: names of a class and its parents once each; a Map and a Date stay, functions go', () => {
  class Base {
    get a() {
      return 1
    }
  }
  class Child extends Base {
    b = 2
    override get a() {
      return 3
    }
    method() {}
  }
  assert.equal(namesIn(new Child()).sort(), ['a', 'b'])
  const map = new Map()
  assert.equal(plain({ c: new Child(), map, f() {} }, 'x'), { c: { a: 3, b: 2 }, map })
  assert.is((plain(JSON.parse('{"__proto__": {"polluted": 1}}'), 'x') as { polluted?: number }).polluted, undefined)
})

test.run()
