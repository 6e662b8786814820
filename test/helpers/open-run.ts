import type { Damping } from '../../src/damping/table.js'
import type { Batch, Samples } from '../../src/model/feed.js'
import type { RunPlan } from '../../src/place/plan.js'
import { wantsFamily } from '../../src/place/wants-family.js'
import { PURPOSE, stream } from '../../src/random/index.js'
import { arrayOf, type DType, type FloatArray } from '../../src/runtime/dtype.js'
import { InlineExecutor } from '../../src/runtime/executor.js'
import { createMemory } from '../../src/runtime/memory/create-memory.js'
import { familyModules } from '../../src/runtime/wasm/family-modules.js'
import { instantiateKernels } from '../../src/runtime/wasm/instantiate.js'
import { trainingKernels } from '../../src/runtime/wasm/training-kernels.js'
import { Batches, drawSamples } from '../../src/step/batches.js'
import { familySteppers } from '../../src/step/family-steppers.js'
import { layoutOf } from '../../src/step/layout.js'
import { ParameterPair } from '../../src/step/parameters.js'
import { stepperFor } from '../../src/step/steppers.js'
import { Workspace } from '../../src/step/workspace.js'
import type { RandomRun } from '../reference/random-run.js'

const rounded = (dtype: DType, values: FloatArray): FloatArray => {
  const result = arrayOf(dtype, values.length)
  result.set(values)
  return result
}

/** The real step of a random run with a rule or a constant λ, opened so that a test sees its direction and batches. */
export async function openRun(run: RandomRun, dtype: DType, rule: number | Damping, more: Partial<RunPlan> = {}) {
  const samples: Samples = {
    ...run.samples,
    inputs: run.samples.inputs.map(input => rounded(dtype, input)),
    targets: run.samples.targets.map(y => (y instanceof Int32Array ? y : rounded(dtype, y))),
  }
  const damping = typeof rule === 'number' ? { kind: 'constant' as const, lambda: rule } : rule
  const optimizer = { ...run.optimizer, damping }
  const plan: RunPlan = {
    graph: run.graph,
    params: rounded(dtype, run.params),
    dtype,
    heads: run.heads,
    optimizer,
    budget: {},
    weightDecay: run.weightDecay,
    seed: 0,
    threads: 1,
    place: 'inline',
    simd: 'plain',
    training: samples,
    digests: {},
    standardized: false,
    profile: false,
    ...more,
  }
  const layout = layoutOf(plan)
  const memory = createMemory(layout.pages)
  const family = wantsFamily(plan.optimizer) ? await familyModules.module('plain') : undefined
  const exports = instantiateKernels(await trainingKernels.module('plain'), memory, 'plain', family)
  const workspace = new Workspace(plan, layout, new InlineExecutor(memory, exports, 'plain', layout.scratch[0]))
  for (const place of layout.theta) workspace.vector(place).set(plan.params)
  const parameters = new ParameterPair(layout.theta, layout.graph.parameters, () => {})
  const stepper = stepperFor({ plan, workspace, parameters }, familySteppers)
  const order = new Batches(0, samples.count, optimizer.gradientBatch)
  const batches = {
    get current(): Batch {
      return order.current
    },
    /** S2 of the step: S1, its head, or a draw of its own. */
    curvature(step: number): Batch {
      const S1 = order.current
      if (optimizer.curvatureFrom === 'independent' || !S1.places)
        return S1.count <= optimizer.curvatureBatch && optimizer.curvatureFrom !== 'independent'
          ? S1
          : drawSamples(stream(0, PURPOSE.curvatureBatch, step), samples.count, optimizer.curvatureBatch)
      const count = Math.min(optimizer.curvatureBatch, S1.count)
      return { start: 0, count, places: S1.places.subarray(0, count) }
    },
    advance: () => order.advance(),
  }
  return { stepper, layout, workspace, samples, batches, plan }
}
