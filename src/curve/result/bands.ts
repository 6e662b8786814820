import { BLOCK } from '../engine/residuals.js'
import type { Curve } from '../model/curve.js'
import { errorsCovering, type Findings } from './fit.js'
import type { OpenDirection } from './uncertainty.js'

/** A curve at new points, with the limits between which it, or a new observation, lies: ±Infinity where the data say nothing of it. */
export interface Band {
  readonly y: number[]
  readonly lower: number[]
  readonly upper: number[]
}

export type BandKind = 'confidence' | 'prediction'

/** The curve at points. */
export function fitted(curve: Curve, p: Float64Array, rows: number): number[] {
  const y: number[] = []
  const block = new Float64Array(Math.min(BLOCK, rows))
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows)
    curve.values(p, from, to, block)
    for (let row = from; row < to; row++) y.push(block[row - from])
  }
  return y
}

/**
 * y ± quantile · √(gᵀ C g), g the slopes of the curve in the parameters and C their covariance; for a new observation its own
 * variance is added: s² where errors are scaled, `variance` of it where sigma was given (Seber & Wild 1989, 5.1). Directions that
 * C leaves out count with what the residuals tell of them.
 */
export function bandOf(
  curve: Curve,
  p: Float64Array,
  rows: number,
  findings: Findings,
  { kind, level, variance }: { kind: BandKind; level: number; variance: number },
): Band {
  const n = p.length
  const { inverse, open = [], errors } = findings
  const factor = errors === 'absolute' ? 1 : (findings.variance ?? Number.POSITIVE_INFINITY)
  const own = kind === 'confidence' ? 0 : errors === 'absolute' ? variance : factor
  const times = factor < Number.POSITIVE_INFINITY ? errorsCovering(level, findings) : 1
  const stride = Math.min(BLOCK, rows)
  const f = new Float64Array(stride)
  const J = new Float64Array(stride * n)
  const band: Band = { y: [], lower: [], upper: [] }
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(from + BLOCK, rows)
    curve.linearise(p, from, to, f, J, stride)
    for (let i = 0; i < to - from; i++) {
      let square = 0
      for (let a = 0; a < n; a++)
        for (let b = 0; b < n; b++) square += J[a * stride + i] * inverse[a][b] * J[b * stride + i]
      for (const left of open) square += squareAlong(left, a => J[a * stride + i])
      const half = halfWidth(square, factor, own) * times
      band.y.push(f[i])
      band.lower.push(half < Number.POSITIVE_INFINITY ? f[i] - half : Number.NEGATIVE_INFINITY)
      band.upper.push(half < Number.POSITIVE_INFINITY ? f[i] + half : Number.POSITIVE_INFINITY)
    }
  }
  return band
}

/** √(variance of the curve + of an observation); infinite where one of them is unknown. */
function halfWidth(square: number, factor: number, own: number): number {
  if (Number.isNaN(square)) return Number.POSITIVE_INFINITY
  return Math.sqrt((square > 0 ? square * factor : 0) + own)
}

/** A smaller share of a sum than this is rounding of its terms. */
const CANCELLED = 1e-6

/** What a direction adds to gᵀ C g: nothing where the curve does not change along it. */
function squareAlong({ direction, isFree }: OpenDirection, slope: (k: number) => number): number {
  let sum = 0
  let size = 0
  direction.forEach((part, k) => {
    sum += part * slope(k)
    size += Math.abs(part * slope(k))
  })
  if (!isFree) return sum * sum
  return Math.abs(sum) > CANCELLED * size ? Number.POSITIVE_INFINITY : 0
}
