import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  activation,
  add,
  concat,
  connect,
  dense,
  evaluate,
  type FitOptions,
  fit,
  input,
  type Model,
  model,
  type Prediction,
  predict,
  sequential,
  smwGN,
  type TrainingData,
} from '../../src/index.js'
import { stream } from '../../src/random/index.js'

const random = stream(11, 94)
const normal = (mean: number, scale: number) => mean + scale * random.normal()
const rows = (columns: readonly (readonly [number, number])[]) =>
  Array.from({ length: 80 }, () => columns.map(([mean, scale]) => normal(mean, scale)))

const nowhere = { signal: AbortSignal.abort(), standardize: true } as const

/** The outputs of a model for x, side by side in one list. */
async function outputsOf(of: Model, x: TrainingData['x']): Promise<number[]> {
  const found = await predict(of, x as Record<string, number[][]>)
  return 'data' in found ? [...(found as Prediction).data] : Object.values(found).flatMap(({ data }) => [...data])
}

const apart = (a: readonly number[], b: readonly number[]) => {
  const size = Math.max(...a.map(Math.abs))
  return Math.max(...a.map((value, k) => Math.abs(value - b[k]))) / size
}

const x0 = input(2, 'x')
const u0 = input(2, 'u')
const h = connect(dense(5, 'tanh'), x0)
const f64 = { seed: 3, dtype: 'float64' } as const
const linearThenTwo = connect(dense(3), h)

const exact: Readonly<Record<string, Model>> = {
  sequential: sequential({ input: 2, ...f64 }, [dense(6, 'tanh'), dense(4, 'gelu'), dense(2)]),
  'linear regression': sequential({ input: 2, ...f64 }, [dense(2)]),
  'three linear layers': sequential({ input: 2, ...f64 }, [dense(4), dense(3), dense(2)]),
  'a linear activation at both ends': sequential({ input: 2, ...f64 }, [
    activation('linear'),
    dense(4, 'relu'),
    dense(2),
    activation('linear'),
  ]),
  'inputs that skip to the last layer': model(x0, connect(dense(2), concat(h, x0)), f64),
  'a sum of two linear layers': model(x0, add(connect(dense(2), x0), connect(dense(2), h)), f64),
  'linear layers side by side': model(x0, concat(connect(dense(1), x0), connect(dense(1), h)), f64),
  'an output that others read': model(x0, { a: linearThenTwo, b: connect(dense(2), linearThenTwo) }, f64),
  'two inputs, two outputs': model(
    [x0, u0],
    { a: connect(dense(2), concat(h, u0)), b: connect(dense(1), add(h, connect(dense(5, 'sin'), u0))) },
    f64,
  ),
  'last layer without bias, and one beside it': model(
    x0,
    add(connect(dense(2, 'linear', { bias: false }), h), connect(dense(2), h)),
    f64,
  ),
}

/** Data for a model: each node's columns around their own means, on their own scales. */
function dataFor(of: Model, inputs: readonly [number, number], outputs: readonly [number, number]): TrainingData {
  const unitsOf = (name: string): number => {
    const node = of.graph.nodes.find(one => one.name === name)
    if (node && 'units' in node) return node.units
    return node?.kind === 'add' || node?.kind === 'activation' ? unitsOf(node.from[0]) : 2
  }
  const keyed = (names: readonly string[], [mean, scale]: readonly [number, number]) =>
    Object.fromEntries(
      names.map(name => [
        name,
        rows(Array.from({ length: unitsOf(name) }, (_, k) => [mean * (k + 1), scale * 3 ** k])),
      ]),
    )
  return { x: keyed(of.graph.inputs, inputs), y: keyed(of.graph.outputs, outputs) }
}

for (const [name, net] of Object.entries(exact))
  test(`${name}: new constants, the same function within 1e-11, twice over and from raw data`, async () => {
    const first = dataFor(net, [0.3, 1], [-0.2, 2])
    const second = dataFor(net, [2, 3], [40, 9])
    for (const standardize of [true, false]) {
      const trained = (await fit(net, first, { steps: 3, standardize })).model
      const once = await fit(trained, second, nowhere)
      assert.not.match(once.warnings.join(), /keeps|loses/)
      const [before, after] = [await outputsOf(trained, second.x), await outputsOf(once.model, second.x)]
      assert.ok(apart(before, after) < 1e-11, `${standardize}: ${apart(before, after)}`)
      const [output] = net.graph.outputs
      const [mean] = once.model.standardization?.[output].mean ?? []
      const column = (second.y as Record<string, number[][]>)[output].map(row => row[0])
      assert.ok(Math.abs(mean - column.reduce((a, b) => a + b, 0) / 80) < 1e-9, `mean ${mean}`)
      const raw = await fit(once.model, second, { ...nowhere, standardize: false })
      assert.is(raw.model.standardization, undefined)
      assert.ok(apart(before, await outputsOf(raw.model, second.x)) < 1e-11)
    }
  })

