import type { Model } from '../model/graph.js'
import type { ResolvedOptimizer } from '../optim/optimizer.js'
import type { Profile } from '../runtime/clock.js'
import type { SimdBuild } from '../runtime/simd.js'
import type { Place } from './threads.js'

/** What one step did. `loss` is that of its batch before the step, in the units shown to a user. */
export interface StepRecord {
  readonly step: number
  readonly epoch: number
  readonly loss: number
  readonly accepted: boolean
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

export type Stopped = 'epochs' | 'steps' | 'seconds' | 'flops' | 'earlyStopping' | 'converged' | 'aborted' | 'diverged'

export interface FitResult {
  readonly model: Model
  readonly history: readonly StepRecord[]
  readonly epochHistory: readonly EpochRecord[]
  readonly stopped: Stopped
  /** The rule that fired, its number and its limit, as a sentence. */
  readonly reason: string
  readonly steps: number
  readonly epochs: number
  readonly seconds: number
  /** Bytes from which `fit(model, data, { resume })` goes on. */
  readonly checkpoint: Uint8Array
  /** The method with every option settled. */
  readonly optimizer: ResolvedOptimizer
  /** Threads that computed, where, and the kernels they ran. */
  readonly threads: number
  readonly place: Place
  readonly simd: SimdBuild
  /** Seconds by phase of a step, over all steps; where `profile` asked for it. */
  readonly profile?: Profile
  /** What was chosen, and every fallback, in sentences. */
  readonly warnings: readonly string[]
}
