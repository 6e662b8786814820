import type { Damping } from '../../damping/table.js'
import type { DType } from '../../runtime/dtype.js'
import type { Executor } from '../../runtime/executor.js'
import type { Kernels } from '../../runtime/kernels.js'

/** What the direction by products takes of a method's options. */
export interface ByProducts {
  readonly method: string
  readonly gradientBatch: number | 'full'
  /** Samples of the products, the first of a batch. */
  readonly curvatureBatch: number
  readonly damping: Damping
  readonly rejectBadSteps: boolean
}

/** A batch in the cache as matrix-free methods see it. v, d, out: byte offsets of parameter vectors; x, s: of R rows in float64. */
export interface Products {
  readonly kernels: Kernels
  readonly float64: Kernels
  readonly executor: Executor
  readonly dtype: DType
  readonly seed: number
  /** P. */
  readonly count: number
  /** Arrays of the method's `state` and `room`, by name. */
  readonly arrays: Readonly<Record<string, number>>
  /** Rows of the batch: of each sample the columns of its loss's factor L. */
  readonly rows: number
  /** out ← G v. Returns vᵀG v. */
  multiply(v: number, out: number): number
  /**
   * Takes L and s, L s = r, from the losses at the outputs, or at those that d moves them to with J as it is: s ← √ω s, and
   * J~ = √ω LᵀJ from then on.
   */
  linearise(s: number, d?: number): void
  /** x ← J~ v. */
  apply(v: number, x: number): void
  /** out ← (1/N) J~ᵀ x. */
  applyTransposed(x: number, out: number): void
}

/** What a solve starts from. */
export interface SolveAt {
  readonly theta: number
  /** Byte offset of g, without the decay. */
  readonly gradient: number
  readonly lambda: number
  /** w of the weight decay. */
  readonly weight: number
  /** Batches drawn so far. */
  readonly draw: number
}

/** How a method comes by its direction from products alone. */
export interface ProductSolver {
  /** Looks at a new batch. */
  look?(draw: number): void
  /** arrays.direction ← d. Returns whether it is one. */
  solve(at: SolveAt): boolean
  refused?(): void
  counters?(): Readonly<Record<string, number>>
  restore?(counters: Readonly<Record<string, number>>): void
}
