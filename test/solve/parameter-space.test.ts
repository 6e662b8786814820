/** The normal matrix of more rows than a block of `ParameterSpace` holds, against one formed sample by sample in plain loops. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Graph } from '../../src/model/graph.js'
import { shapesOf } from '../../src/model/shapes.js'
import { stream } from '../../src/random/index.js'
import { openRun } from '../helpers/open-run.js'
import { denseCurvature, denseGradient, denseModel } from '../reference/direction.js'
import { distance, solveDense } from '../reference/linear.js'
import type { PlainName } from '../reference/losses.js'
import type { RandomRun } from '../reference/random-run.js'

const LAMBDA = 0.21
const BLOCK = 256

function graphOf(m: number): Graph {
  const dense = { kind: 'dense', bias: true, init: 'auto' } as const
  return {
    nodes: [
      { kind: 'input', name: 'x', from: [], units: 2 },
      { ...dense, name: 'a', from: ['x'], units: 3, activation: 'tanh' },
      { ...dense, name: 'z', from: ['a'], units: m, activation: 'linear' },
    ],
    inputs: ['x'],
    outputs: ['z'],
  }
}

/** A run of `samples` with the loss whose Gauss–Newton rows are wanted; weights, so that no two blocks look alike. */
function runOf(loss: PlainName, m: number, samples: number): RandomRun {
  const random = stream(m, 51)
  const normals = (length: number) => Float64Array.from({ length }, () => random.normal())
  const raw = Float64Array.from({ length: samples }, () => 0.2 + random.uniform())
  const total = raw.reduce((a, b) => a + b)
  const graph = graphOf(m)
  return {
    graph,
    params: normals(shapesOf(graph).parameters),
    heads: [{ loss, weight: 1 }],
    samples: {
      count: samples,
      inputs: [normals(samples * 2)],
      targets: [
        loss === 'softmaxCrossEntropy'
          ? Int32Array.from({ length: samples }, () => random.below(m))
          : normals(samples * m),
      ],
      weights: raw.map(weight => (weight * samples) / total),
    },
    weightDecay: 0,
    optimizer: {
      method: 'smwGN',
      rows: 'ggn',
      gradientBatch: 'full',
      curvatureBatch: samples,
      curvatureFrom: 'gradientBatch',
      solve: 'parameters',
      learningRate: { kind: 'constant', rate: 1 },
      momentum: 0,
      klClip: 0,
      lossBound: 0,
      rejectBadSteps: false,
    },
    tags: [],
  }
}

const cases: readonly [q: number, loss: PlainName, m: number, samples: number][] = [
  [1, 'meanSquaredError', 1, BLOCK],
  [1, 'meanSquaredError', 1, BLOCK + 1],
  [1, 'meanSquaredError', 1, 600],
  [3, 'meanSquaredError', 3, 90],
  [4, 'meanSquaredError', 4, 130],
  [5, 'softmaxCrossEntropy', 6, 110],
  [7, 'meanSquaredError', 7, 75],
]

for (const [q, loss, m, samples] of cases)
  test(`q = ${q}, ${q * samples} rows (${loss}): normal matrix and direction are the dense ones to 1e-10`, async () => {
    const run = runOf(loss, m, samples)
    const { stepper, workspace, layout, plan } = await openRun(run, 'float64', LAMBDA)
    const { curvature } = layout
    if (curvature?.side.kind !== 'parameters') throw new Error('not in parameter space')
    assert.equal([curvature.q, curvature.rows], [q, q * samples])
    stepper.step({ rate: 1e-3, used: 0 })
    const P = run.params.length
    const all = { start: 0, count: samples }
    const dense = denseModel(run, plan.params, all, all, 0)
    const C = denseCurvature(dense, P)
    const normal = new Float64Array(workspace.kernels.buffer, curvature.side.room.normal, P * P)
    const lower = (value: (p: number, s: number) => number) =>
      Array.from({ length: P }, (_, p) => Array.from({ length: p + 1 }, (__, s) => value(p, s))).flat()
    const error = distance(
      lower((p, s) => normal[p * P + s] / samples),
      lower((p, s) => C[p][s]),
    )
    assert.ok(error <= 1e-10, `normal matrix: ${error}`)
    const shifted = C.map((row, p) => row.map((value, s) => value + (p === s ? LAMBDA : 0)))
    const expected = solveDense(
      shifted,
      denseGradient(dense, P).map(value => -value),
    )
    const off = distance(workspace.vector(layout.arrays.direction), expected)
    assert.ok(off <= 1e-10, `direction: ${off}`)
  })

test.run()
