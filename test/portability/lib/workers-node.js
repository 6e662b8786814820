// The same for worker_threads, which Deno and Bun have too.
import module from 'node:module'
import threads from 'node:worker_threads'

const started = new Set()

threads.Worker = class extends threads.Worker {
  constructor(...args) {
    super(...args)
    started.add(this)
    this.once('exit', () => started.delete(this))
  }
}

// For engines in which the library has to import what others hand out.
module.syncBuiltinESMExports?.()

export const killWorker = () => [...started][0].terminate()
export const living = () => started.size
