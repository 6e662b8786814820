import { BLOCK } from '../engine/residuals.js'
import type { Curve } from '../model/curve.js'
import { errorsCovering, type Findings } from './fit.js'

/** A curve at new points, with the limits between which it, or a new observation, lies. */
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
 * variance is added: s² where errors are scaled, `variance` of it where sigma was given (Seber & Wild 1989, 5.1).
 */
export function bandOf(
  curve: Curve,
  p: Float64Array,
  rows: number,
  findings: Findings,
  { kind, level, variance }: { kind: BandKind; level: number; variance: number },
): Band {
  const n = p.length
  const { inverse, errors } = findings
  const factor = errors === 'absolute' ? 1 : (findings.variance ?? Number.NaN)
  const own = kind === 'confidence' ? 0 : errors === 'absolute' ? variance : factor
  const times = errorsCovering(level, findings)
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
      const half = times * Math.sqrt(Math.max(0, square) * factor + own)
      band.y.push(f[i])
      band.lower.push(f[i] - half)
      band.upper.push(f[i] + half)
    }
  }
  return band
}
