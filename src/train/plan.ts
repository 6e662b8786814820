import type { Samples } from '../model/feed.js'
import type { FloatArray } from '../runtime/dtype.js'
import type { StepPlan } from '../step/plan.js'

/** How long a run may go on; the first limit reached ends it. */
export interface Budget {
  readonly epochs?: number
  readonly steps?: number
  readonly seconds?: number
}

export interface EarlyStopping {
  /** Epochs without an improvement of the validation loss. */
  readonly patience: number
  /** An improvement is more than this. */
  readonly minDelta: number
  /** Whether the result holds the parameters of the best epoch. */
  readonly restoreBest: boolean
}

/** How often a checkpoint is sent to the caller: steps, or seconds of the run's own time. */
export type CheckpointEvery = number | { readonly seconds: number }

/** What the loop around the steps follows from. */
export interface LoopPlan extends StepPlan {
  readonly params: FloatArray
  readonly budget: Budget
  /** Steps after which this call ends, wherever the run is in its budget. */
  readonly callSteps?: number
  readonly validation?: Samples
  /** Whether inputs or targets are scaled by constants. */
  readonly standardized: boolean
  readonly earlyStopping?: EarlyStopping
  /** Of a run on residuals: its sets by their numbers, as messages call them. */
  readonly sets?: readonly string[]
  /** None is sent without it. */
  readonly checkpointEvery?: CheckpointEvery
  readonly resume?: RunState
}

/** Where a run stands after a step, as plain data: with the plan it is all that is needed to go on, bit for bit. */
export interface RunState {
  readonly params: FloatArray
  /** What the method keeps, and the parameters of the best epochs, by name. */
  readonly arrays: Readonly<Record<string, FloatArray>>
  readonly counters: Readonly<Record<string, number>>
}
