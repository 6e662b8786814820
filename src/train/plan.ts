import type { Samples } from '../model/feed.js'
import type { Graph } from '../model/graph.js'
import type { HeadSpec } from '../model/heads.js'
import type { ResolvedOptimizer } from '../optim/optimizer.js'
import type { DType, FloatArray } from '../runtime/dtype.js'
import type { SimdBuild } from '../runtime/simd.js'
import type { Place } from './threads.js'

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

/** All that a leader needs to train: one structured-cloneable value. */
export interface RunPlan {
  readonly graph: Graph
  readonly params: FloatArray
  readonly dtype: DType
  readonly heads: readonly HeadSpec[]
  readonly optimizer: ResolvedOptimizer
  readonly budget: Budget
  /** Steps after which this call ends, wherever the run is in its budget. */
  readonly callSteps?: number
  readonly weightDecay: number
  readonly seed: number
  readonly threads: number
  readonly place: Place
  readonly simd: SimdBuild
  readonly training: Samples
  readonly validation?: Samples
  /** Of the data and their constants, for checkpoints. */
  readonly digests: Readonly<Record<string, string>>
  /** Whether inputs or targets are scaled by constants. */
  readonly standardized: boolean
  readonly earlyStopping?: EarlyStopping
  /** None is sent without it. */
  readonly checkpointEvery?: CheckpointEvery
  /** Whether the time of every phase of a step is counted. */
  readonly profile: boolean
  readonly resume?: RunState
}

/**
 * Where a run stands after a step, as plain data: with the plan it is all that is needed to go on, bit for bit.
 * Vectors are in the order the method keeps them.
 */
export interface RunState {
  readonly params: FloatArray
  readonly vectors: Readonly<Record<string, FloatArray>>
  readonly counters: Readonly<Record<string, number>>
}