const inexact: Readonly<Record<string, readonly [Model, RegExp]>> = {
  'a bent output': [
    sequential({ input: 2, ...f64 }, [dense(4, 'tanh'), dense(2, 'tanh')]),
    /"dense_1" keeps .*dense "dense_1" cannot be written in another unit/,
  ],
  'bent inputs': [
    sequential({ input: 2, ...f64 }, [activation('sin'), dense(2)]),
    /"input_0" keeps .*activation "activation_0" bends/,
  ],
  'a first layer without bias': [
    sequential({ input: 2, ...f64 }, [dense(4, 'tanh', { bias: false }), dense(2)]),
    /"input_0" keeps .*"dense_0" has no bias/,
  ],
  'a residual of what is bent': [model(x0, add(connect(dense(5), h), h), f64), /keeps .*another unit/],
  'a residual of the inputs': [model(x0, add(connect(dense(2), h), x0), f64), /keeps .*(units|another unit)/],
}

for (const [name, [net, says]] of Object.entries(inexact))
  test(`${name}: the first constants stay where new ones would change the function, with a warning`, async () => {
    const trained = (await fit(net, dataFor(net, [0.3, 1], [0.1, 0.5]), { steps: 3, standardize: true })).model
    const second = dataFor(net, [2, 3], [40, 9])
    const { model: after, warnings } = await fit(trained, second, nowhere)
    assert.match(warnings.join('\n'), says)
    assert.ok(apart(await outputsOf(trained, second.x), await outputsOf(after, second.x)) < 1e-11)
  })

const t = Array.from({ length: 200 }, (_, i) => i / 100 - 1)
const x = t.map(value => [value])
const wave = (mean: number, scale: number) => t.map(value => mean + scale * Math.sin(3 * value))
const net = sequential({ input: 1, seed: 1 }, [dense(16, 'tanh'), dense(1)])
const options: FitOptions = { optimizer: smwGN(), steps: 40, standardize: true }
const { model: trained } = await fit(net, { x, y: wave(0, 1) }, options)

test('a second fit on 500 + 100 sin, inputs moved as well, is as good as a fresh one within a factor of three', async () => {
  for (const shift of [0, 0.5]) {
    const moved = { x: t.map(value => [value + shift]), y: wave(500, 100) }
    const second = await fit(trained, moved, options)
    const fresh = await fit(net, moved, options)
    const [a = 99, b = 0] = [(await evaluate(second.model, moved)).rmse, (await evaluate(fresh.model, moved)).rmse]
    assert.ok(a <= 3 * b + 0.05, `rmse ${a}, fresh ${b}`)
    assert.match(second.warnings.join(), /the data of "dense_1" lie far from those the model was trained on/)
  }
})

test('a second fit that says nothing about far data is warned, one on the same data is not', async () => {
  const moved = { x, y: wave(500, 100) }
  assert.match((await fit(trained, moved, { steps: 1 })).warnings.join(), /"dense_1" lie far .*pass standardize: true/)
  for (const standardize of [undefined, true]) {
    const again = await fit(trained, { x, y: wave(0.1, 1.5) }, { ...options, standardize, steps: 1 })
    assert.equal(again.warnings, [])
  }
})

test('the same data standardised again leave every parameter as it is', async () => {
  const { model: same } = await fit(trained, { x, y: wave(0, 1) }, nowhere)
  assert.equal(same.params, trained.params)
})

test('targets moved by 1e51 and back, in float32: finite, and the function kept or its loss told', async () => {
  const far = { x, y: wave(0, 1e51) }
  const out = await fit(trained, far, options)
  assert.ok(((await evaluate(out.model, far)).rmse ?? Number.NaN) < 0.02e51)
  const back = await fit(out.model, { x, y: wave(0, 1) }, nowhere)
  assert.ok(back.model.params.every(Number.isFinite))
  assert.match(back.warnings.join(), /keeps the standardisation .*would leave float32/)
})

test('logits that were standardised targets once are logits', async () => {
  const y = t.map(value => (value > 0 ? 1 : 0))
  const { model: classifier } = await fit(trained, { x, y }, { loss: 'sigmoidCrossEntropy', steps: 60 })
  assert.is(classifier.standardization?.dense_1, undefined)
  assert.ok(((await evaluate(classifier, { x, y })).accuracy ?? 0) > 0.97)
})

test.run()
