import { dense, fit, type Optimizer, sequential } from '../src/index.js'
import { isSecondOrder } from '../src/optim/guards.js'
import { prepareRun } from '../src/prepare/prepare-run.js'
import { InlineExecutor } from '../src/runtime/executor.js'
import { createMemory } from '../src/runtime/memory/create-memory.js'
import { instantiateKernels, type KernelExports } from '../src/runtime/wasm/instantiate.js'
import { trainingKernels } from '../src/runtime/wasm/training-kernels.js'
import { familySteppers } from '../src/step/family-steppers.js'
import { ParameterPair } from '../src/step/parameters.js'
import { stepperFor } from '../src/step/steppers.js'
import { Workspace } from '../src/step/workspace.js'
import { type OpenPool, openPool } from './pool.js'
import { CLASSES, HIDDEN, INPUTS, RATE, type TrainingSet } from './rivals/network.js'
import type { Build } from './row.js'

/** A run of which single steps can be timed. */
export interface Trainer {
  step(): number
  close(): Promise<void>
}

/** Steps whose losses in float32 and float64 are compared. */
const RESIDUAL_STEPS = 5

export const network = () => sequential({ input: INPUTS, seed: 1 }, [dense(HIDDEN, 'tanh'), dense(CLASSES)])

/** Opens a run below `fit`. `wrap` sees the kernels of a run of one thread before they are used. */
export async function openTrainer(
  build: Build,
  { count, x, labels }: TrainingSet,
  optimizer: Optimizer,
  threads = 1,
  wrap: (exports: KernelExports) => KernelExports = exports => exports,
): Promise<Trainer> {
  const data = { x: { data: x, shape: [count, INPUTS] as [number, number] }, y: labels }
  const { plan, layout } = prepareRun(network(), data, { optimizer, threads, epochs: 1e6 })
  let pool: OpenPool | undefined
  if (threads > 1) pool = await openPool(build, layout.pages, layout.scratch)
  const memory = pool?.executor.memory ?? createMemory(layout.pages)
  const exports = pool ? undefined : wrap(instantiateKernels(await trainingKernels.module(build), memory, build))
  const executor = pool?.executor ?? new InlineExecutor(memory, exports as KernelExports, build, layout.scratch[0])
  const workspace = new Workspace(plan, layout, executor)
  for (const place of layout.theta) workspace.vector(place).set(plan.params)
  const parameters = new ParameterPair(layout.theta, layout.graph.parameters, () => {})
  const stepper = stepperFor({ plan, workspace, parameters }, familySteppers)
  const rate = isSecondOrder(plan.optimizer) ? 1 : RATE
  return { step: () => stepper.step({ rate, used: 0 }).loss, close: async () => pool?.close() }
}

/** Final loss of a few steps of the public `fit`. */
async function lossOf(
  { count, x, labels }: TrainingSet,
  optimizer: Optimizer,
  dtype: 'float32' | 'float64',
  steps: number,
) {
  const data = { x: { data: x, shape: [count, INPUTS] as [number, number] }, y: labels }
  const { history } = await fit(network(), data, { optimizer, threads: 1, steps, dtype })
  return history[history.length - 1].loss
}

/** |loss − loss in float64| as a share of that, after a few steps. */
export async function residualOf(set: TrainingSet, optimizer: Optimizer): Promise<number> {
  const [single, double] = [
    await lossOf(set, optimizer, 'float32', RESIDUAL_STEPS),
    await lossOf(set, optimizer, 'float64', RESIDUAL_STEPS),
  ]
  return Math.abs(single - double) / double
}
