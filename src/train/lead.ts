import { WoodburyError } from '../errors.js'
import { Breath } from '../runtime/breath.js'
import { ABORT, Control, END } from '../runtime/control.js'
import { instantiateKernels } from '../runtime/load.js'
import { PoolExecutor, type SharedRun, serveKernels } from '../runtime/pool-executor.js'
import type { Layout } from './layout.js'
import { Loop, type LoopResult } from './loop.js'
import type { RunPlan, RunState } from './plan.js'
import type { EpochRecord, StepRecord } from './records.js'

/** What a leader tells the caller, in order. */
export type RunEvent =
  | { readonly kind: 'step'; readonly record: StepRecord }
  | { readonly kind: 'epoch'; readonly record: EpochRecord }
  | { readonly kind: 'checkpoint'; readonly state: RunState }

/** One message: the events since the last, and at the end of the run how it went. */
export interface RunMessage {
  readonly events: readonly RunEvent[]
  readonly result?: LoopResult
  readonly error?: { readonly code?: string; readonly message: string; readonly facts?: object }
}

/** Milliseconds between two messages. */
const MESSAGE_EVERY = 50

/** Trains a plan in this thread with the pool's helpers; everything it has to say goes through `port`. */
export async function lead(run: SharedRun, plan: RunPlan, layout: Layout, port: MessagePort): Promise<void> {
  const control = new Control(run.control)
  const breath = new Breath()
  let events: RunEvent[] = []
  let sent = performance.now()
  const send = (more: Omit<RunMessage, 'events'> = {}) => {
    port.postMessage({ events, ...more } satisfies RunMessage)
    events = []
    sent = performance.now()
  }
  const tell = (event: RunEvent) => {
    events.push(event)
    if (performance.now() - sent >= MESSAGE_EVERY) send()
  }
  try {
    const executor = new PoolExecutor(run, instantiateKernels(run.module, run.memory, run.simd), control)
    const loop = new Loop(plan, layout, executor, {
      onStep: record => tell({ kind: 'step', record }),
      onEpoch: record => tell({ kind: 'epoch', record }),
      onCheckpoint: state => tell({ kind: 'checkpoint', state }),
      onTurn: current => {
        control.current = current
      },
      breathe: () => breath.due(),
      aborted: () => control.state === ABORT,
    })
    control.current = 0
    send({ result: await loop.run() })
  } catch (error) {
    const { code, facts } = error instanceof WoodburyError ? error : { code: undefined, facts: undefined }
    send({ error: { code, facts, message: error instanceof Error ? error.message : String(error) } })
  } finally {
    breath.close()
    control.state = END
  }
}

/** Serves the leader of a run as thread `t` until it ends. */
export function serve(run: SharedRun, t: number): void {
  serveKernels(run, instantiateKernels(run.module, run.memory, run.simd), new Control(run.control), t)
}
