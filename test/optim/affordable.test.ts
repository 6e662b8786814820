import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rowsPerSample } from '../../src/curvature/rows.js'
import { residualVariance, smwGN, smwNG } from '../../src/index.js'
import type { Graph } from '../../src/model/graph.js'
import { lossOf } from '../../src/model/losses/table.js'
import { shapesOf } from '../../src/model/shapes.js'
import { choose } from '../../src/optim/auto.js'
import { hasRows } from '../../src/optim/guards.js'
import { methodOf, type ResolvedOptimizer, settle } from '../../src/optim/table.js'
import type { Task } from '../../src/optim/task.js'
import type { RunPlan } from '../../src/place/plan.js'
import { layoutOf } from '../../src/step/layout.js'
import { denseGraph } from '../helpers/dense-graph.js'

const GIB = 2 ** 30
const INPUTS = 20

type LossName = 'meanSquaredError' | 'softmaxCrossEntropy'

interface Case {
  readonly what: string
  readonly task: Task
  readonly graph: Graph
  readonly loss: LossName
  readonly settled: ResolvedOptimizer
}

function* grid(): Generator<Case> {
  for (const m of [1, 2, 10, 26, 100, 1000, 5000])
    for (const hidden of [[], [16], [500, 500]]) {
      const graph = denseGraph(INPUTS, [...hidden, m])
      const { nodes, parameters } = shapesOf(graph)
      const widths = nodes.reduce(
        (sum, { slots, inputUnits, units }) => sum + (slots.length && inputUnits[0] + units),
        0,
      )
      for (const samples of [1, 30, 500, 5000, 500_000])
        for (const loss of m === 1
          ? (['meanSquaredError'] as const)
          : (['meanSquaredError', 'softmaxCrossEntropy'] as const))
          for (const optimizer of ['auto', smwGN(), smwNG(), smwGN({ damping: 1 })] as const)
            for (const noise of ['some', 'none'] as const)
              for (const seconds of [undefined, 0.05, 2, 60])
                for (const dtype of ['float32', 'float64'] as const) {
                  const task = {
                    samples,
                    parameters,
                    inputs: 0,
                    widths,
                    dtype,
                    heads: [{ loss: lossOf(loss), m }],
                    noise,
                    seconds,
                  }
                  const settled = optimizer === 'auto' ? choose(task).settled : settle(optimizer, task)
                  const what = `${optimizer === 'auto' ? optimizer : optimizer.method} m ${m} hidden ${hidden} n ${samples} ${loss} ${noise} ${seconds} s ${dtype}`
                  yield { what, task, graph, loss, settled }
                }
    }
}

const cases = [...grid()]

function forecastOf(
  { graph, loss, task }: Pick<Case, 'graph' | 'loss' | 'task'>,
  optimizer: ResolvedOptimizer,
): number {
  const training = { count: task.samples, inputs: [{ length: task.samples * INPUTS }], targets: [] }
  const plan = {
    graph,
    dtype: task.dtype,
    heads: [{ loss, weight: 1 }],
    optimizer,
    training,
    weightDecay: 0,
    threads: 2,
  }
  return layoutOf(plan as unknown as RunPlan).bytes
}

test(`with nothing said no forecast of ${cases.length} kinds of run is above 2 GiB`, () => {
  for (const one of cases) {
    const bytes = forecastOf(one, one.settled)
    assert.ok(bytes <= 2 * GIB, `${one.what}: ${(bytes / GIB).toFixed(1)} GiB`)
  }
})

test('a step takes at most 1/20 of the seconds at 8 Gflop/s (float64: 4), or one Adam step of 128 samples, or 10 Mflop', () => {
  for (const { what, task, settled } of cases) {
    if (task.seconds === undefined) continue
    const speed = task.dtype === 'float64' ? 4e9 : 8e9
    const flops = methodOf(settled).flops(settled, task)
    assert.ok(flops <= Math.max((task.seconds / 20) * speed, 6 * 128 * task.parameters, 1e7), `${what}: ${flops}`)
  }
})

