import { Breath } from '../runtime/breath.js'
import { InlineExecutor } from '../runtime/executor.js'
import { createMemory } from '../runtime/memory/create-memory.js'
import { instantiateKernels } from '../runtime/wasm/instantiate.js'
import type { Layout } from '../step/layout.js'
import type { Steppers } from '../step/steppers.js'
import { Loop, type LoopHooks, type LoopResult } from '../train/loop.js'
import { modulesOf } from './modules.js'
import type { RunPlan } from './plan.js'
import type { RunListener } from './run-listener.js'

/** Trains in the calling thread, which gets a turn every 20 ms. @throws WoodburyError */
export async function trainHere(
  plan: RunPlan,
  layout: Layout,
  listener: RunListener,
  steppers: Steppers,
): Promise<LoopResult> {
  const { module, family } = await modulesOf(plan)
  const memory = createMemory(layout.pages)
  const executor = new InlineExecutor(
    memory,
    instantiateKernels(module, memory, plan.simd, family),
    plan.simd,
    layout.scratch[0],
  )
  const breath = new Breath()
  try {
    const hooks: LoopHooks = {
      onStep: record => listener.onStep(record),
      onEpoch: record => listener.onEpoch(record),
      onCheckpoint: state => listener.onCheckpoint(state),
      onTurn() {},
      breathe: () => breath.due(),
      aborted: () => listener.signal?.aborted ?? false,
    }
    return await new Loop(plan, layout, executor, hooks, steppers).run()
  } finally {
    breath.close()
  }
}
