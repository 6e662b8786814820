import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { add, concat, connect, dense, input, type Model, model, sequential } from '../../../src/index.js'
import type { Activation, Graph } from '../../../src/model/graph.js'
import { shapesOf } from '../../../src/model/shapes.js'
import { constant } from '../../../src/optim/schedule.js'
import { stream } from '../../../src/random/index.js'
import type { Direction, Solved } from '../../../src/step/direction.js'
import { openRun } from '../../helpers/open-run.js'
import { type DenseBatch, denseEliminated } from '../../reference/eliminated.js'
import { distance } from '../../reference/linear.js'
import { jacobian, outputs } from '../../reference/network.js'

const N = 11

interface Case {
  readonly name: string
  readonly model: Model
  readonly weights?: boolean
  readonly weightDecay?: number
}

const net = (sizes: readonly number[], activation: Activation, bias = true): Model => {
  const [input, ...units] = sizes
  const last = units.length - 1
  return sequential(
    { input, seed: 1 },
    units.map((u, k) => dense(u, k < last ? activation : 'linear', { bias })),
  )
}

/** Skips by add and concat below the output layer. */
function joined(): Model {
  const x = input(3, 'x')
  const a = connect(dense(4, 'tanh'), x)
  const b = connect(dense(4, 'sin'), a)
  return model([x], [connect(dense(13), concat(add(a, b), x))], { seed: 2 })
}

/** The graph of what the output layer reads. */
function belowOf(graph: Graph): Graph {
  const out = graph.nodes[graph.nodes.length - 1]
  return { ...graph, nodes: graph.nodes.slice(0, -1), outputs: [out.from[0]] }
}

/** The run's samples in float64 as the dense formulas take them. */
function denseBatch({ model }: Case, x: number[][], y: number[][], weights: number[], params: number[]) {
  const { graph } = model
  const shaped = shapesOf(graph)
  const out = shaped.nodes[shaped.outputs[0]]
  const { units: m, inputUnits, slots } = out
  const d = inputUnits[0]
  const columns = slots.reduce((sum, { size }) => sum + size, 0) / m
  const hidden = params.length - columns * m
  const inputs = (row: number[]) => ({ [graph.inputs[0]]: row })
  const z = x.map(row => outputs(graph, params, inputs(row)))
  const batch: DenseBatch = {
    m,
    columns,
    params,
    weights,
    J: x.flatMap(row => jacobian(graph, params, inputs(row))),
    below: hidden > 0 ? x.flatMap(row => jacobian(belowOf(graph), params.slice(0, hidden), inputs(row))) : [],
    r: z.flatMap((row, i) => row.map((value, a) => value - y[i][a])),
    W: Array.from({ length: d }, (_, c) => params.slice(hidden + c * m, hidden + (c + 1) * m)),
  }
  return batch
}

/** The directions of the first two steps at λ, the second with momentum, beside those of the dense formulas. */
async function steps(one: Case, sketch: number, lambda: number, dtype: 'float32' | 'float64' = 'float64') {
  const { model, weights = false, weightDecay = 0 } = one
  const random = stream(3, 120)
  const shaped = shapesOf(model.graph)
  const m = shaped.nodes[shaped.outputs[0]].units
  const single = (value: number) => (dtype === 'float32' ? Math.fround(value) : value)
  const draw = (rows: number, columns: number) =>
    Array.from({ length: rows }, () => Array.from({ length: columns }, () => single(random.normal())))
  const x = draw(N, shaped.nodes[shaped.inputs[0]].units)
  const y = draw(N, m)
  const omega = Array.from({ length: N }, (_, i) => (weights ? (i === 4 ? 0 : 0.5 + random.uniform()) : 1))
  const momentum = 0.9
  const run = {
    graph: model.graph,
    params: Float64Array.from(model.params, (value, p) => single(value + 0.1 * Math.sin(p))),
    samples: {
      count: N,
      inputs: [Float64Array.from(x.flat())],
      targets: [Float64Array.from(y.flat())],
      ...(weights && { weights: Float64Array.from(omega) }),
    },
    heads: [{ loss: 'meanSquaredError' as const, weight: 1 }],
    optimizer: {
      method: 'smwGN' as const,
      rows: 'ggn' as const,
      outputLayer: 'eliminated' as const,
      sketch,
      gradientBatch: 'full' as const,
      curvatureBatch: N,
      curvatureFrom: 'gradientBatch' as const,
      solve: 'rows' as const,
      damping: { kind: 'constant' as const, lambda },
      learningRate: constant(1),
      momentum,
      klClip: 0,
      lossBound: 0,
      rejectBadSteps: false,
    },
    weightDecay,
    tags: [],
  }
  const { stepper, layout, workspace } = await openRun(run as never, dtype, lambda)
  // What the direction says of itself, beside where it lies.
  const { direction: of } = stepper as unknown as { direction: Direction }
  const solve = of.solve.bind(of)
  let said: Solved | undefined
  of.solve = start => {
    said = solve({ ...start, trial: true })
    return said
  }
  const seen: { error: number; expected: ReturnType<typeof denseEliminated>; said: Solved }[] = []
  let previous: number[] | undefined
  for (let step = 0; step < 2; step++) {
    const params = Array.from(workspace.vector(stepper.theta))
    const outcome = stepper.step({ rate: 0.3, used: 0 })
    assert.ok(outcome.accepted)
    const direction = Float64Array.from(workspace.vector(layout.arrays.direction))
    const batch = denseBatch(one, x, y, omega, params)
    const options = { lambda, weightDecay, momentum, sketch, seed: 0, draw: step }
    const expected = denseEliminated({ ...batch, previous }, options)
    seen.push({ error: distance(direction, expected.direction), expected, said: said as Solved })
    previous = Array.from(direction)
  }
  return seen
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
  { name: 'two paths, joined', model: joined() },
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
