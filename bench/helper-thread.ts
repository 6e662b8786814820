import { parentPort, workerData } from 'node:worker_threads'
import { Control } from '../src/runtime/control.js'
import { type SharedRun, serveKernels } from '../src/runtime/pool-executor.js'
import { instantiateKernels } from '../src/runtime/wasm/instantiate.js'

const { run, thread } = workerData as { run: SharedRun; thread: number }
const exports = instantiateKernels(run.module, run.memory, run.simd)
parentPort?.postMessage('ready')
serveKernels(run, exports, new Control(run.control), thread)
