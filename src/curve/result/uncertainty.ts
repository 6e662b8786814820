import { floats } from '../algebra/floats.js'
import { singularValues } from '../algebra/singular-values.js'
import { inverseOfTriangle, largestSingularValue, squareOfTriangle } from '../algebra/triangular-inverse.js'

/** Why a parameter has no standard error. */
export type CauseKind = 'atBound' | 'notIdentifiable' | 'noDegreesOfFreedom' | 'stuckAtStart' | 'fixed'

export interface Cause {
  readonly kind: CauseKind
  /** Parameters that a change of this one can be made up with. */
  readonly with: readonly string[]
}

/** A direction in which the parameters are not determined, and a curve only as far as it does not change along it. */
export interface OpenDirection {
  /** By parameter; where the residuals change along it at all, for a change of 1 of theirs. */
  readonly direction: readonly number[]
  /** Whether the residuals do not change along it, to rounding. */
  readonly isFree: boolean
}

export interface Uncertainty {
  /** The pseudo-inverse of JᵀJ (n × n) without the directions that the data do not determine; 0 for what does not move. */
  readonly inverse: Float64Array
  /** By parameter; undefined where the data determine it. */
  readonly causes: readonly (Cause | undefined)[]
  /** What the inverse leaves out. */
  readonly open: readonly OpenDirection[]
  /** Dimensions that the data determine. */
  readonly rank: number
  /** Of J with unit columns, of the parameters that may move. */
  readonly condition: number
}

export interface UncertaintyInput {
  readonly R: Float64Array
  readonly norms: Float64Array
  readonly names: readonly string[]
  readonly p: Float64Array
  readonly start: Float64Array
  readonly fixed: ArrayLike<boolean>
  readonly atBound: ArrayLike<boolean>
  /** s² = rss / degrees of freedom, for what a parameter's error would be. */
  readonly variance: number
  /** Norm below which a column is rounding of the model's values. */
  readonly leastNorm: (k: number) => number
}

/** A direction of J with unit columns that is shorter than this share of the longest is rounding. */
const RANK_TOLERANCE = 1e-13
/** How much larger collinearity makes a standard error before a parameter is suspected … */
const INFLATED = 1e6
/** … and, if its error is also this many times its value, not believed. */
const MEANINGLESS = 100
/** So is one whose value is this many times its start and whose error is as meaningless: it went where the model is flat. */
export const FAR_AWAY = 1e4
/** From so many on, singular values are only computed where something may be undetermined. */
const MANY_PARAMETERS = 64
/** An error this many times a parameter's value and its start says nothing: the model is flat in it there. */
const HOPELESS = 1e6
/** The part of a parameter in a direction that counts. */
const INVOLVED = 1e-3

/**
 * Which parameters the data determine and (JᵀJ)⁻¹ of those. One whose error is hopeless without any collinearity is taken out, for
 * the others' sake: at the answer 0 of a parameter that enters squared its column is gone, and says nothing of theirs.
 */
export function uncertaintyOf(input: UncertaintyInput): Uncertainty {
  const { norms, p, start } = input
  const found = analyse(input, input.leastNorm)
  // Of a start at 0 nothing tells what would be hopeless.
  const hopeless = (k: number) =>
    start[k] === 0 ? 0 : Math.sqrt(input.variance) / HOPELESS / Math.max(Math.abs(p[k]), Math.abs(start[k]))
  return found.causes.some((cause, k) => !cause && norms[k] <= hopeless(k))
    ? analyse(input, k => Math.max(input.leastNorm(k), hopeless(k)))
    : found
}

/**
 * From the singular values of R with unit columns: a direction that changes no residual, by rank or because its error would be
 * meaningless, takes all parameters that move along it out.
 */
