import { Breath } from '../runtime/breath.js'
import { InlineExecutor } from '../runtime/executor.js'
import { createMemory, instantiateKernels, kernelModule } from '../runtime/load.js'
import { Loop } from './loop.js'
import type { Runner } from './runner.js'

/** Trains in the calling thread, which gets a turn every 20 ms. */
export const runInline: Runner = async (plan, layout, listener) => {
  const module = await kernelModule(plan.simd)
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
