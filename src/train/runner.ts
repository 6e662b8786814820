import type { Layout } from './layout.js'
import type { LoopResult } from './loop.js'
import type { RunPlan, RunState } from './plan.js'
import type { EpochRecord, StepRecord } from './records.js'

/** What the caller of a run hears, always in its own thread, once for each record and in order. */
export interface RunListener {
  onStep(record: StepRecord): void
  onEpoch(record: EpochRecord): void
  onCheckpoint(state: RunState): void
  readonly signal?: AbortSignal
}

/**
 * Trains a plan somewhere: in this thread, or led by a worker.
 * @throws WoodburyError; a lost worker's has the last accepted parameters in `facts.params`
 */
export type Runner = (plan: RunPlan, layout: Layout, listener: RunListener) => Promise<LoopResult>