function analyse(input: UncertaintyInput, leastNorm: (k: number) => number): Uncertainty {
  const { R, norms, names, p, start, fixed, atBound } = input
  const n = names.length
  const silence = (k: number) => {
    if (norms[k] > leastNorm(k) && norms[k] < Number.POSITIVE_INFINITY) return undefined
    return p[k] === start[k] ? 'stuckAtStart' : 'notIdentifiable'
  }
  const causes: (Cause | undefined)[] = []
  const free: number[] = []
  const open: OpenDirection[] = []
  for (let k = 0; k < n; k++) {
    const kind = fixed[k] ? 'fixed' : atBound[k] ? 'atBound' : silence(k)
    causes.push(kind && { kind, with: [] })
    if (!kind) free.push(k)
    else if (kind === 'stuckAtStart' || kind === 'notIdentifiable')
      open.push({ direction: names.map((_, other) => Number(other === k)), isFree: true })
  }
  const inverse = floats(n * n)
  if (free.length === 0) return { inverse, causes, open, rank: 0, condition: Number.NaN }
  const m = free.length
  const A = scaledColumns(R, norms, free, n)
  const known = m >= MANY_PARAMETERS ? determined(A, free, input) : undefined
  if (known) return { inverse: known.inverse, causes, open, rank: m, condition: known.condition }
  const { values, directions } = singularValues(A, m)
  const rank = settleRank(values, directions, free, input)
  for (let i = rank; i < m; i++) {
    const involved = free.filter((_, c) => Math.abs(directions[i * m + c]) > INVOLVED)
    for (const k of involved)
      causes[k] ??= { kind: 'notIdentifiable', with: involved.filter(other => other !== k).map(other => names[other]) }
    const isFree = values[i] <= RANK_TOLERANCE * values[0]
    const direction = new Array<number>(n).fill(0)
    free.forEach((k, c) => {
      direction[k] = directions[i * m + c] / norms[k] / (isFree ? 1 : values[i])
    })
    open.push({ direction, isFree })
  }
  for (let a = 0; a < m; a++)
    for (let b = 0; b < m; b++) {
      let sum = 0
      for (let i = 0; i < rank; i++) sum += (directions[i * m + a] * directions[i * m + b]) / (values[i] * values[i])
      inverse[free[a] * n + free[b]] = sum / norms[free[a]] / norms[free[b]]
    }
  return { inverse, causes, open, rank, condition: values[0] / values[m - 1] }
}

/**
 * (JᵀJ)⁻¹ by the inverse of the triangle, a hundredth of the arithmetic of singular values; undefined unless its length shows that
 * no direction can be lost.
 */
function determined(A: Float64Array, free: readonly number[], { norms, names, p, start }: UncertaintyInput) {
  const m = free.length
  const n = names.length
  for (let c = 0; c < m; c++) if (Math.abs(A[c * m + c]) <= 1 / INFLATED) return undefined
  if (free.some(k => isFar(p[k], start[k]))) return undefined
  const T = inverseOfTriangle(A, m)
  let squares = 0
  for (let at = 0; at < T.length; at++) squares += T[at] * T[at]
  if (!(Math.sqrt(squares) < INFLATED)) return undefined
  const S = squareOfTriangle(T, m)
  const inverse = floats(n * n)
  for (let a = 0; a < m; a++)
    for (let b = 0; b < m; b++) inverse[free[a] * n + free[b]] = S[a * m + b] / norms[free[a]] / norms[free[b]]
  const condition = largestSingularValue(A, m, true) * largestSingularValue(T, m, false)
  return { inverse, condition }
}

const isFar = (value: number, start: number) => start !== 0 && Math.abs(value) > FAR_AWAY * Math.abs(start)

/** The columns of R that may move, made unit (m × m, column-major): with fewer than n of them R is folded to m rows first. */
function scaledColumns(R: Float64Array, norms: Float64Array, free: readonly number[], n: number): Float64Array {
  const m = free.length
  const A = floats(n * m)
  for (let c = 0; c < m; c++) {
    const k = free[c]
    for (let i = 0; i <= k; i++) A[c * n + i] = R[i * n + k] / norms[k]
  }
  if (m === n) return A
  const small = floats(m * m)
  for (let k = 0; k < m; k++) {
    let squares = 0
    for (let i = k; i < n; i++) squares += A[k * n + i] ** 2
    const length = A[k * n + k] < 0 ? -Math.sqrt(squares) : Math.sqrt(squares)
    for (let i = 0; i < k; i++) small[k * m + i] = A[k * n + i]
    small[k * m + k] = -length
    A[k * n + k] += length
    const half = length * A[k * n + k]
    if (half === 0) continue
    for (let c = k + 1; c < m; c++) {
      let dot = 0
      for (let i = k; i < n; i++) dot += A[k * n + i] * A[c * n + i]
      for (let i = k; i < n; i++) A[c * n + i] -= (dot / half) * A[k * n + i]
    }
  }
  return small
}

function settleRank(
  values: Float64Array,
  directions: Float64Array,
  free: readonly number[],
  input: UncertaintyInput,
): number {
  const m = free.length
  let rank = 0
  while (rank < m && values[rank] > RANK_TOLERANCE * values[0]) rank++
  const deviation = Math.sqrt(input.variance)
  while (rank > 0) {
    const share = 1 / values[rank - 1]
    const involved = free.filter((_, c) => Math.abs(directions[(rank - 1) * m + c]) > INVOLVED)
    const errorOf = (k: number) =>
      (deviation * Math.abs(directions[(rank - 1) * m + free.indexOf(k)]) * share) / input.norms[k]
    const isMeaningless = (k: number) => errorOf(k) > MEANINGLESS * Math.abs(input.p[k])
    const isLost = share >= INFLATED && involved.every(isMeaningless)
    if (!isLost && !involved.some(k => isFar(input.p[k], input.start[k]) && isMeaningless(k))) break
    rank--
  }
  return rank
}
