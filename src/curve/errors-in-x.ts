import type { Points } from './data/points.js'
import type { Curve } from './model/curve.js'
import { type CurveTask, type Solved, solveCurve } from './solve-curve.js'

const MOST_FITS = 50
/** Parameters have settled when none moves by more than this share of its standard error, or of itself. */
const SETTLED = 1e-8
/** Step for ∂f/∂x, as a share of what x spans: central differences err by its square. */
const STEP = 1e-5

/**
 * Errors in x as well: each point counts with the variance σ² + (∂f/∂x · σ_x)² at the fit before, until the parameters settle
 * (effective variance, Orear 1982). Right to first order in σ_x. Without `sigma`, σ² is what the errors in x leave unexplained of the
 * residual variance of the first fit.
 */
export function solveWithErrorsInX(task: CurveTask, sigmaX: Float64Array, curveOf: (points: Points) => Curve): Solved {
  const [[points]] = task.points
  let found = solveCurve(task)
  const { start } = found.findings
  let unexplained: number | undefined
  for (let fit = 1; fit < MOST_FITS; fit++) {
    const p = Float64Array.from(found.findings.values)
    const slopes = slopesInX(curveOf, points, p)
    const fromX = slopes.map((slope, row) => (slope * sigmaX[row]) ** 2)
    unexplained ??= leftOver(found, fromX)
    const { scale: given } = points
    const left = unexplained
    const scale = fromX.map((variance, row) => 1 / Math.sqrt((given ? given[row] ** -2 : left) + variance))
    if (!scale.every(Number.isFinite)) return found
    const next = solveCurve({
      ...task,
      settled: { ...task.settled, subsample: false, starts: 1 },
      isUnstarted: false,
      own: { ...task.own, start: p },
      points: [[{ ...points, scale }]],
      hasSigma: task.hasSigma,
    })
    const moved = next.findings.values.some((value, k) => {
      const error = Math.sqrt(next.findings.inverse[k][k])
      return Math.abs(value - p[k]) > SETTLED * Math.max(error, Math.abs(value))
    })
    found = { ...next, findings: { ...next.findings, start } }
    if (!moved) break
  }
  return found
}

/** Where x explains all, this share of what it explains is left: a point where the curve is flat must not outweigh all others. */
const LEAST_LEFT = 1e-3

function leftOver({ findings: { rss, degreesOfFreedom } }: Solved, fromX: Float64Array): number {
  const explained = fromX.reduce((sum, variance) => sum + variance, 0) / fromX.length
  const all = degreesOfFreedom > 0 ? rss / degreesOfFreedom : 0
  return Math.max(all - explained, LEAST_LEFT * explained)
}

function slopesInX(curveOf: (points: Points) => Curve, points: Points, p: Float64Array): Float64Array {
  const [x] = points.columns
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of x) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  const step = STEP * (most - least || Math.abs(most) || 1)
  const at = (shift: number) => {
    const f = new Float64Array(x.length)
    const curve = curveOf({ ...points, columns: [x.map(value => value + shift)] })
    for (let from = 0; from < x.length; from += 256) {
      const to = Math.min(from + 256, x.length)
      curve.values(p, from, to, f.subarray(from, to))
    }
    return f
  }
  const [above, below] = [at(step), at(-step)]
  return above.map((value, row) => (value - below[row]) / (2 * step))
}
