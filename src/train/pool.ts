import { type Remote, transfer, wrap } from 'comlink/dist/esm/comlink.mjs'
import { WoodburyError, type WoodburyErrorCode } from '../errors.js'
import { ABORT, Control, LOST } from '../runtime/control.js'
import { viewOf } from '../runtime/dtype.js'
import { createMemory, kernelModule } from '../runtime/load.js'
import type { SharedRun } from '../runtime/pool-executor.js'
import { type Spawned, spawn } from '../runtime/spawn.js'
import type { lead, RunMessage, serve } from './lead.js'
import type { LoopResult } from './loop.js'
import type { Runner } from './runner.js'

/** The verbs of a worker. */
export interface PoolWorker {
  readonly lead: typeof lead
  readonly serve: typeof serve
}

interface Member {
  readonly spawned: Spawned
  readonly worker: Remote<PoolWorker>
}

/** Workers that are ready for a run; every proxy lives as long as its worker, or Comlink would drop its calls. */
class Pool {
  #lost: (reason: string) => void = () => {}
  broken = false

  private constructor(readonly members: readonly Member[]) {
    for (const { spawned } of members)
      spawned.onLost(reason => {
        this.broken = true
        this.#lost(reason)
      })
  }

  static async start(threads: number): Promise<Pool> {
    const spawned = await Promise.all(Array.from({ length: threads }, () => spawn(workerUrl)))
    return new Pool(spawned.map(one => ({ spawned: one, worker: wrap<PoolWorker>(one.endpoint) })))
  }

  whenLost(listener: (reason: string) => void): void {
    this.#lost = listener
  }

  hold(held: boolean): void {
    for (const { spawned } of this.members) spawned.hold(held)
  }

  end(): void {
    this.broken = true
    for (const { spawned } of this.members) spawned.terminate()
  }
}

let workerUrl: string | URL | undefined
let idle: Pool | undefined
const busy = new Set<Pool>()

/** Where workers are loaded from, for places in which the default address does not hold. */
export function setWorkerUrl(url: string | URL): void {
  workerUrl = url
}

/** Ends every worker; runs that still need theirs reject with WORKER_LOST. */
export function endPools(): void {
  const pools = [...busy, ...(idle ? [idle] : [])]
  idle = undefined
  for (const pool of pools) pool.end()
}

/** The idle pool if it is large enough, else a new one: runs at the same time do not wait for one another. */
async function take(threads: number): Promise<Pool> {
  const pool = idle && !idle.broken && idle.members.length >= threads ? idle : await Pool.start(threads)
  if (pool === idle) idle = undefined
  busy.add(pool)
  pool.hold(true)
  return pool
}

function giveBack(pool: Pool): void {
  busy.delete(pool)
  pool.whenLost(() => {})
  if (pool.broken || (idle && idle.members.length >= pool.members.length)) {
    pool.end()
    return
  }
  idle?.end()
  idle = pool
  pool.hold(false)
}

/**
 * Trains a plan in a pool of workers over one shared memory: the first leads, the others serve, this thread only
 * listens. A worker that ends or fails ends the run.
 * @throws WoodburyError WORKER_LOST with the last accepted parameters in `facts.params`
 */
export const runInPool: Runner = async (plan, layout, listener) => {
  const module = await kernelModule(plan.simd)
  const memory = createMemory(layout.pages)
  const control = new Control()
  const run: SharedRun = { memory, module, control: control.shared, simd: plan.simd, scratch: layout.scratch }
  const pool = await take(plan.threads)
  const abort = () => {
    control.state = ABORT
  }
  if (listener.signal?.aborted) abort()
  listener.signal?.addEventListener('abort', abort)
  const { port1, port2 } = new MessageChannel()
  try {
    return await new Promise<LoopResult>((resolve, reject) => {
      const lose = (reason: string) => {
        control.state = LOST
        pool.end()
        const { current } = control
        const params =
          current < 0
            ? plan.params
            : viewOf(plan.dtype, memory.buffer, layout.theta[current], plan.params.length).slice()
        reject(
          new WoodburyError(
            'WORKER_LOST',
            `fit: a worker was lost (${reason}). The last accepted parameters are in error.partial; run again to go on from them.`,
            { reason, params },
          ),
        )
      }
      pool.whenLost(lose)
      port1.onmessage = ({ data }: MessageEvent<RunMessage>) => {
        try {
          for (const event of data.events) {
            if (event.kind === 'step') listener.onStep(event.record)
            else if (event.kind === 'epoch') listener.onEpoch(event.record)
            else listener.onCheckpoint(event.state)
          }
        } catch (error) {
          abort()
          reject(error)
        }
        if (data.error) reject(errorOf(data.error))
        else if (data.result) resolve(data.result)
      }
      const [leader, ...helpers] = pool.members.slice(0, plan.threads)
      const failed = (error: unknown) => lose(error instanceof Error ? error.message : String(error))
      leader.worker.lead(run, plan, layout, transfer(port2, [port2])).catch(failed)
      helpers.forEach(({ worker }, k) => {
        worker.serve(run, k + 1).catch(failed)
      })
    })
  } finally {
    listener.signal?.removeEventListener('abort', abort)
    port1.close()
    giveBack(pool)
  }
}

function errorOf({ code, message, facts }: NonNullable<RunMessage['error']>): Error {
  if (code === undefined) return new Error(message)
  return new WoodburyError(code as WoodburyErrorCode, message, { ...facts })
}
