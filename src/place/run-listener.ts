import type { RunState } from '../train/plan.js'
import type { EpochRecord, StepRecord } from '../train/records.js'

/** What the caller of a run hears, always in its own thread, once for each record and in order. Never throws. */
export interface RunListener {
  onStep(record: StepRecord): void
  onEpoch(record: EpochRecord): void
  onCheckpoint(state: RunState): void
  readonly signal?: AbortSignal
}
