import type { SeenRows } from '../damping/rule.js'
import type { Batch } from '../model/feed.js'
import type { MeanLoss } from './workspace.js'

/** What a batch gives before any λ is known; a retry with another λ starts here. */
export interface Estimate {
  /** S1. */
  readonly batch: Batch
  readonly loss: MeanLoss
  /** Whether S1 is what the cache of values holds. */
  readonly cached: boolean
  /** Samples that the cache holds. */
  readonly held: number
  readonly gradientNorm: number
  /** Of the rows, where the curvature is made of such. */
  readonly rows?: SeenRows
  /** √(2 f) with the weight decay in f, of methods that minimise a norm of residuals. */
  readonly residualNorm?: number
}

/** A direction in `layout.arrays.direction`, and what its model says of it. */
export interface Solved {
  /** gᵀd without weight decay; NaN where neither a trial nor a bound asks. */
  readonly slope: number
  /** dᵀC d. */
  readonly curvature: number
  readonly norm: number
  /** Whether d solves (C + ΛI) d = −g and nothing came on top, so that −½ gᵀd is the decrease of the damped model. */
  readonly exact: boolean
  /** α of this step, where the direction itself chose a smaller one. */
  readonly rate?: number
  /** Where the loss at θ + α d is told by the images of d in the inner Gram: what clip and bound left of them. */
  readonly nearby?: { readonly shorten: number }
}

/** What a solve starts from. */
export interface Start<E extends Estimate> {
  readonly theta: number
  readonly lambda: number
  readonly estimate: E
  /** α. */
  readonly rate: number
  /** Whether the step will be tried. */
  readonly trial: boolean
}

/**
 * How a method comes by its direction. `prepare` is the dear part, once for each point; `solve` may follow several
 * times, with another λ after each refusal.
 */
export interface Direction<E extends Estimate = Estimate> {
  /** `draw` counts the batches drawn so far: with the seed it names every random choice. */
  prepare(theta: number, S1: Batch, draw: number): E
  /** d into its place; nothing where the matrix turned out not to be positive. */
  solve(start: Start<E>): Solved | undefined
  /** The step was taken; θ: the new parameters. */
  taken(theta: number): void
  /** The step was refused, or the loss at its end is not finite. */
  refused(): void
  counters(): Readonly<Record<string, number>>
  restore(counters: Readonly<Record<string, number>>): void
}
