import { PURPOSE } from '../../random/purposes.js'
import { stream } from '../../random/stream.js'
import { milliseconds } from '../../runtime/timers.js'
import { type Attempt, attempt } from './attempt.js'
import type { Minimum, Problem } from './problem.js'
import type { Tolerance } from './stopping.js'

export interface Starts {
  readonly starts: number
  readonly seed: number
}

/**
 * Tried where the first run ends badly: shorter first steps, since the usual one can leave the region where the model says anything
 * (BoxBOD), and steps without scales, since those are the longest that columns ever were, and rule for good (Chebyquad, far off).
 */
const OTHER_WAYS: readonly Partial<Problem>[] = [{ firstRadius: 1 }, { firstRadius: 0.1 }, { scaled: false }]
/** Many starts are told apart long before any is at rest; the best goes on from there. */
const ROUGH: Tolerance = { gradient: 1e-5, step: 1e-8, cost: 1e-9 }
/** A share of the evaluations for each of them. */
const SECOND_TRY = 0.25

/**
 * The best of several runs: from the problem's own start, and from points drawn evenly within its bounds (parameters with an open
 * side keep their start), until one is exact. Starts where the residuals are no numbers are passed over. Where the first run is not
 * sound, other ways are tried as well.
 * @param isSound whether a run converged to parameters that the data determine
 * @param refuse throws where the problem's own start has no finite residuals and is the only one
 */
export function minimiseFromStarts(
  problem: Problem,
  { starts, seed }: Starts,
  isSound: (minimum: Minimum) => boolean,
  refuse: (brokenRow: number) => never,
): Minimum {
  const wide = starts > 1 ? { ...problem, tolerance: ROUGH } : problem
  const first = attempt(wide)
  if (!first.startsFinite && starts === 1) refuse(first.brokenRow())
  let best = first.startsFinite ? first.run() : undefined
  const isOver = () =>
    best?.stopped === 'exact' || problem.signal?.aborted || milliseconds() - problem.began >= 1000 * problem.seconds
  const consider = (other: Attempt) => {
    if (!other.startsFinite) return
    const found = other.run()
    if (!best || isBetter(found, best, isSound)) best = found
  }
  if (best && starts === 1)
    for (const way of OTHER_WAYS) {
      if (isOver() || isSound(best)) break
      consider(attempt({ ...problem, ...way, maxEvaluations: Math.ceil(SECOND_TRY * problem.maxEvaluations) }))
    }
  for (let run = 1; run < starts && !isOver(); run++) consider(attempt({ ...wide, start: drawn(problem, seed, run) }))
  if (!best) return refuse(first.brokenRow())
  return starts > 1 ? attempt({ ...problem, start: best.p }).run() : best
}

/** Costs that differ by less are the same minimum, or none. */
const SAME_COST = 1e-6

/** A lower cost; of equal ones that which is sound. */
export function isBetter(found: Minimum, best: Minimum, isSound: (minimum: Minimum) => boolean): boolean {
  const isClose = Math.abs(found.cost - best.cost) <= SAME_COST * best.cost
  return isClose ? isSound(found) && !isSound(best) : found.cost < best.cost
}

function drawn({ start, box: { lower, upper, held } }: Problem, seed: number, run: number): Float64Array {
  const random = stream(seed, PURPOSE.starts, run)
  return start.map((value, k) => {
    const share = random.uniform()
    const isOpen = held[k] || !Number.isFinite(lower[k]) || !Number.isFinite(upper[k])
    return isOpen ? value : lower[k] + share * (upper[k] - lower[k])
  })
}
