import type { SimdBuild } from '../runtime/wasm/simd.js'
import type { LoopPlan } from '../train/plan.js'
import type { Place } from '../train/records.js'

/** All that a leader needs to train: one structured-cloneable value. */
export interface RunPlan extends LoopPlan {
  readonly place: Place
  readonly simd: SimdBuild
  /** Names of the model's frozen layers, if it has any. */
  readonly frozen?: readonly string[]
  /** Coefficients of residuals, whose parameters come after the model's. */
  readonly coefficients?: readonly string[]
  /** Whether the method needs more than the paper's do; see `wantsFamily`. */
  readonly family?: boolean
  /** Of the data and their constants, for checkpoints. */
  readonly digests: Readonly<Record<string, string>>
}
