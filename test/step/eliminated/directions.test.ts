import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Graph } from '../../../src/model/graph.js'
import type { Random } from '../../../src/random/index.js'
import type { DType } from '../../../src/runtime/dtype.js'
import { joined, net } from '../../helpers/eliminated-nets.js'
import { type Case, eliminatedSteps, MOMENTUM, N, sizesOf } from '../../helpers/eliminated-steps.js'
import { type DenseBatch, denseEliminated } from '../../reference/eliminated.js'
import { distance } from '../../reference/linear.js'
import { jacobian, outputs } from '../../reference/network.js'

/** The graph of what the output layer reads. */
function belowOf(graph: Graph): Graph {
  const out = graph.nodes[graph.nodes.length - 1]
  return { ...graph, nodes: graph.nodes.slice(0, -1), outputs: [out.from[0]] }
}

const drawn = {
  loss: 'meanSquaredError' as const,
  targets: (random: Random, m: number) => Float64Array.from({ length: N * m }, () => random.normal()),
}

/** The directions of the first two steps at λ beside those of the dense formulas. */
async function steps(one: Case, sketch: number, lambda: number, dtype: DType = 'float64') {
  const { model, weightDecay = 0 } = one
  const { graph } = model
  const { m, d, columns, hidden } = sizesOf(model)
  const seen = await eliminatedSteps(one, drawn, { sketch, lambda, dtype })
  return seen.map(({ x, y, weights, params, previous, direction, said, step }) => {
    const inputs = (row: number[]) => ({ [graph.inputs[0]]: row })
    const batch: DenseBatch = {
      m,
      columns,
      params,
      previous,
      weights,
      J: x.flatMap(row => jacobian(graph, params, inputs(row))),
      below: hidden > 0 ? x.flatMap(row => jacobian(belowOf(graph), params.slice(0, hidden), inputs(row))) : [],
      r: x.flatMap((row, i) => outputs(graph, params, inputs(row)).map((value, a) => value - y[i * m + a])),
      W: Array.from({ length: d }, (_, c) => params.slice(hidden + c * m, hidden + (c + 1) * m)),
    }
    const expected = denseEliminated(batch, { lambda, weightDecay, momentum: MOMENTUM, sketch, seed: 0, draw: step })
    return { error: distance(direction, expected.direction), expected, said }
  })
}

const cases: Case[] = [
  { name: '4-6-5-9 tanh', model: net([4, 6, 5, 9], 'tanh') },
  { name: '3-7-12 tanh, one hidden layer', model: net([3, 7, 12], 'tanh') },
  { name: '4-5-6-4-20 relu', model: net([4, 5, 6, 4, 20], 'relu') },
  { name: '3-5-6-8 without bias', model: net([3, 5, 6, 8], 'sigmoid', false) },
  { name: '4-6-5-9 with weights, one of them 0', model: net([4, 6, 5, 9], 'tanh'), weights: true },
  { name: '3-7-12 with weight decay', model: net([3, 7, 12], 'tanh'), weightDecay: 0.02 },
  { name: '4-6-13, weights and decay', model: net([4, 6, 13], 'softplus'), weights: true, weightDecay: 0.1 },
  { name: '5-14, no hidden layer', model: net([5, 14], 'tanh') },
  { name: 'two paths, joined', model: joined(13) },
]

for (const one of cases)
  for (const sketch of [0, 1, 2])
    test(`${one.name}, k = ${sketch}: two directions equal the dense formulas to 1e-10`, async () => {
      for (const lambda of [1e-3, 1e-1])
        for (const { error } of await steps(one, sketch, lambda)) assert.ok(error <= 1e-10, String(error))
    })

test('gᵀd and dᵀG d are those of all outputs, to 1e-10, and the step is below the best of the output layer alone', async () => {
  for (const one of cases)
    for (const { expected, said } of await steps(one, 1, 1e-2)) {
      assert.ok(Math.abs(said.slope / expected.slope - 1) <= 1e-10, `${one.name}: ${said.slope} ${expected.slope}`)
      assert.ok(Math.abs(said.curvature / expected.curvature - 1) <= 1e-10, `${one.name}: ${said.curvature}`)
      assert.ok(expected.step <= expected.lastOnly * (1 + 1e-12), one.name)
    }
})

// W Wᵀ is singular there, and its factor's last digits follow from the rounding of what is 0.
for (const sketch of [0, 1])
  test(`fewer outputs than columns below them, k = ${sketch}: to 1e-6, in float32 to 2e-2`, async () => {
    const one = { name: '', model: net([4, 8, 3], 'tanh') }
    for (const { error } of await steps(one, sketch, 1e-2)) assert.ok(error <= 1e-6, String(error))
    for (const { error } of await steps(one, 0, 1e-2, 'float32')) assert.ok(error <= 2e-2, String(error))
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
