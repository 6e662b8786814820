import type { Box } from './bounded-step.js'
import type { Linearised } from './linearised.js'
import type { Residuals } from './residuals.js'
import type { RowLoss } from './row-loss.js'
import type { Ending, Tolerance } from './stopping.js'

/** A fit as the engine sees it. */
export interface Problem {
  readonly residuals: Residuals
  /** n start values inside the box. */
  readonly start: Float64Array
  readonly box: Box
  /** Sizes of the parameters, 0 where nothing is known. */
  readonly typical: Float64Array
  readonly loss?: RowLoss
  readonly tolerance: Tolerance
  /** ‖y/σ‖, whose rounding is all that is left of an exact fit; by default the length of r and of all that parameters contribute to it. */
  readonly magnitude?: number
  readonly maxEvaluations: number
  /** Parameters in which the residuals are affine, to be projected out. */
  readonly linear?: readonly number[]
  /** Whether the start is near a minimum, so that the first step is likely to be taken. */
  readonly isNear?: boolean
  /** In units of ‖D·p‖. */
  readonly firstRadius?: number
  /** `false` measures steps by ‖d‖ instead of ‖D·d‖. */
  readonly scaled?: boolean
  /** Whether steps have a second order, for another evaluation each. */
  readonly geodesic?: boolean
  readonly seconds: number
  /** When they began: milliseconds of the clock. */
  readonly began: number
  readonly signal?: AbortSignal
  readonly onIteration?: (record: IterationRecord) => void
}

export interface IterationRecord {
  readonly iteration: number
  readonly parameters: Float64Array
  /** ½Σρ. */
  readonly cost: number
  readonly lambda: number
}

export interface Minimum extends Ending {
  readonly p: Float64Array
  readonly cost: number
  /** The residuals linearised at p. */
  readonly linear: Linearised
  /** As the problem has it, or as seen at p. */
  readonly magnitude: number
  readonly iterations: number
  /** How often all residuals were computed, derivatives or not. */
  readonly evaluations: number
}
