// The same for worker_threads, which Deno and Bun have too.
import threads from 'node:worker_threads'

const started = new Set()

threads.Worker = class extends threads.Worker {
  constructor(...args) {
    super(...args)
    started.add(this)
    this.once('exit', () => started.delete(this))
  }
}

export const killWorker = () => [...started][0].terminate()
export const living = () => started.size
