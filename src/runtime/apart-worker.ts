import { type Remote, releaseProxy, wrap } from 'comlink/dist/esm/comlink.mjs'
import { workers } from '#workers'
import { autoThreads } from './auto-threads.js'
import { DISPOSED, type LivingPool, livingPools, settingsNow, workerUrl } from './pools.js'
import { greeted } from './worker-kinds/greet.js'
import type { Spawned, WorkerText } from './worker-kinds/workers.js'

/** What every worker can be asked for. */
interface Greets {
  hello(): Promise<{ readonly version: string }>
}

/** A worker that computes for one caller at a time, apart from the pools of runs. */
export class ApartWorker<V extends Greets> implements LivingPool {
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
    private readonly verbs: Remote<V>,
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
  static async start<V extends Greets>(text: WorkerText): Promise<ApartWorker<V>> {
    const spawned = await workers.spawn(workerUrl(), text)
    try {
      const verbs = wrap<V>(spawned.endpoint)
      await greeted(spawned, (verbs as Greets).hello())
      return new ApartWorker<V>(spawned, verbs)
    } catch (error) {
      await spawned.terminate()
      throw error
    }
  }

  /** The answer of the worker, or a rejection once it is lost: a message to a dead one is never answered. */
  ask<T>(question: (verbs: Remote<V>) => Promise<T>): Promise<T> {
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
    ;(this.verbs as { [releaseProxy](): void })[releaseProxy]()
    await this.spawned.terminate()
    livingPools.delete(this)
  }
}

/** The workers of one kind that wait for their next caller. */
export class ApartWorkers<V extends Greets> {
  #idle: ApartWorker<V>[] = []
  /** Why the last worker would not start: none is tried again before `init` changes something. */
  #refused: { readonly settings: number; readonly error: unknown } | undefined

  constructor(private readonly text: WorkerText) {}

  /** An idle worker or a new one. @throws why there is none */
  async take(): Promise<ApartWorker<V>> {
    this.#idle = this.#idle.filter(worker => !worker.isLost)
    const worker = this.#idle.pop() ?? (await this.#started())
    worker.hold(true)
    return worker
  }

  giveBack(worker: ApartWorker<V>): void {
    if (worker.isLost || this.#idle.length >= autoThreads()) {
      void worker.end()
      return
    }
    worker.hold(false)
    this.#idle.push(worker)
  }

  /** A new worker, which whoever ends all pools waits for and ends too. */
  async #started(): Promise<ApartWorker<V>> {
    const settings = settingsNow()
    if (this.#refused?.settings === settings) throw this.#refused.error
    const start = ApartWorker.start<V>(this.text)
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
      this.#refused = { settings, error }
      throw error
    } finally {
      livingPools.delete(starting)
    }
  }
}
