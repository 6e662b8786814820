import type { Samples } from '../model/feed.js'
import type { Graph } from '../model/graph.js'
import type { HeadSpec } from '../model/heads.js'
import type { Regularization } from '../optim/regularization.js'
import type { ResolvedOptimizer } from '../optim/table.js'
import type { DType, FloatArray } from '../runtime/dtype.js'
import type { VariationalPlan } from './variational/plan.js'

/** What the steps of a run follow from, as plain data. */
export interface StepPlan {
  readonly graph: Graph
  readonly dtype: DType
  readonly heads: readonly HeadSpec[]
  readonly optimizer: ResolvedOptimizer
  /** w of f + w/2 ‖θ‖² at the start; with a rule of regularisation 0 only where it stays so. */
  readonly weightDecay: number
  readonly regularization?: Regularization
  readonly seed: number
  readonly threads: number
  readonly training: Samples
  /** Where the objective is an energy: then `training` holds the walkers as they start. */
  readonly variational?: VariationalPlan
  /** Parameters of frozen layers of the graph, in the order of `trainedShapesOf`. */
  readonly constants?: FloatArray
  /** Whether the time of every phase of a step is counted. */
  readonly profile: boolean
}
