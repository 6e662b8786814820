import { Worker } from 'node:worker_threads'
import { Control, END } from '../src/runtime/control.js'
import type { Executor } from '../src/runtime/executor.js'
import { createMemory } from '../src/runtime/memory/create-memory.js'
import { PoolExecutor, type SharedRun } from '../src/runtime/pool-executor.js'
import { instantiateKernels } from '../src/runtime/wasm/instantiate.js'
import { trainingKernels } from '../src/runtime/wasm/training-kernels.js'
import type { Build } from './row.js'

export interface OpenPool {
  readonly executor: Executor
  close(): Promise<void>
}

/** The executor of a run with as many threads as scratch areas; this thread leads. */
export async function openPool(build: Build, pages: number, scratch: readonly number[]): Promise<OpenPool> {
  const memory = createMemory(pages)
  const module = await trainingKernels.module(build)
  const control = new Control()
  const run: SharedRun = { memory, module, control: control.shared, simd: build, scratch }
  const script = new URL('helper-thread.js', import.meta.url)
  const workers = scratch.slice(1).map((_, k) => new Worker(script, { workerData: { run, thread: k + 1 } }))
  await Promise.all(workers.map(worker => new Promise(resolve => worker.once('message', resolve))))
  const executor = new PoolExecutor(run, instantiateKernels(module, memory, build), control)
  return {
    executor,
    async close() {
      control.state = END
      await Promise.all(workers.map(worker => new Promise(resolve => worker.once('exit', resolve))))
    },
  }
}
