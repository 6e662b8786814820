import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs'
import { builtin } from '../wasm/builtin.js'
import type { Workers } from './workers.js'

/** Node, Deno and Bun. Deno's and Bun's own workers keep a process alive; Node's, which they have too, need not. */
export const workers: Workers = {
  exist: () => globalThis.process !== undefined,

  async spawn(url) {
    const { Worker } = await builtin<typeof import('node:worker_threads')>('node:worker_threads')
    // Options of this process such as --input-type do not fit a worker, and would end it at once.
    const options = { execArgv: [] }
    const worker = url
      ? new Worker(url, options)
      : new Worker((await import('#inline/worker-node')).default, { ...options, eval: true })
    return {
      endpoint: nodeEndpoint(worker),
      onLost(listener) {
        worker.once('error', error => listener(error.message))
        worker.once('exit', code => listener(`the worker exited with code ${code}`))
      },
      hold(held) {
        if (held) worker.ref()
        else worker.unref()
      },
      async terminate() {
        await worker.terminate()
      },
    }
  },

  async channel() {
    const { MessageChannel } = await builtin<typeof import('node:worker_threads')>('node:worker_threads')
    return new MessageChannel() as unknown as globalThis.MessageChannel
  },

  memoryStaysHere: () => undefined,
  isPage: () => false,

  hardwareThreads() {
    const told = globalThis.navigator?.hardwareConcurrency
    return told || (globalThis.process?.getBuiltinModule?.('node:os')?.availableParallelism() ?? 1)
  },
}
