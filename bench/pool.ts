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

/** A helper that is ready; `ended` resolves when it is over. */
interface Helper {
  readonly ended: Promise<unknown>
}

async function nodeHelper(run: SharedRun, thread: number): Promise<Helper> {
  const { Worker } = await import('node:worker_threads')
  const worker = new Worker(new URL('helper-thread.js', import.meta.url), { workerData: { run, thread } })
  const ended = new Promise(resolve => worker.once('exit', resolve))
  await new Promise(resolve => worker.once('message', resolve))
  return { ended }
}

/** The helper says that it is ready, and then that it is over. */
async function webHelper(run: SharedRun, thread: number): Promise<Helper> {
  const worker = new Worker(new URL('web-helper.js', import.meta.url), { type: 'module' })
  const said = () => new Promise(resolve => worker.addEventListener('message', resolve, { once: true }))
  const ready = said()
  worker.postMessage({ run, thread })
  await ready
  return { ended: said().then(() => worker.terminate()) }
}

/** The executor of a run with as many threads as scratch areas; this thread leads, and may not be that of a page. */
export async function openPool(build: Build, pages: number, scratch: readonly number[]): Promise<OpenPool> {
  const memory = createMemory(pages)
  const module = await trainingKernels.module(build)
  const control = new Control()
  const run: SharedRun = { memory, module, control: control.shared, simd: build, scratch }
  const start = typeof Worker === 'function' ? webHelper : nodeHelper
  const helpers = await Promise.all(scratch.slice(1).map((_, k) => start(run, k + 1)))
  const executor = new PoolExecutor(run, instantiateKernels(module, memory, build), control)
  return {
    executor,
    async close() {
      control.state = END
      await Promise.all(helpers.map(({ ended }) => ended))
    },
  }
}
