import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  type Activation,
  activation,
  adam,
  add,
  concat,
  connect,
  dense,
  evaluate,
  fit,
  input,
  type Model,
  model,
  type Optimizer,
  sequential,
  sgd,
  smwGN,
  smwNG,
} from '../../src/index.js'

const upTo = (count: number, value: (i: number) => number[]) => Array.from({ length: count }, (_, i) => value(i + 1))
const triple = { x: upTo(10, i => [i]), y: upTo(10, i => [3 * i]) }

/** The parameters of one node, [kernel, bias] of a net with one input and one unit, set by hand. */
function withParams(net: Model, values: readonly number[]): Model {
  const params = net.params.slice()
  params.set(values)
  return { ...net, params }
}

const named = (warnings: readonly string[], name: RegExp) =>
  warnings.some(warning => name.test(warning) && /dead: .*leakyRelu, another seed, or standardize/.test(warning))

for (const [method, optimizer] of [
  ['smwGN', smwGN()],
  ['smwNG', smwNG()],
  ['smwGN in batches of 8', smwGN({ gradientBatch: 8 })],
] as [string, Optimizer][])
  test(`${method}, [dense(1, relu), dense(1)] on y = 3x, seeds 0 … 39: 90 % of those alive reach 1e-8, the dead are said to be dead`, async () => {
    const reached: number[] = []
    const missed: number[] = []
    for (let seed = 0; seed < 40; seed++) {
      const net = sequential({ input: 1, seed }, [dense(1, 'relu'), dense(1)])
      const { model, warnings, stopped } = await fit(net, triple, { optimizer, steps: 150, threads: 1 })
      const { loss } = await evaluate(model, triple)
      if (net.params[0] <= 0) {
        assert.ok(named(warnings, /"dense_0" \(relu\)/), `seed ${seed}: ${warnings}`)
        assert.is.not(stopped, 'converged')
      } else if (loss <= 1e-8) reached.push(seed)
      else missed.push(seed)
    }
    assert.ok(reached.length + missed.length >= 18)
    assert.ok(missed.length <= 0.1 * (reached.length + missed.length), `missed ${missed}`)
  })

test('wider and deeper nets that start alive are not killed either: 9 of 10 reach 1e-8', async () => {
  for (const layers of [
    [dense(3, 'relu'), dense(1)],
    [dense(4, 'relu'), dense(4, 'relu'), dense(1)],
  ]) {
    let [alive, reached] = [0, 0]
    for (let seed = 0; seed < 20; seed++) {
      const net = sequential({ input: 1, seed }, layers)
      const { model, warnings } = await fit(net, triple, { steps: 200, threads: 1 })
      if (warnings.some(warning => warning.includes('dead'))) {
        const start = await fit(net, triple, { optimizer: sgd({ learningRate: 1e-12 }), steps: 1, threads: 1 })
        assert.ok(named(start.warnings, /relu/), `seed ${seed} was alive at the start`)
        continue
      }
      alive++
      if ((await evaluate(model, triple)).loss <= 1e-8) reached++
    }
    assert.ok(alive >= 15 && reached >= 0.9 * alive, `${reached} of ${alive}`)
  }
})

/** z of the hidden unit: w x + b on x = 1 … 10. */
const flat: [Activation, number, number][] = [
  ['relu', -1, 0],
  ['sigmoid', 10, 100],
  ['sigmoid', -10, -100],
  ['tanh', 40, 0],
  ['tanh', -10, -40],
  ['gelu', -5, -30],
  ['silu', -10, -40],
  ['softplus', -10, -40],
]

for (const [kind, w, b] of flat)
  for (const dtype of ['float32', 'float64'] as const)
    test(`${kind} of ${w} x + ${b} in ${dtype}, hidden: named with a cure, whatever ends the run`, async () => {
      const net = withParams(sequential({ input: 1, seed: 0, dtype }, [dense(1, kind), dense(1)]), [w, b])
      for (const optimizer of [smwGN(), adam(), sgd({ learningRate: 1e-3, gradientBatch: 5 })]) {
        const { warnings, stopped } = await fit(net, triple, { optimizer, steps: 60, threads: 1 })
        assert.ok(named(warnings, new RegExp(`"dense_0" \\(${kind}\\)`)), `${optimizer.method} ${stopped}: ${warnings}`)
        assert.is.not(stopped, 'converged')
      }
    })

const kept: [Activation, number, number][] = [
  ['leakyRelu', -1, 0],
  ['tanh', 0.1, 0],
  ['gelu', -0.1, 0],
  ['sin', 50, 9],
]
for (const [kind, w, b] of kept)
  test(`${kind} of ${w} x + ${b}: alive, and not said to be dead`, async () => {
    const net = withParams(sequential({ input: 1, seed: 0 }, [dense(1, kind), dense(1)]), [w, b])
    const { warnings } = await fit(net, triple, { optimizer: adam(), steps: 5, threads: 1 })
    assert.equal(warnings, [])
  })

test('one live unit on one sample keeps a layer alive', async () => {
  const net = sequential({ input: 1, seed: 0 }, [dense(2, 'relu'), dense(1)])
  // z = −x and x − 9.5: only the second, only at x = 10.
  const { warnings } = await fit(withParams(net, [-1, 1, 0, -9.5]), triple, { optimizer: adam(), steps: 3, threads: 1 })
  assert.equal(warnings, [])
})

test('in a graph the layer that is off is named, beside a skip connection that goes on', async () => {
  const x0 = input(1, 'x')
  const hidden = connect(activation('relu'), connect(dense(1), x0))
  const net = withParams(model(x0, connect(dense(1), concat(hidden, x0)), { seed: 3 }), [-1, 0])
  const { model: trained, warnings, stopped } = await fit(net, triple, { steps: 50, threads: 1 })
  assert.ok((await evaluate(trained, triple)).loss <= 1e-8)
  assert.is(stopped, 'converged', `${warnings}`)
  const curve = { x: triple.x, y: triple.x.map(([t]) => [t * t]) }
  const other = await fit(net, curve, { steps: 50, threads: 1 })
  assert.is(other.stopped, 'stalled')
  assert.ok(named(other.warnings, /"activation_0" \(relu\)/), `${other.warnings}`)
})

test('a layer fed by a sum is spared too', async () => {
  const x0 = input(1, 'x')
  for (let seed = 0; seed < 12; seed++) {
    const sum = add(connect(dense(1), x0), connect(dense(1), x0))
    const net = model(x0, connect(dense(1), connect(activation('relu'), sum)), { seed })
    if (net.params[0] + net.params[2] <= 0) continue
    const { model: trained } = await fit(net, triple, { steps: 200, threads: 1 })
    assert.ok((await evaluate(trained, triple)).loss <= 1e-8, `seed ${seed}`)
  }
})

test.run()
