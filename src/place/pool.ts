import { type Remote, releaseProxy, wrap } from 'comlink/dist/esm/comlink.mjs'
import { workers } from '#workers'
import { ARENA_BASE } from '../runtime/memory/arena.js'
import { createMemory } from '../runtime/memory/create-memory.js'
import { RunMemory } from '../runtime/memory/run-memory.js'
import { DISPOSED, type LivingPool, livingPools, workerUrl } from '../runtime/pools.js'
import { greeted } from '../runtime/worker-kinds/greet.js'
import type { Spawned } from '../runtime/worker-kinds/workers.js'
import type { hello, Probe } from './hello.js'
import type { leaders, serve } from './lead.js'
import { coreOf } from './modules.js'
import { ownModules } from './own-modules.js'
import type { RunPlan } from './plan.js'

/** The verbs of a worker. */
export interface PoolWorker extends ReturnType<typeof leaders> {
  readonly hello: typeof hello
  readonly serve: typeof serve
}

interface Member {
  readonly spawned: Spawned
  readonly worker: Remote<PoolWorker>
}

/** The number of the probes, in float32. */
const SEEN = 1.5

/** Workers that are ready for a run; every proxy lives as long as its worker, or Comlink would drop its calls. */
export class Pool implements LivingPool {
  #lost: (reason: string) => void = () => {}
  #gone: Promise<void> | undefined
  readonly memory = new RunMemory()
  broken = false
  disposed = false

  private constructor(
    readonly members: readonly Member[],
    /** Whether the workers see linear memory that this thread writes, and the other way round. */
    readonly shares: boolean,
    /** Whether the workers know every method. */
    readonly family: boolean,
    /** Modules of the user's that the workers have imported. */
    readonly modules: readonly string[],
  ) {
    livingPools.add(this)
    for (const { spawned } of members)
      spawned.onLost(reason => {
        this.broken = true
        this.#lost(reason)
      })
  }

  /** Starts workers and hears each say hello; a rejection says why there is no pool. */
  static async start(plan: RunPlan): Promise<Pool> {
    const spawned: Spawned[] = []
    let died: string | undefined
    try {
      const probes = workers.memoryStaysHere() === undefined ? await probesOf(plan) : []
      const members = await Promise.all(
        Array.from({ length: plan.threads }, async (_, t): Promise<Member> => {
          const one = await workers.spawn(workerUrl(), plan.family ? 'family' : 'paper')
          spawned.push(one)
          const worker = wrap<PoolWorker>(one.endpoint)
          await greeted(one, worker.hello(probes[t], ownModules()))
          one.onLost(reason => {
            died = reason
          })
          return { spawned: one, worker }
        }),
      )
      if (died !== undefined) throw new Error(died)
      return new Pool(members, probes.length > 0 && probes.every(seen), plan.family ?? false, ownModules())
    } catch (error) {
      await Promise.all(spawned.map(one => one.terminate()))
      throw error
    }
  }

  whenLost(listener: (reason: string) => void): void {
    this.#lost = listener
  }

  hold(held: boolean): void {
    for (const { spawned } of this.members) spawned.hold(held)
  }

  /** Resolves when every worker is gone. A run that needs them hears that they are lost. */
  end(): Promise<void> {
    this.#gone ??= this.#leave()
    return this.#gone
  }

  async #leave(): Promise<void> {
    if (!this.broken) this.#lost(DISPOSED)
    this.disposed = true
    this.broken = true
    // Comlink waits for a proxy to be collected and holds its endpoint for that, through which this pool holds the proxy.
    for (const { worker } of this.members) worker[releaseProxy]()
    await Promise.all(this.members.map(({ spawned }) => spawned.terminate()))
    livingPools.delete(this)
  }
}

async function probesOf(plan: RunPlan): Promise<Probe[]> {
  const { threads, simd } = plan
  const module = await coreOf(plan)
  const from = ARENA_BASE
  return Array.from({ length: threads }, () => {
    const memory = createMemory(Math.ceil((from + 16) / 65536))
    new Float32Array(memory.buffer, from, 1)[0] = SEEN
    return { module, memory, simd, from, to: from + 4 }
  })
}

const seen = ({ memory, to }: Probe): boolean => new Float32Array(memory.buffer, to, 1)[0] === SEEN

let idle: Pool | undefined

/** A new pool, which whoever ends all pools waits for and ends too. */
async function started(plan: RunPlan): Promise<Pool> {
  const start = Pool.start(plan)
  const starting: LivingPool = {
    end: () =>
      start.then(
        pool => pool.end(),
        () => {},
      ),
  }
  livingPools.add(starting)
  try {
    return await start
  } finally {
    livingPools.delete(starting)
  }
}

/**
 * The idle pool if it is large enough and knows the method, else a new one: runs at the same time do not wait for one
 * another.
 */
export async function takePool(plan: RunPlan): Promise<Pool> {
  // Workers that were disposed of would stand in the way of the next ones.
  if (idle?.broken) idle = undefined
  const fits =
    idle !== undefined &&
    idle.members.length >= plan.threads &&
    (idle.family || !plan.family) &&
    idle.modules === ownModules()
  const pool = fits ? (idle as Pool) : await started(plan)
  if (pool === idle) idle = undefined
  pool.hold(true)
  return pool
}

export function giveBack(pool: Pool): void {
  pool.whenLost(() => {})
  if (pool.broken || (idle && idle.members.length >= pool.members.length && (idle.family || !pool.family))) {
    void pool.end()
    return
  }
  void idle?.end()
  idle = pool
  pool.hold(false)
}
