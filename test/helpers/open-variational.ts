import type { FitOptions, Model } from '../../src/index.js'
import { prepareVariational } from '../../src/prepare/variational/prepare-variational.js'
import { viewOf } from '../../src/runtime/dtype.js'
import { InlineExecutor } from '../../src/runtime/executor.js'
import { createMemory } from '../../src/runtime/memory/create-memory.js'
import { familyModules } from '../../src/runtime/wasm/family-modules.js'
import { instantiateKernels } from '../../src/runtime/wasm/instantiate.js'
import { trainingKernels } from '../../src/runtime/wasm/training-kernels.js'
import { familySteppers } from '../../src/step/family-steppers.js'
import { ParameterPair } from '../../src/step/parameters.js'
import { stepperFor } from '../../src/step/steppers.js'
import { Workspace } from '../../src/step/workspace.js'

/** A variational run as its loop has it, opened so that a test can look at walkers, parameters and directions. */
export async function openVariational(model: Model, options: FitOptions) {
  const { plan, layout } = prepareVariational(model, { dtype: 'float64', ...options })
  const memory = createMemory(layout.pages)
  const family = await familyModules.module('plain')
  const exports = instantiateKernels(await trainingKernels.module('plain'), memory, 'plain', family)
  const workspace = new Workspace(plan, layout, new InlineExecutor(memory, exports, 'plain', layout.scratch[0]))
  const parameters = new ParameterPair(layout.theta, layout.graph.parameters, () => {})
  for (const place of layout.theta) workspace.vector(place).set(plan.params)
  const stepper = stepperFor({ plan, workspace, parameters }, familySteppers)
  const length = plan.training.inputs[0].length
  const walkers = () => Array.from(viewOf(plan.dtype, workspace.kernels.buffer, layout.arrays.walkers, length))
  const vector = (name: string) => Array.from(workspace.vector(layout.arrays[name]))
  return { plan, layout, workspace, stepper, walkers, vector, theta: () => Array.from(workspace.vector(stepper.theta)) }
}
