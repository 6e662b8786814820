import { Control } from '../src/runtime/control.js'
import { type SharedRun, serveKernels } from '../src/runtime/pool-executor.js'
import { instantiateKernels } from '../src/runtime/wasm/instantiate.js'

addEventListener('message', ({ data }: MessageEvent<{ run: SharedRun; thread: number }>) => {
  const { run, thread } = data
  const exports = instantiateKernels(run.module, run.memory, run.simd)
  postMessage('ready')
  serveKernels(run, exports, new Control(run.control), thread)
  postMessage('over')
})
