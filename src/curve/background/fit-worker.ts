import { type Remote, releaseProxy, wrap } from 'comlink/dist/esm/comlink.mjs'
import { workers } from '#workers'
import { autoThreads } from '../../runtime/auto-threads.js'
import { DISPOSED, type LivingPool, livingPools, settingsNow, workerUrl } from '../../runtime/pools.js'
import { greeted } from '../../runtime/worker-kinds/greet.js'
import type { Spawned } from '../../runtime/worker-kinds/workers.js'
import type { FitVerbs } from './fit-verbs.js'

/** A worker that fits curves for one call at a time. */
export class FitWorker implements LivingPool {
  isLost = false
  #lose!: (reason: string) => void
  readonly #lost = new Promise<never>((_, reject) => {
    this.#lose = reason => {
      this.isLost = true
      reject(new Error(reason))
    }
  })
  #gone: Promise<void> | undefined

  private constructor(
    private readonly spawned: Spawned,
    private readonly verbs: Remote<FitVerbs>,
  ) {
    // Whoever asks it for something hears.
    this.#lost.catch(() => {})
    livingPools.add(this)
    spawned.onLost(reason => {
      this.#lose(reason)
      void this.end()
    })
  }

  /** A rejection says why there is none. */
  static async start(): Promise<FitWorker> {
    const spawned = await workers.spawn(workerUrl(), 'curve')
    try {
      const verbs = wrap<FitVerbs>(spawned.endpoint)
      await greeted(spawned, verbs.hello())
      return new FitWorker(spawned, verbs)
    } catch (error) {
      await spawned.terminate()
      throw error
    }
  }

  /** The answer of the worker, or a rejection once it is lost: a message to a dead one is never answered. */
  ask<T>(question: (verbs: Remote<FitVerbs>) => Promise<T>): Promise<T> {
    return this.isLost ? this.#lost : Promise.race([question(this.verbs), this.#lost])
  }

  hold(held: boolean): void {
    this.spawned.hold(held)
  }

  end(): Promise<void> {
    this.#gone ??= this.#leave()
    return this.#gone
  }

  async #leave(): Promise<void> {
    this.#lose(DISPOSED)
    // Comlink waits for a proxy to be collected, and holds its endpoint for that.
    this.verbs[releaseProxy]()
    await this.spawned.terminate()
    livingPools.delete(this)
  }
}

let idle: FitWorker[] = []

/** Why the last worker would not start: none is tried again before `init` changes something. */
let refused: { readonly settings: number; readonly error: unknown } | undefined

/** An idle worker or a new one. @throws why there is none */
export async function takeFitWorker(): Promise<FitWorker> {
  idle = idle.filter(worker => !worker.isLost)
  const worker = idle.pop() ?? (await started())
  worker.hold(true)
  return worker
}

export function giveBackFitWorker(worker: FitWorker): void {
  if (worker.isLost || idle.length >= autoThreads()) {
    void worker.end()
    return
  }
  worker.hold(false)
  idle.push(worker)
}

/** A new worker, which whoever ends all pools waits for and ends too. */
async function started(): Promise<FitWorker> {
  const settings = settingsNow()
  if (refused?.settings === settings) throw refused.error
  const start = FitWorker.start()
  const starting: LivingPool = {
    end: () =>
      start.then(
        worker => worker.end(),
        () => {},
      ),
  }
  livingPools.add(starting)
  try {
    return await start
  } catch (error) {
    refused = { settings, error }
    throw error
  } finally {
    livingPools.delete(starting)
  }
}
