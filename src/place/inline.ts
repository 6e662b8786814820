import { Breath } from '../runtime/breath.js'
import { InlineExecutor } from '../runtime/executor.js'
import { createMemory, instantiateKernels } from '../runtime/wasm/instantiate.js'
import { trainingKernels } from '../runtime/wasm/training-kernels.js'
import type { Layout } from '../step/layout.js'
import { Loop, type LoopResult } from '../train/loop.js'
import type { RunPlan } from './plan.js'
import type { RunListener } from './run-listener.js'

/** Trains in the calling thread, which gets a turn every 20 ms. @throws WoodburyError */
export async function runInline(plan: RunPlan, layout: Layout, listener: RunListener): Promise<LoopResult> {
  const module = await trainingKernels.module(plan.simd)
  const memory = createMemory(layout.pages)
  const executor = new InlineExecutor(
    memory,
    instantiateKernels(module, memory, plan.simd),
    plan.simd,
    layout.scratch[0],
  )
  const breath = new Breath()
  try {
    const loop = new Loop(plan, layout, executor, {
      onStep: record => listener.onStep(record),
      onEpoch: record => listener.onEpoch(record),
      onCheckpoint: state => listener.onCheckpoint(state),
      onTurn() {},
      breathe: () => breath.due(),
      aborted: () => listener.signal?.aborted ?? false,
    })
    return await loop.run()
  } finally {
    breath.close()
  }
}
