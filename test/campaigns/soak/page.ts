/** The soak of a page; what the page is asked for stands in its address, the answer is posted to its server. */
// @ts-expect-error: the bundle has no declarations of its own; they are those of src/index.ts.
import * as bundle from '/dist/lib/web/woodbury.js'
import type * as library from '../../../src/index.js'
import { soak } from './scenario.js'
import type { Memory } from './world.js'

const live = new Set<Worker>()
const end = Worker.prototype.terminate
globalThis.Worker = class extends Worker {
  constructor(...args: ConstructorParameters<typeof Worker>) {
    super(...args)
    live.add(this)
  }
  override terminate() {
    live.delete(this)
    super.terminate()
  }
}

/** A worker that crashes tells the page nothing, and neither does this. */
function loseWorker(): void {
  const [worker] = live
  if (!worker) return
  live.delete(worker)
  end.call(worker)
}

async function memory(): Promise<Memory> {
  for (let k = 0; k < 3; k++) {
    await new Promise(resolve => setTimeout(resolve))
    ;(globalThis as { gc?: () => void }).gc?.()
  }
  // Objects alone: what measureUserAgentSpecificMemory gives grows by itself when it is asked again and again.
  const { usedJSHeapSize } = (performance as unknown as { memory: { usedJSHeapSize: number } }).memory
  return { heap: Math.round((usedJSHeapSize / 2 ** 20) * 10) / 10 }
}

const asked = new URLSearchParams(location.search)
const unheard: string[] = []
addEventListener('unhandledrejection', ({ reason }) => unheard.push(`unhandled rejection: ${reason}`))
addEventListener('error', ({ message }) => unheard.push(`error: ${message}`))
const api = bundle as typeof library
const place = { api, workers: () => live.size, loseWorker, memory }
const post = (path: string, value: unknown) => fetch(path, { method: 'POST', body: JSON.stringify(value) })
try {
  const result = await soak(
    place,
    Number(asked.get('count')),
    Number(asked.get('seed')),
    line => void post('/say', line),
  )
  await api.dispose()
  await post('/report', { ...result, failures: [...result.failures, ...unheard], left: live.size })
} catch (error) {
  await post('/report', { failed: String((error as Error).stack) })
}
