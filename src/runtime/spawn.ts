import type { Endpoint } from 'comlink'

/** A started worker, alike on the web and in Node. */
export interface Spawned {
  readonly endpoint: Endpoint
  /** Called once if the worker ends or fails by itself. */
  onLost(listener: (reason: string) => void): void
  /** Whether a process waits for the worker. */
  hold(held: boolean): void
  terminate(): void
}

const entry = (name: string): URL => new URL(`../../workers/${name}.js`, import.meta.url)

/** Whether workers can be started here at all. */
export const hasWorkers = (): boolean => typeof Worker === 'function' || hasNodeWorkers()

/** In Node, Deno and Bun: only these workers can be told not to keep a process alive in all three. */
const hasNodeWorkers = (): boolean => typeof process === 'object' && typeof process.versions?.node === 'string'

/** Starts one worker. @param url of the web entry, where the bundler's default does not hold */
export async function spawn(url?: string | URL): Promise<Spawned> {
  return hasNodeWorkers() ? spawnNode(url ?? entry('node')) : spawnWeb(url ?? entry('web'))
}

function spawnWeb(url: string | URL): Spawned {
  const worker = new Worker(url, { type: 'module' })
  return {
    endpoint: worker,
    onLost(listener) {
      worker.addEventListener('error', event => listener(event.message || 'the worker failed'))
      worker.addEventListener('messageerror', () => listener('a message could not be read'))
    },
    // A page does not end by itself, so nothing needs holding.
    hold() {},
    terminate: () => worker.terminate(),
  }
}

async function spawnNode(url: string | URL): Promise<Spawned> {
  const { Worker: NodeWorker } = await import('node:worker_threads')
  const { default: nodeEndpoint } = await import('comlink/dist/esm/node-adapter.mjs')
  // Options of this process such as --input-type do not fit a worker, and would end it at once.
  const worker = new NodeWorker(url, { execArgv: [] })
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
    terminate() {
      void worker.terminate()
    },
  }
}
