import type { Model } from '../model/graph.js'
import type { ResolvedOptimizer } from '../optim/table.js'
import type { Profile } from '../runtime/clock.js'
import type { SimdBuild } from '../runtime/wasm/simd.js'

/**
 * Where a run goes: `inline` in the caller's thread; `worker`, one with a memory of its own; or `pool`, workers over one
 * shared memory.
 */
export type Place = 'inline' | 'worker' | 'pool'

/** What one step did. `loss` is that of its batch before the step, in the units shown to a user. */
export interface StepRecord {
  readonly step: number
  readonly epoch: number
  readonly loss: number
  readonly accepted: boolean
  /** Where the objective is variational: of `loss`, the mean local energy of the walkers, taken as independent. */
  readonly standardError?: number
  /** Share of the walkers' proposals that were accepted. */
  readonly acceptance?: number
  /** λ of the solve, τ included. */
  readonly lambda?: number
  /** ρ; absent where no trial loss was computed. */
  readonly gainRatio?: number
  readonly gradientNorm: number
  /** ‖α d‖. */
  readonly stepNorm: number
  readonly seconds: number
  readonly samplesPerSecond: number
}

/** What one epoch did: the mean of its steps' losses, and the validation loss at its end. */
export interface EpochRecord {
  readonly epoch: number
  readonly step: number
  readonly loss: number
  readonly validationLoss?: number
  readonly lambda?: number
  readonly seconds: number
  readonly samplesPerSecond: number
}

/**
 * `converged`: no step is left, and the gradient over all samples is at most 1e-3 (float32) or 1e-6 (float64) of the run's
 * largest with no layer dead, or the loss at most 1e-12 of its start. `stalled`: no step is left, for another reason, which
 * a warning tells with a cure. `diverged`: the mean of an epoch's own step losses ended above twice that of the best epoch,
 * or above the start, or the loss is not finite any more.
 */
export type Stopped =
  | 'epochs'
  | 'steps'
  | 'seconds'
  | 'flops'
  | 'earlyStopping'
  | 'converged'
  | 'stalled'
  | 'aborted'
  | 'diverged'

/** Which parameters a result holds where they are not the last: those of an epoch, 0 for the start, and their loss. */
export interface Best {
  readonly epoch: number
  readonly loss: number
}

/** The weight decay of a run. */
export interface Regularized {
  /** Where it came from: nowhere, a number that was said, the evidence of the data, a share of the training loss. */
  readonly kind: 'none' | 'weightDecay' | 'evidence' | 'inProportion'
  /** w of f + w/2 ‖θ‖² at the end. */
  readonly weightDecay: number
  /** γ of the last estimate: how many of the parameters the data determine. */
  readonly effectiveParameters?: number
}

/** The mean energy of the last tenth of the steps that a history has. */
export interface Energy {
  readonly value: number
  /** From the means of blocks of steps, so that successive steps need not be independent. */
  readonly standardError: number
  /** Steps it is of. */
  readonly steps: number
}

export interface FitResult {
  readonly model: Model
  readonly history: readonly StepRecord[]
  readonly epochHistory: readonly EpochRecord[]
  readonly stopped: Stopped
  /** The rule that fired, its number and its limit, as a sentence. */
  readonly reason: string
  /** Where the parameters are those of an earlier epoch: after a divergence, or by early stopping (a validation loss). */
  readonly best?: Best
  /** Where the objective is variational. */
  readonly energy?: Energy
  readonly steps: number
  readonly epochs: number
  readonly seconds: number
  /** Bytes from which `fit(model, data, { resume })` goes on. */
  readonly checkpoint: Uint8Array
  /** The method with every option settled. */
  readonly optimizer: ResolvedOptimizer
  /** What `optimizer: 'auto'` chose and why, as a sentence; absent where a method was named. */
  readonly chosen?: string
  readonly regularization: Regularized
  /** The coefficients that residuals made with `m.parameter`, by name. */
  readonly parameters?: Readonly<Record<string, number>>
  /** Threads that computed, where, and the kernels they ran. */
  readonly threads: number
  readonly place: Place
  readonly simd: SimdBuild
  /** Seconds by phase of a step, over all steps; where `profile` asked for it. */
  readonly profile?: Profile
  /** What was chosen, and every fallback, in sentences. */
  readonly warnings: readonly string[]
}