test('a batch of curvature has 20 samples (all rows of squared errors: 40) or all there are, and at most 4,096 rows; 26 classes have at most 600', () => {
  for (const { what, task, loss, settled } of cases) {
    if (!hasRows(settled)) continue
    const least = loss === 'meanSquaredError' ? 40 : 20
    assert.ok(settled.curvatureBatch >= Math.min(least, task.samples), `${what}: ${settled.curvatureBatch}`)
    const rows = settled.curvatureBatch * rowsPerSample(settled.rows, task.heads)
    const classes26 = loss === 'softmaxCrossEntropy' && task.heads[0].m === 26
    assert.ok(rows <= (classes26 ? 600 : 4096), `${what}: ${rows} rows`)
  }
})

const of = (m: number, loss: LossName, more: Partial<Task> = {}): Task => ({
  samples: 3000,
  parameters: 70_000,
  inputs: 20,
  widths: 1276,
  dtype: 'float32',
  heads: [{ loss: lossOf(loss), m }],
  noise: 'some',
  ...more,
})

test('1,000 classes: one random combination a sample, 540 samples; 26 classes: all 25 rows of 22', () => {
  const many = settle(smwGN(), of(1000, 'softmaxCrossEntropy'))
  assert.ok(hasRows(many) && many.method === 'smwGN' && many.rows === 'sketched' && many.curvatureBatch === 540)
  const some = settle(smwGN(), of(26, 'softmaxCrossEntropy'))
  assert.ok(hasRows(some) && some.rows === 'ggn' && some.curvatureBatch === 22)
})

test('2,000 numbers: Adam where nothing was said, smwNG with the options that were; 12 keep all their rows', () => {
  const task = of(2000, 'meanSquaredError', { samples: 200 })
  assert.is(settle(smwGN(), task).method, 'adam')
  assert.equal(settle(smwGN({ gradientBatch: 50 }), task), settle({ method: 'adam', gradientBatch: 50 }, task))
  const said = settle(smwGN({ damping: 3 }), task)
  assert.ok(
    hasRows(said) &&
      said.method === 'smwNG' &&
      said.rows === 'sampled' &&
      said.damping.kind === 'constant' &&
      said.damping.lambda === 3,
  )
  for (const noise of ['some', 'none'] as const) {
    const few = settle(smwGN(), of(12, 'meanSquaredError', { samples: 2000, parameters: 1644, widths: 144, noise }))
    assert.ok(hasRows(few) && few.rows === 'ggn' && few.curvatureBatch >= 40, noise)
  }
})

test('a curvatureBatch above the recipe takes the batch of the gradient with it, unless that was said', () => {
  const classes = of(1000, 'softmaxCrossEntropy', { samples: 3000 })
  const alone = settle(smwGN({ curvatureBatch: 250 }), classes)
  assert.ok(hasRows(alone) && alone.gradientBatch === 250 && alone.curvatureBatch === 250)
  const both = settle(smwGN({ curvatureBatch: 250, gradientBatch: 100 }), classes)
  assert.ok(hasRows(both) && both.gradientBatch === 100 && both.curvatureBatch === 100)
})

test('a curvatureBatch that was said stays, whatever it costs; so does a full gradient', () => {
  const asked = settle(smwGN({ curvatureBatch: 7 }), of(2000, 'meanSquaredError', { seconds: 1 }))
  assert.ok(hasRows(asked) && asked.rows === 'ggn' && asked.curvatureBatch === 7)
  const full = settle(smwGN({ gradientBatch: 'full' }), of(1, 'meanSquaredError', { samples: 500_000, seconds: 0.1 }))
  assert.is(full.gradientBatch, 'full')
})

test('450,000 noisy samples in 20 seconds: mini-batches of 250, each of three times the precision; of a loss without residuals 500 with λ = 0.03', () => {
  const large = of(1, 'meanSquaredError', { samples: 450_000, parameters: 5569, widths: 277, seconds: 20 })
  const timed = settle(smwGN(), large)
  assert.ok(hasRows(timed) && timed.gradientBatch === 250 && timed.curvatureBatch === 250)
  assert.equal(hasRows(timed) && timed.damping, residualVariance({ steps: 1000, precision: 2250 }))
  const counts = { ...large, heads: [{ loss: lossOf('poisson'), m: 1 }] }
  assert.is(settle(smwGN(), { ...counts, seconds: undefined }).gradientBatch, 'full')
  const counted = settle(smwGN(), counts)
  assert.ok(hasRows(counted) && counted.gradientBatch === 500 && counted.curvatureBatch === 500)
  assert.equal(hasRows(counted) && counted.damping, { kind: 'constant', lambda: 0.03 })
})

test.run()
