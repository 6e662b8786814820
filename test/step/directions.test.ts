import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { spansGradient } from '../../src/curvature/rows.js'
import type { Batch } from '../../src/model/feed.js'
import type { DType } from '../../src/runtime/dtype.js'
import { openRun } from '../helpers/open-run.js'
import { type DenseModel, denseCurvature, denseDirection, denseGradient, denseModel } from '../reference/direction.js'
import { distance, norm } from '../reference/linear.js'
import { type RandomRun, randomRun } from '../reference/random-run.js'

const EPSILON = { float32: 2 ** -24, float64: 2 ** -53 }

const RUNS = Array.from({ length: 200 }, (_, seed) => randomRun(seed))

test('in 200 graphs each kind of node, loss, row, batch relation, weights and decay occurs at least 20 times', () => {
  const counts = new Map<string, number>()
  for (const { tags } of RUNS) for (const tag of tags) counts.set(tag, (counts.get(tag) ?? 0) + 1)
  const wanted =
    'input dense activation add concat meanSquaredError softmaxCrossEntropy sigmoidCrossEntropy ggn sampled empirical improvedEmpirical sketched same subset independent full weights decay momentum wide'
  for (const tag of wanted.split(' ')) assert.ok((counts.get(tag) ?? 0) >= 20, `${tag}: ${counts.get(tag)}`)
})

test('in at least 20 of them some layers take products through the inner Gram, next to others that do not', async () => {
  const kinds = { mixed: 0, all: 0 }
  for (const run of RUNS) {
    const { layout } = await openRun(run, 'float64', 1)
    const { through = [], gradientDeltas } = layout.curvature ?? {}
    if (!gradientDeltas) continue
    const layers = layout.graph.nodes.flatMap(({ slots }, k) => (slots.length > 0 ? [through[k] !== undefined] : []))
    kinds[layers.includes(false) ? 'mixed' : 'all']++
  }
  assert.ok(kinds.mixed >= 10 && kinds.mixed + kinds.all >= 20, JSON.stringify(kinds))
})

/**
 * A rounded g has components outside the span of the rows, which (C + λI)⁻¹ turns into ε‖g‖/λ of the
 * solution, and the parameter side rounds C as well. The push-through form on the row side has neither.
 */
function inherent(
  run: RandomRun,
  dtype: DType,
  dense: DenseModel,
  parameterSide: boolean,
  lambda: number,
  d: number[],
): number {
  const P = d.length
  const spans = run.tags.includes('same') && spansGradient(run.optimizer.rows)
  const ofC = parameterSide ? norm(denseCurvature(dense, P).flat()) : 0
  const ofG = spans && !parameterSide ? 0 : norm(denseGradient(dense, P)) / norm(d)
  return (4 * EPSILON[dtype] * (ofC + ofG)) / lambda
}

/** The worst relative error of the directions of one step over all runs; step 1 only where momentum changes it. */
async function worst(dtype: DType, lambda: number, step: 0 | 1): Promise<{ error: number; seed: number }> {
  let found = { error: 0, seed: -1 }
  for (let seed = 0; seed < RUNS.length; seed++) {
    if (step === 1 && RUNS[seed].optimizer.momentum === 0) continue
    const error = await directionError(RUNS[seed], dtype, lambda, step)
    if (!(error <= found.error)) found = { error, seed }
  }
  return found
}

const firstModels = { float32: new Map<RandomRun, DenseModel>(), float64: new Map<RandomRun, DenseModel>() }

/** The model of the first step, which is the same for every λ. */
function firstModel(dtype: DType, run: RandomRun, compute: () => DenseModel): DenseModel {
  const known = firstModels[dtype].get(run) ?? compute()
  firstModels[dtype].set(run, known)
  return known
}

async function directionError(run: RandomRun, dtype: DType, lambda: number, last: 0 | 1): Promise<number> {
  const { stepper, layout, workspace, samples, batches } = await openRun(run, dtype, lambda)
  const known = { ...run, samples }
  let carried: Float64Array | undefined
  for (let step = 0; ; step++) {
    const params = Float64Array.from(workspace.vector(stepper.theta))
    const S1 = batches.current
    const S2: Batch = batches.curvature(step)
    // A short step, so that the second direction is asked for at parameters like the first.
    const outcome = stepper.step({ rate: 0.1 * lambda, used: 0 })
    assert.ok(outcome.accepted, `step ${step} of ${run.tags} was refused`)
    const d = Float64Array.from(workspace.vector(layout.arrays.direction))
    if (step === last) {
      const model = () => denseModel(known, params, S1, S2, step)
      const dense = step === 0 ? firstModel(dtype, run, model) : model()
      const expected = denseDirection(dense, params, lambda, run.weightDecay, carried, run.optimizer.momentum)
      const error = distance(d, expected)
      return Math.max(
        0,
        error - inherent(run, dtype, dense, layout.curvature?.side.kind === 'parameters', lambda, expected),
      )
    }
    carried = d
    batches.advance()
  }
}

const bound = async (dtype: DType, lambda: number, step: 0 | 1, most: number) => {
  const { error, seed } = await worst(dtype, lambda, step)
  assert.ok(error <= most, `seed ${seed} (${RUNS[seed]?.tags}): ${error}`)
}

for (const lambda of [1e-6, 1e-3, 1])
  test(`float64 directions equal the dense solve, λ = ${lambda}: relative error ≤ 1e-10`, () =>
    bound('float64', lambda, 0, 1e-10))

for (const lambda of [1e-3, 1])
  test(`float32 directions equal the dense solve, λ = ${lambda}: relative error ≤ 1e-4`, () =>
    bound('float32', lambda, 0, 1e-4))

// The carried direction is as long as 1/λ and cancels in the row span, so its digits are those of ε ‖C‖/λ.
for (const [dtype, lambda, most] of [
  ['float64', 1e-3, 1e-10],
  ['float64', 1, 1e-12],
  ['float32', 1, 1e-4],
] as const)
  test(`${dtype} directions with momentum equal the dense solve, λ = ${lambda}: relative error ≤ ${most}`, () =>
    bound(dtype, lambda, 1, most))

test.run()
