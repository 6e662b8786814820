import type { Points } from '../data/points.js'

/** Along one column of x. */
export interface Extent {
  readonly from: number
  readonly to: number
  /** A short distance between neighbours, and a usual one. */
  readonly gap: number
  readonly usualGap: number
}

/** How far the data go. */
export interface Extents {
  readonly x: readonly Extent[]
  /** The largest |y|. */
  readonly height: number
  readonly low: number
  readonly high: number
}

/** The share of the distances between neighbours that are shorter than `gap`: a few points may stand as close as they like. */
const SHORT = 0.1

export function extentsOf(points: readonly Points[]): Extents {
  const y = points.flatMap(set => Array.from(set.y))
  const [low, high] = [Math.min(...y), Math.max(...y)]
  const x = points[0].columns.map((_, column) => extentOf(points.flatMap(set => Array.from(set.columns[column]))))
  return { x, low, high, height: Math.max(Math.abs(low), Math.abs(high)) || 1 }
}

function extentOf(values: number[]): Extent {
  const sorted = values.sort((a, b) => a - b)
  const gaps: number[] = []
  for (let i = 1; i < sorted.length; i++) if (sorted[i] > sorted[i - 1]) gaps.push(sorted[i] - sorted[i - 1])
  gaps.sort((a, b) => a - b)
  const [from, to] = [sorted[0], sorted[sorted.length - 1]]
  const whole = Math.abs(from) || 1
  return {
    from,
    to,
    gap: gaps[Math.floor(SHORT * gaps.length)] ?? whole,
    usualGap: gaps[gaps.length >> 1] ?? whole,
  }
}
