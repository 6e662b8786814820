import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fillFeatures } from '../../src/api/frozen-features.js'
import { dense, freeze, sequential } from '../../src/index.js'
import { prepareRun } from '../../src/prepare/prepare-run.js'
import { stream } from '../../src/random/index.js'
import { distance } from '../reference/linear.js'
import { outputs } from '../reference/network.js'

const random = stream(5, 51)
const rows = (count: number) => Array.from({ length: count }, () => [random.normal(), random.normal()])
const net = sequential({ input: 2, seed: 3, dtype: 'float64' }, [
  dense(1000, 'tanh', { name: 'a' }),
  dense(3000, 'sin', { name: 'b' }),
  dense(1, 'linear', { name: 'c' }),
])
// More than one slice: 87 samples at a time.
const x = rows(200)
const validation = { x: rows(20), y: new Float64Array(20) }

test('a run has the features in the place of its inputs, and only the layers above them', async () => {
  const { plan, layout, features, samples } = prepareRun(
    freeze(net, ['a', 'b']),
    { x, y: x.map(([p]) => [p]) },
    { validation },
  )
  assert.equal(
    plan.graph.nodes.map(({ name }) => name),
    ['b', 'c'],
  )
  assert.equal([layout.graph.parameters, layout.graph.constants, plan.params.length], [3001, 0, 3001])
  assert.equal([samples.inputs[0].length, plan.training.inputs[0].length], [400, 200 * 3000])
  assert.is(features?.model.params.length, net.params.length - 3001)
})

test('the features of all samples, in slices, are what the frozen layers give: to 1e-13', async () => {
  const { plan, features } = prepareRun(freeze(net, ['a', 'b']), { x, y: x.map(([p]) => [p]) }, { validation })
  if (!features) throw new Error('no features')
  await fillFeatures(features, 'float64')
  const { graph, params } = features.model
  for (const [inputs, set] of [
    [x, plan.training],
    [validation.x, plan.validation],
  ] as const)
    for (const i of [0, 1, inputs.length >> 1, inputs.length - 1]) {
      const [values] = set?.inputs ?? []
      const error = distance(values.subarray(3000 * i, 3000 * (i + 1)), outputs(graph, params, { input_0: inputs[i] }))
      assert.ok(error <= 1e-13, `${i}: ${error}`)
    }
})

test('without a frozen layer at the bottom there is nothing to compute before', () => {
  for (const model of [net, freeze(net, 'b')]) {
    const { features, plan, samples } = prepareRun(model, { x, y: x.map(([p]) => [p]) }, {})
    assert.is(features, undefined)
    assert.is(plan.training.inputs[0], samples.inputs[0])
  }
})

test.run()
