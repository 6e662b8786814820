import type { Spawned, Workers, WorkerText } from './workers.js'

const NOT_ISOLATED =
  'this page is not cross-origin isolated. Serve it with the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp'

/** Not a test's fake. */
const { MessageChannel: Channel } = globalThis

const texts: Record<WorkerText, () => Promise<{ default: string }>> = {
  paper: () => import('#inline/worker-web'),
  family: () => import('#inline/family-worker-web'),
  curve: () => import('#inline/curve-worker-web'),
  operators: () => import('#inline/operators-worker-web'),
}

/** Pages, their workers, and whatever else speaks the web's words. */
export const workers: Workers = {
  exist: () => typeof Worker === 'function' && typeof MessageChannel === 'function',

  async spawn(url, text = 'paper') {
    if (url) return started(new Worker(url))
    const { default: source } = await texts[text]()
    const blob = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
    const worker = new Worker(blob)
    const spawned = started(worker)
    const revoke = () => URL.revokeObjectURL(blob)
    worker.addEventListener('message', revoke, { once: true })
    worker.addEventListener('error', revoke, { once: true })
    return spawned
  },

  channel: async () => new Channel(),

  memoryStaysHere() {
    if (!globalThis.crossOriginIsolated) return NOT_ISOLATED
    return typeof SharedArrayBuffer === 'function' ? undefined : 'this engine shares no memory between threads'
  },

  isPage: () => typeof document === 'object',
  hardwareThreads: () => globalThis.navigator?.hardwareConcurrency || 1,
}

function started(worker: Worker): Spawned {
  let lost = (_reason: string) => {}
  const ended = new AbortController()
  // What the worker locks while it lives is granted to this thread when it dies, of which nothing else would tell.
  worker.addEventListener('message', ({ data }) => {
    if (data.alive === undefined) return
    navigator.locks.request(data.alive, { signal: ended.signal }, () => lost('the worker ended')).catch(() => {})
  })
  worker.addEventListener('error', event => lost(event.message || 'its script could not be loaded'))
  worker.addEventListener('messageerror', () => lost('a message could not be read'))
  return {
    endpoint: worker,
    onLost(listener) {
      lost = listener
    },
    // A page does not end by itself, so nothing needs holding.
    hold() {},
    async terminate() {
      ended.abort()
      worker.terminate()
    },
  }
}
