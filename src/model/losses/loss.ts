import { ownParts } from '../../own-parts.js'
import type { Random } from '../../random/index.js'
import type { FloatArray } from '../../runtime/dtype.js'
import type { Compared, Figure } from './shared/figure.js'
import type { Outputs, Target } from './shared/seen.js'
import type { TargetRows } from './shared/target-rows.js'

/** Every loss with what a model file may say of it, for those who only predict: names of its options, units of a target column. */
const kinds = {
  meanSquaredError: {},
  softmaxCrossEntropy: {},
  sigmoidCrossEntropy: {},
  huber: { options: ['delta'] },
  quantile: { options: ['q', 'width'] },
  poisson: {},
  negativeBinomial: { options: ['k'] },
  gaussianNLL: { unitsPerColumn: 2 },
} as const

export type LossName = keyof typeof kinds

export const lossNames = Object.keys(kinds) as LossName[]

interface Kind {
  readonly options?: readonly string[]
  readonly unitsPerColumn?: number
}

/** What is known of the loss that an entry of a model file names; nothing if it names none. */
export function kindOf(entry: unknown): Kind | undefined {
  const { kind, ...options } = typeof entry === 'string' ? { kind: entry } : ((entry ?? {}) as { kind?: unknown })
  const own = typeof kind === 'string' && ownParts().losses.has(kind)
  if (own) return {}
  const known: Kind | undefined = lossNames.includes(kind as LossName) ? kinds[kind as LossName] : undefined
  const sound = Object.entries(options).every(
    ([name, value]) => known?.options?.includes(name) && Number.isFinite(value) && (value as number) > 0,
  )
  return sound ? known : undefined
}

/** A loss by name, or with its options: `'poisson'` is `{ kind: 'poisson' }`. */
export type LossSpec =
  | LossName
  | { readonly kind: 'meanSquaredError' | 'softmaxCrossEntropy' | 'sigmoidCrossEntropy' | 'poisson' | 'gaussianNLL' }
  /** From an error of `delta` on the loss is linear; default 1, a deviation where targets are standardised. */
  | { readonly kind: 'huber'; readonly delta?: number }
  /**
   * The q-quantile, default the median. Within `width` the corner is rounded; default 0.05 of the targets' interquartile
   * range. Like `delta` in the unit of the targets, or of their deviations where they are standardised.
   */
  | { readonly kind: 'quantile'; readonly q?: number; readonly width?: number }
  /** Counts of mean μ and variance μ + μ²/k. */
  | { readonly kind: 'negativeBinomial'; readonly k: number }

export { isLabels, type Outputs, type Target } from './shared/seen.js'

/** Per column: value = mean + scale · standardised value. */
interface Constants {
  readonly mean: readonly number[]
  readonly scale: readonly number[]
}

/** What targets may be. */
export interface TargetRange {
  readonly least: number
  readonly most: number
  readonly whole?: boolean
  readonly code: 'BAD_VALUE' | 'LABEL_OUT_OF_RANGE'
  /** As in 'takes targets from 0 to 1.' */
  readonly words: string
}

/** What a loss knows of its task, without a batch. */
interface Knowledge {
  readonly name: LossName
  /** As model files and results carry it: with all options, or the name where there are none. */
  readonly spec: LossSpec
  readonly task: 'regression' | 'classification'
  /** What an output is: the target's own value, or that through which it is computed. */
  readonly link: 'value' | 'logit' | 'log of a mean' | 'mean and log-variance'
  /** Whether targets are class indices; else each is a row of numbers, one for `unitsPerColumn` units. */
  readonly labels: boolean
  readonly unitsPerColumn: number
  /** Whether s of the rows is the error of each target, of outliers a share; absent where it is something else. */
  readonly residuals?: true
  readonly range?: TargetRange
  /** Constants of the units that follow from those of the target columns; absent where targets are not standardised. */
  unitConstants?(columns: Constants): Constants
  /** The loss with those options that nobody gave taken from targets as it will see them, with their weights. */
  settled?(rows: TargetRows): LossSpec
  /** What the biases of the units are to start at, 0 for most. */
  startBias?(rows: TargetRows): Float64Array
  /** Rows of outputs, m units each, become probabilities, means, or means and deviations, in place. */
  inverseLink?(z: FloatArray, m: number): void
  /** What people ask for, of `count` target columns from `first` on. */
  figure(compared: Compared, first: number, count: number): Figure
  /** Loss of the best constant outputs, as users are shown it. */
  constantLoss(rows: TargetRows): number
  /** What no outputs can fall below; absent where that is 0. */
  leastLoss?(rows: TargetRows): number
}

/**
 * One sample's loss l(z, y) of m outputs z, everything in float64. Its row of the outputs
 * begins at element `at`, `y` is the target array of the whole batch and `i` the sample's place in it. The curvature H is
 * ∂²l/∂z² where that is positive, else as the loss's own file says: never 0 where r is not. L Lᵀ = H.
 */
export interface Loss extends Knowledge {
  /** Whether it reads the softmax of the outputs. */
  readonly normalised: boolean
  /** Rows of the Gauss–Newton matrix a sample of m outputs has: the columns of L. */
  rows(m: number): number
  value(outputs: Outputs, at: number, m: number, y: Target, i: number): number
  /** out ← r = ∂l/∂z. */
  gradient(outputs: Outputs, at: number, m: number, y: Target, i: number, out: Float64Array): void
  /** out ← H v. */
  hessianProduct(
    outputs: Outputs,
    at: number,
    m: number,
    y: Target,
    i: number,
    v: Float64Array,
    out: Float64Array,
  ): void
  /** out ← ∂²l/∂z² v; absent where that is H. */
  secondDerivative?(
    outputs: Outputs,
    at: number,
    m: number,
    y: Target,
    i: number,
    v: Float64Array,
    out: Float64Array,
  ): void
  /** Row a of `L` (rows × m) ← column a of the factor; s ← the solution of L s = r that has the least norm. */
  factor(outputs: Outputs, at: number, m: number, y: Target, i: number, L: Float64Array, s: Float64Array): void
  /**
   * out ← L v for a square factor L, where v of random signs makes one row that may stand for all: E[L v (L v)ᵀ] = H.
   * A loss whose outputs share nothing has none: there one row of m says next to nothing of the others.
   */
  combination?(outputs: Outputs, at: number, m: number, v: Float64Array, out: Float64Array): void
  /**
   * out ← ∂l/∂z for a target drawn from the distribution that the loss is the negative log-likelihood of; absent where
   * it is that of none.
   */
  sampledGradient?(outputs: Outputs, at: number, m: number, random: Random, out: Float64Array): void
  /** What a user is shown = scale · mean value. */
  shownScale(m: number): number
}
