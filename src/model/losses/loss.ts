import { brandOf } from '../../brand.js'
import type { Random } from '../../random/index.js'
import type { FloatArray } from '../../runtime/dtype.js'

export const lossNames = ['meanSquaredError', 'softmaxCrossEntropy', 'sigmoidCrossEntropy'] as const

export type LossName = (typeof lossNames)[number]

/** Class indices, one a sample, or values, m a sample. */
export type Target = Int32Array | FloatArray

export const isLabels = (value: unknown): value is Int32Array => brandOf(value) === 'Int32Array'

/** The outputs of a batch, samples × m, as a loss sees them. */
export interface Outputs {
  readonly z: FloatArray
  /** For a `normalised` loss log-softmax and softmax of every row of z, else empty. */
  readonly logs: Float64Array
  readonly probabilities: Float64Array
}

/**
 * One sample's loss l(z, y) of m outputs z, everything in float64. Its row of the outputs
 * begins at element `at`, `y` is the target array of the whole batch and `i` the sample's place in it. The Hessian is H = ∂²l/∂z², L Lᵀ = H.
 */
export interface Loss {
  readonly name: LossName
  /** Whether it reads the softmax of the outputs. */
  readonly normalised: boolean
  /** Rows of the Gauss–Newton matrix a sample of m outputs has: the columns of L. */
  rows(m: number): number
  value(outputs: Outputs, at: number, m: number, y: Target, i: number): number
  /** out ← r = ∂l/∂z. */
  gradient(outputs: Outputs, at: number, m: number, y: Target, i: number, out: Float64Array): void
  /** out ← H v. */
  hessianProduct(outputs: Outputs, at: number, m: number, v: Float64Array, out: Float64Array): void
  /** Row a of `L` (rows × m) ← column a of the factor; s ← the solution of L s = r that has the least norm. */
  factor(outputs: Outputs, at: number, m: number, y: Target, i: number, L: Float64Array, s: Float64Array): void
  /**
   * out ← L v for a square factor L, where v of random signs makes one row that may stand for all: E[L v (L v)ᵀ] = H.
   * A loss whose outputs share nothing has none: there one row of m says next to nothing of the others.
   */
  combination?(outputs: Outputs, at: number, m: number, v: Float64Array, out: Float64Array): void
  /** out ← ∂l/∂z for a target drawn from the distribution that the loss is the negative log-likelihood of. */
  sampledGradient(outputs: Outputs, at: number, m: number, random: Random, out: Float64Array): void
  /** What a user is shown = scale · mean value. */
  shownScale(m: number): number
}
