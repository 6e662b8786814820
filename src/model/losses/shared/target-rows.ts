import type { Outputs, Target } from './seen.js'

/** Numbers of targets that are looked at; of more, rows evenly spread. */
const MOST = 2 ** 21

/** Rows that are sorted. */
const SORTED = 2 ** 17

/** Rows of targets, evenly spread where there are many, with shares that sum to 1. */
export interface TargetRows {
  readonly y: Target
  readonly columns: number
  /** Every so many of the rows. */
  readonly step: number
  each(visit: (row: number, share: number) => void): void
}

/** n rows of targets with weights. */
export function rowsOf(y: Target, count: number, weights?: Float64Array, least = 1): TargetRows {
  const step = Math.max(least, Math.ceil(y.length / MOST))
  let total = 0
  for (let row = 0; row < count; row += step) total += weights?.[row] ?? 1
  return {
    y,
    columns: y.length / count,
    step,
    each(visit) {
      for (let row = 0; row < count; row += step) visit(row, (weights?.[row] ?? 1) / total)
    },
  }
}

export function meansOf({ y, columns: m, each }: TargetRows): Float64Array {
  const means = new Float64Array(m)
  each((row, share) => {
    for (let a = 0; a < m; a++) means[a] += share * y[row * m + a]
  })
  return means
}

export function variancesOf({ y, columns: m, each }: TargetRows, means: Float64Array): Float64Array {
  const variances = new Float64Array(m)
  each((row, share) => {
    for (let a = 0; a < m; a++) variances[a] += share * (y[row * m + a] - means[a]) ** 2
  })
  return variances
}

/** The q-quantile of each column. */
export const quantilesOf = (rows: TargetRows, q: number): Float64Array =>
  Float64Array.from({ length: rows.columns }, (_, a) => quantileOf(rows, a, q))

/** The least target of a column below or at which lies the share q of all; of many rows some, evenly spread. */
export function quantileOf({ y, columns, step, each }: TargetRows, column: number, q: number): number {
  const found: [value: number, share: number][] = []
  const stride = Math.ceil(y.length / columns / step / SORTED)
  let at = 0
  let total = 0
  each((row, share) => {
    if (at++ % stride !== 0) return
    found.push([y[row * columns + column], share])
    total += share
  })
  found.sort(([a], [b]) => a - b)
  let below = 0
  for (const [value, share] of found) {
    below += share
    if (below >= q * total) return value
  }
  return found[found.length - 1][0]
}

/** What is asked here of a loss. */
interface Judge {
  value(outputs: Outputs, at: number, m: number, y: Target, i: number): number
  gradient(outputs: Outputs, at: number, m: number, y: Target, i: number, out: Float64Array): void
  hessianProduct(
    outputs: Outputs,
    at: number,
    m: number,
    y: Target,
    i: number,
    v: Float64Array,
    out: Float64Array,
  ): void
}

const none = new Float64Array(0)

/** Rounds from a start that is near; each lowers a loss that its curvature lies above. */
const ROUNDS = 3

/** The same outputs for every row, moved from z to the lowest mean loss, by a curvature without mixed terms. */
export function lowered(loss: Judge, z: Float64Array, { y, each }: TargetRows): Float64Array {
  const m = z.length
  const ones = new Float64Array(m).fill(1)
  const [r, h] = [new Float64Array(m), new Float64Array(m)]
  for (let round = 0; round < ROUNDS; round++) {
    const outputs = { z, logs: none, probabilities: none }
    const [slope, curvature] = [new Float64Array(m), new Float64Array(m)]
    each((row, share) => {
      loss.gradient(outputs, 0, m, y, row, r)
      loss.hessianProduct(outputs, 0, m, y, row, ones, h)
      for (let a = 0; a < m; a++) {
        slope[a] += share * r[a]
        curvature[a] += share * h[a]
      }
    })
    z = z.map((value, a) => value - slope[a] / curvature[a])
  }
  return z
}

/** Mean loss of the same outputs for every row. */
export function lossOfConstant(loss: Pick<Judge, 'value'>, z: Float64Array, { y, each }: TargetRows): number {
  let sum = 0
  each((row, share) => {
    if (share > 0) sum += share * loss.value({ z, logs: none, probabilities: none }, 0, z.length, y, row)
  })
  return sum
}
