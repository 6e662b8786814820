import { messageOf } from '../brand.js'
import { WoodburyError } from '../errors.js'
import { requireLosses } from '../model/losses/table.js'
import { Breath } from '../runtime/breath.js'
import { ABORT, Control, END } from '../runtime/control.js'
import { type Executor, InlineExecutor } from '../runtime/executor.js'
import { createMemory } from '../runtime/memory/create-memory.js'
import { PoolExecutor, type SharedRun, serveKernels } from '../runtime/pool-executor.js'
import { milliseconds } from '../runtime/timers.js'
import { instantiateKernels } from '../runtime/wasm/instantiate.js'
import type { Layout } from '../step/layout.js'
import type { Steppers } from '../step/steppers.js'
import { Loop, type LoopHooks, type LoopResult } from '../train/loop.js'
import type { RunState } from '../train/plan.js'
import type { EpochRecord, StepRecord } from '../train/records.js'
import type { Modules } from './modules.js'
import type { RunPlan } from './plan.js'

/** What a leader tells the caller, in order. */
export type RunEvent =
  | { readonly kind: 'step'; readonly record: StepRecord }
  | { readonly kind: 'epoch'; readonly record: EpochRecord }
  | { readonly kind: 'checkpoint'; readonly state: RunState }

/** One message: the events since the last, and at the end of the run how it went. */
export interface RunMessage {
  readonly events: readonly RunEvent[]
  readonly result?: LoopResult
  readonly error?: {
    readonly code?: string
    readonly message: string
    readonly facts?: object
    /** Where in the worker. */
    readonly stack?: string
  }
}

/** Milliseconds between two messages. */
const MESSAGE_EVERY = 25

/** How a worker trains by methods of these steps. */
export function leaders(steppers: Steppers) {
  return {
    /**
     * Trains a plan in this thread with the pool's helpers; everything it has to say goes through `port`. The memory
     * stands after what shares objects: Firefox 140 counts one object too many for it, and later references then miss.
     */
    async lead(plan: RunPlan, layout: Layout, run: SharedRun, port: MessagePort): Promise<void> {
      const control = new Control(run.control)
      try {
        await train(plan, layout, port, steppers, {
          executor: () => new PoolExecutor(run, kernelsOf(run), control),
          onTurn: current => {
            control.current = current
          },
          aborted: () => control.state === ABORT,
        })
      } finally {
        control.state = END
      }
    },

    /** Trains a plan in this thread, over a memory of its own; any message through `port` aborts it. */
    async leadAlone(plan: RunPlan, layout: Layout, { module, family }: Modules, port: MessagePort): Promise<void> {
      let aborted = false
      port.onmessage = () => {
        aborted = true
      }
      await train(plan, layout, port, steppers, {
        executor() {
          const memory = createMemory(layout.pages)
          const kernels = instantiateKernels(module, memory, plan.simd, family)
          return new InlineExecutor(memory, kernels, plan.simd, layout.scratch[0])
        },
        onTurn() {},
        aborted: () => aborted,
      })
      port.close()
    },
  }
}

/** Where a plan is trained: its executor, made after the listener stands, and how the caller's word arrives. */
interface Around {
  executor(): Executor
  onTurn(current: number): void
  aborted(): boolean
}

/** Never rejects: an error goes through the port. */
async function train(
  plan: RunPlan,
  layout: Layout,
  port: MessagePort,
  steppers: Steppers,
  around: Around,
): Promise<void> {
  const breath = new Breath()
  let events: RunEvent[] = []
  let sent = milliseconds()
  const send = (more: Omit<RunMessage, 'events'> = {}) => {
    port.postMessage({ events, ...more } satisfies RunMessage)
    events = []
    sent = milliseconds()
  }
  const tell = (event: RunEvent) => {
    events.push(event)
    if (milliseconds() - sent >= MESSAGE_EVERY) send()
  }
  try {
    const hooks: LoopHooks = {
      onStep: record => tell({ kind: 'step', record }),
      onEpoch: record => tell({ kind: 'epoch', record }),
      onCheckpoint: state => tell({ kind: 'checkpoint', state }),
      onTurn: around.onTurn,
      breathe: () => breath.due(),
      aborted: around.aborted,
    }
    requireLosses(plan.heads.map(({ loss }) => loss))
    const loop = new Loop(plan, layout, around.executor(), hooks, steppers)
    around.onTurn(0)
    send({ result: await loop.run() })
  } catch (error) {
    const { code, facts } = error instanceof WoodburyError ? error : { code: undefined, facts: undefined }
    send({ error: { code, facts, message: messageOf(error), stack: (error as Partial<Error> | undefined)?.stack } })
  } finally {
    breath.close()
  }
}

const kernelsOf = ({ module, memory, simd, family }: SharedRun) => instantiateKernels(module, memory, simd, family)

/** Serves the leader of a run as thread `t` until it ends. */
export function serve(run: SharedRun, t: number): void {
  serveKernels(run, kernelsOf(run), new Control(run.control), t)
}
