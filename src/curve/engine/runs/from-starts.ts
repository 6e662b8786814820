import { PURPOSE } from '../../../random/purposes.js'
import { stream } from '../../../random/stream.js'
import { milliseconds } from '../../../runtime/timers.js'
import { putInOrder } from '../in-order.js'
import type { Minimum, Problem } from '../problem.js'
import type { Tolerance } from '../stopping.js'
import { aboutStart, mirrored } from './about-start.js'
import { type Attempt, attempt } from './attempt.js'

export interface Starts {
  readonly starts: number
  readonly seed: number
  /** The first of the other starts. */
  readonly proposals?: readonly Float64Array[]
}

/**
 * Tried where the first run ends badly: shorter first steps, since the usual one can leave the region where the model says anything
 * (BoxBOD), and steps without scales, since those are the longest that columns ever were, and rule for good (Chebyquad, far off).
 */
const OTHER_WAYS: readonly Partial<Problem>[] = [{ firstRadius: 1 }, { firstRadius: 0.1 }, { scaled: false }]
/** How far a start that no run could leave is moved, as a share of each parameter's size. */
const NUDGE = 0.01
/** Many starts are told apart long before any is at rest; the best goes on from there. */
const ROUGH: Tolerance = { gradient: 1e-5, step: 1e-8, cost: 1e-9 }
/** A share of the evaluations for each of them. */
const SECOND_TRY = 0.25

/**
 * The best of several runs: from the problem's own start, and from others, proposed or drawn, until one is exact. Starts where the
 * residuals are no numbers are passed over. Where the best is not sound, other ways are tried from the own start as well.
 * @param isSound whether a run converged to parameters that the data determine
 * @param refuse throws where the problem's own start has no finite residuals and no other has
 */
export function minimiseFromStarts(
  problem: Problem,
  { starts, seed, proposals = [] }: Starts,
  isSound: (minimum: Minimum) => boolean,
  refuse: (brokenRow: number) => never,
): Minimum {
  const wide = starts > 1 ? { ...problem, tolerance: ROUGH } : problem
  const first = attempt(wide)
  if (!first.startsFinite && starts === 1) refuse(first.brokenRow())
  const own = first.startsFinite ? first.run() : undefined
  let best = own
  const isOver = () =>
    best?.stopped === 'exact' || problem.signal?.aborted || milliseconds() - problem.began >= 1000 * problem.seconds
  const consider = (other: Attempt) => {
    if (!other.startsFinite) return
    const found = other.run()
    if (!best || isBetter(found, best, isSound)) best = found
  }
  let tried = 1
  for (; tried < starts && !isOver(); tried++)
    consider(attempt({ ...wide, start: proposals[tried - 1] ?? drawn(problem, seed, tried) }))
  const isMany = starts > 1 && best?.stopped !== 'exact'
  const wasAborted = isMany && problem.signal?.aborted === true
  if (best && isMany && !wasAborted) {
    const isOwn = best === own
    best = attempt(isOwn ? problem : { ...problem, start: best.p }).run()
    // Its own start goes on as it would have without the others, so that these never make it worse.
    if (own && !isOwn && !isOver()) consider(attempt(problem))
  }
  const ways = best?.iterations === 0 ? [{ start: nudged(problem) }, ...OTHER_WAYS] : OTHER_WAYS
  for (const way of ways) {
    if (!best || isOver() || isSound(best)) break
    consider(attempt({ ...problem, ...way, maxEvaluations: Math.ceil(SECOND_TRY * problem.maxEvaluations) }))
  }
  if (!best) return refuse(first.brokenRow())
  if (!wasAborted) return best
  return { ...best, stopped: 'aborted', reason: `the signal was aborted after ${tried} of ${starts} starts` }
}

/** Costs that differ by less are the same minimum, or none. */
const SAME_COST = 1e-6

/** A lower cost; of equal ones that which is sound. */
export function isBetter(found: Minimum, best: Minimum, isSound: (minimum: Minimum) => boolean): boolean {
  const isClose = Math.abs(found.cost - best.cost) <= SAME_COST * best.cost
  return isClose ? isSound(found) && !isSound(best) : found.cost < best.cost
}

/** Beside a start where all slopes vanish, as on a saddle: each parameter moved by another share, so that no symmetry stays. */
function nudged({ start, typical, box: { lower, upper, held, order } }: Problem): Float64Array {
  const moved = start.map((value, k) => {
    const step = (NUDGE * (typical[k] || Math.abs(value) || 1)) / (k + 1)
    return held[k] ? value : Math.max(lower[k], Math.min(value + step, upper[k]))
  })
  if (order) putInOrder(moved, order)
  return moved
}

/** Evenly within two bounds; else about the start, mirrored into what is open. */
function drawn(problem: Problem, seed: number, run: number): Float64Array {
  const { start, box } = problem
  const { lower, upper, held, order } = box
  const random = stream(seed, PURPOSE.starts, run)
  const p = start.map((value, k) => {
    const share = random.uniform()
    if (held[k]) return value
    if (Number.isFinite(lower[k]) && Number.isFinite(upper[k])) return lower[k] + share * (upper[k] - lower[k])
    return mirrored(aboutStart(problem, k, share, random), lower[k], upper[k])
  })
  if (order) putInOrder(p, order)
  return p
}
