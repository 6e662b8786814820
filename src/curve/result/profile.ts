import { chiSquare } from '../distributions/chi-square.js'
import { fisherF } from '../distributions/fisher-f.js'
import { Minimiser } from '../engine/minimise.js'
import type { Minimum, Problem } from '../engine/problem.js'

/** An interval of a profile; null is an open end: the data do not bound the parameter on that side. */
export type Profile = [lower: number | null, upper: number | null]

/** How often a side is stepped outwards, doubling, before it is open. */
const MOST_DOUBLINGS = 40
const BISECTIONS = 60
/** Relative width at which an end is found. */
const NARROW = 1e-6

/**
 * The values of one parameter at which the others, fitted again, leave Σρ below least + s² F(level; 1, dof), or + χ²(level; 1)
 * where sigma is known (Bates & Watts 1988, 6.1): what a standard error only approximates where the model curves.
 */
export function profileOf(
  problem: Problem,
  { p, cost }: Minimum,
  k: number,
  {
    level,
    error,
    variance,
    degreesOfFreedom,
  }: { level: number; error: number | null; variance: number | null; degreesOfFreedom: number },
): Profile {
  const allowed =
    variance === null ? chiSquare.quantile(level, 1) : variance * fisherF.quantile(level, 1, degreesOfFreedom)
  const { lower, upper, held } = problem.box
  const box = { lower, upper, held: held.map((is, j) => Number(is || j === k)) as Uint8Array }
  const refit = (value: number, from: Float64Array) => {
    const start = from.slice()
    start[k] = value
    const run = new Minimiser({ ...problem, start, box, onIteration: undefined })
    return run.startsFinite ? run.run() : undefined
  }
  const end = (direction: -1 | 1): number | null => {
    let step = error || Math.abs(p[k]) / 10 || problem.typical[k] || 1
    let inside = p[k]
    let others = p
    for (let doubling = 0; doubling < MOST_DOUBLINGS; doubling++) {
      const value = Math.min(Math.max(p[k] + direction * step, lower[k]), upper[k])
      const found = refit(value, others)
      if (!found || 2 * (found.cost - cost) > allowed) return crossing(inside, value, others)
      if (value === lower[k] || value === upper[k]) return value
      inside = value
      others = found.p
      step *= 2
    }
    return null
  }
  const crossing = (from: number, to: number, others: Float64Array): number => {
    let [inside, outside, start] = [from, to, others]
    for (let turn = 0; turn < BISECTIONS && Math.abs(outside - inside) > NARROW * Math.abs(outside - p[k]); turn++) {
      const middle = (inside + outside) / 2
      const found = refit(middle, start)
      if (found && 2 * (found.cost - cost) <= allowed) {
        inside = middle
        start = found.p
      } else outside = middle
    }
    return (inside + outside) / 2
  }
  return [end(-1), end(1)]
}
