import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Random } from '../../../src/random/index.js'
import type { DType } from '../../../src/runtime/dtype.js'
import { joined, net } from '../../helpers/eliminated-nets.js'
import { type Case, eliminatedSteps, MOMENTUM, N, sizesOf } from '../../helpers/eliminated-steps.js'
import { denseSoftmax } from '../../reference/eliminated-softmax.js'
import { distance } from '../../reference/linear.js'
import { jacobian, outputs } from '../../reference/network.js'

const labels = {
  loss: 'softmaxCrossEntropy' as const,
  targets: (random: Random, m: number) => Int32Array.from({ length: N }, () => random.below(m)),
}

const softmax = (z: readonly number[]) => {
  const most = Math.max(...z)
  const e = z.map(value => Math.exp(value - most))
  const sum = e.reduce((all, each) => all + each, 0)
  return e.map(value => value / sum)
}

/** The first two steps at λ, the second with momentum, beside the dense formulas. */
async function steps(one: Case, sketch: number, lambda: number, dtype: DType = 'float64') {
  const { model, weightDecay = 0 } = one
  const { graph } = model
  const { m, columns } = sizesOf(model)
  const seen = await eliminatedSteps(one, labels, { sketch, lambda, dtype })
  return seen.map(({ x, y, weights, params, previous, direction, said, step, moved }) => {
    const inputs = (row: number[]) => ({ [graph.inputs[0]]: row })
    const p = x.flatMap(row => softmax(outputs(graph, params, inputs(row))))
    const batch = {
      m,
      columns,
      params,
      previous,
      weights,
      J: x.flatMap(row => jacobian(graph, params, inputs(row))),
      p,
      r: p.map((value, at) => value - (at % m === y[Math.floor(at / m)] ? 1 : 0)),
    }
    const expected = denseSoftmax(batch, { lambda, weightDecay, momentum: MOMENTUM, sketch, seed: 0, draw: step })
    return { error: distance(direction, expected.direction), expected, said, moved }
  })
}

const cases: Case[] = [
  { name: '4-6-5-9 tanh', model: net([4, 6, 5, 9], 'tanh') },
  { name: '3-7-12 tanh, one hidden layer', model: net([3, 7, 12], 'tanh') },
  { name: '4-5-6-4-13 relu', model: net([4, 5, 6, 4, 13], 'relu') },
  { name: '3-5-6-8 without bias', model: net([3, 5, 6, 8], 'sigmoid', false) },
  { name: '4-8-3, fewer classes than columns', model: net([4, 8, 3], 'tanh') },
  { name: '4-6-5-9 with weights, one of them 0', model: net([4, 6, 5, 9], 'tanh'), weights: true },
  { name: '3-7-12 with weight decay', model: net([3, 7, 12], 'tanh'), weightDecay: 0.02 },
  { name: '4-6-11, weights and decay', model: net([4, 6, 11], 'softplus'), weights: true, weightDecay: 0.1 },
  { name: '5-14, no hidden layer', model: net([5, 14], 'tanh') },
  { name: 'two paths, joined', model: joined(9) },
]

for (const one of cases)
  for (const sketch of [0, 1, 2])
    test(`${one.name}, k = ${sketch}: two directions equal the dense formulas to 1e-10, and U = J d`, async () => {
      for (const lambda of [1e-3, 1e-1])
        for (const { error, expected, moved } of await steps(one, sketch, lambda)) {
          assert.ok(error <= 1e-10, String(error))
          assert.ok(distance(expected.U, expected.image) <= 1e-12)
          assert.ok(distance(moved, expected.image) <= 1e-10, String(distance(moved, expected.image)))
        }
    })

test('gᵀd and dᵀG d are those of all classes, to 1e-10, and no part of a step raises the damped model', async () => {
  for (const one of cases)
    for (const { expected, said } of await steps(one, 1, 1e-2)) {
      assert.ok(Math.abs(said.slope / expected.slope - 1) <= 1e-10, `${one.name}: ${said.slope} ${expected.slope}`)
      assert.ok(Math.abs(said.curvature / expected.curvature - 1) <= 1e-10, `${one.name}: ${said.curvature}`)
      const { values } = expected
      values.slice(1).forEach((value, part) => {
        assert.ok(value <= values[part] + 1e-12, `${one.name}: ${values}`)
      })
    }
})

test('float32: directions, gᵀd and dᵀG d agree to 1e-3', async () => {
  for (const one of cases)
    for (const { error, expected, said } of await steps(one, 1, 1e-2, 'float32')) {
      assert.ok(error <= 1e-3, `${one.name}: ${error}`)
      assert.ok(Math.abs(said.slope / expected.slope - 1) <= 1e-3, `${one.name}: ${said.slope}`)
      assert.ok(Math.abs(said.curvature / expected.curvature - 1) <= 1e-3, `${one.name}: ${said.curvature}`)
    }
})

test.run()
