import { transfer } from 'comlink/dist/esm/comlink.mjs'
import { workers } from '#workers'
import { messageOf } from '../brand.js'
import { WoodburyError, type WoodburyErrorCode } from '../errors.js'
import { ABORT, Control, LOST } from '../runtime/control.js'
import { type FloatArray, viewOf } from '../runtime/dtype.js'
import type { SharedRun } from '../runtime/pool-executor.js'
import { DISPOSED } from '../runtime/pools.js'
import type { Layout } from '../step/layout.js'
import type { LoopResult } from '../train/loop.js'
import { buffersOf } from './hand-over.js'
import type { RunMessage } from './lead.js'
import { type Modules, modulesOf } from './modules.js'
import type { RunPlan } from './plan.js'
import { giveBack, type Pool } from './pool.js'
import type { RunListener } from './run-listener.js'

export { takePool } from './pool.js'

/** How the caller reaches a run that goes on elsewhere. */
interface Reach {
  start(plan: RunPlan, port: MessagePort, failed: (error: unknown) => void): void
  abort(port: MessagePort): void
  lose(): void
  /** The last accepted parameters that can be read from here. */
  params(): FloatArray | undefined
}

/**
 * Trains a plan in a pool of workers: over one shared memory the first leads and the others serve; where memory cannot
 * be shared one worker has its own. This thread only listens. A worker that ends or fails ends the run.
 * @throws WoodburyError WORKER_LOST with the last accepted parameters in `facts.params`
 */
export async function runInWorkers(
  pool: Pool,
  plan: RunPlan,
  layout: Layout,
  listener: RunListener,
): Promise<LoopResult> {
  const { port1, port2 } = await workers.channel()
  let reach: Reach | undefined
  const abort = () => reach?.abort(port1)
  listener.signal?.addEventListener('abort', abort)
  try {
    const modules = await modulesOf(plan)
    const reached = plan.place === 'pool' ? shared(pool, plan, layout, modules) : alone(pool, layout, modules)
    reach = reached
    let sent: FloatArray | undefined
    // In a test runner's realm what arrives through a port is of another.
    const native = ({ buffer, byteOffset, length }: FloatArray) => viewOf(plan.dtype, buffer, byteOffset, length)
    return await new Promise<LoopResult>((resolve, reject) => {
      const lose = (reason: string) => {
        reached.lose()
        pool.broken = true
        const params = reached.params() ?? sent ?? plan.params
        reject(
          new WoodburyError(
            'WORKER_LOST',
            `fit: a worker was lost (${reason}). The last accepted parameters are in error.partial; run again to go on from them.`,
            { reason, params },
          ),
        )
      }
      pool.whenLost(lose)
      if (pool.broken) return lose(pool.disposed ? DISPOSED : 'it ended before the run')
      port1.onmessage = ({ data }: MessageEvent<RunMessage>) => {
        for (const event of data.events) {
          if (event.kind === 'step') listener.onStep(event.record)
          else if (event.kind === 'epoch') listener.onEpoch(event.record)
          else {
            sent = native(event.state.params)
            listener.onCheckpoint(event.state)
          }
        }
        if (data.error?.code === 'WORKER_LOST') lose(data.error.message)
        else if (data.error) reject(errorOf(data.error))
        else if (data.result) resolve({ ...data.result, params: native(data.result.params) })
      }
      // Before the start, or the first steps would not see it.
      if (listener.signal?.aborted) abort()
      reached.start(plan, port2, error => lose(messageOf(error)))
    })
  } finally {
    listener.signal?.removeEventListener('abort', abort)
    port1.close()
    giveBack(pool)
  }
}

const given = (plan: RunPlan): RunPlan => transfer(plan, buffersOf(plan))

function shared(pool: Pool, plan: RunPlan, layout: Layout, modules: Modules): Reach {
  const memory = pool.memory.zeroed(layout.pages)
  const control = new Control()
  const run: SharedRun = { memory, ...modules, control: control.shared, simd: plan.simd, scratch: layout.scratch }
  return {
    start(sent, port, failed) {
      const [leader, ...helpers] = pool.members.slice(0, plan.threads)
      leader.worker.lead(given(sent), layout, run, transfer(port, [port])).catch(failed)
      helpers.forEach(({ worker }, k) => {
        worker.serve(run, k + 1).catch(failed)
      })
    },
    abort() {
      control.state = ABORT
    },
    lose() {
      control.state = LOST
    },
    params() {
      const { current } = control
      if (current < 0) return undefined
      return viewOf(plan.dtype, memory.buffer, layout.theta[current], plan.params.length).slice()
    },
  }
}

function alone(pool: Pool, layout: Layout, modules: Modules): Reach {
  return {
    start(sent, port, failed) {
      pool.members[0].worker.leadAlone(given(sent), layout, modules, transfer(port, [port])).catch(failed)
    },
    abort: port => port.postMessage('abort'),
    lose() {},
    params: () => undefined,
  }
}

function errorOf({ code, message, facts, stack }: NonNullable<RunMessage['error']>): Error {
  const cause = stack === undefined ? undefined : { cause: { stack } }
  if (code === undefined) return new Error(message, cause)
  return new WoodburyError(code as WoodburyErrorCode, message, { ...facts }, cause)
}
