import { Linearisation } from '../linearisation.js'
import type { Minimum, Problem } from '../problem.js'
import type { Stopped, Tolerance } from '../stopping.js'
import { attempt } from './attempt.js'
import { evidenceAt } from './evidence.js'
import { isBetter, minimiseFromStarts, type Starts } from './from-starts.js'

/** A problem of some of the rows. */
export interface Subset {
  readonly problem: Problem
  readonly isSound: (minimum: Minimum) => boolean
}

/** From so many rows on, by measurement: an exact fit of three parameters takes the same time there with subsets and without. */
const MANY_ROWS = 20_000
/** Rows of the first subset, at least, and to each parameter. */
const FIRST_ROWS = 2000
const ROWS_EACH = 50
/** Each subset has so many times the rows of the one before, … */
const GROWTH = 8
/** … and the last no more than this share of all. */
const LARGEST = 0.1
/** Rows of a subset that must speak of a parameter. */
const WITNESSES = 20
/** A subset's minimum lies about 1/√rows from that of all rows: much nearer is idle. */
const LOOSE: Tolerance = { gradient: 1e-3, step: 1e-5, cost: 1e-8 }
/** What a subset may take: evaluations of its own, and of all that the fit may. */
const MOST_EVALUATIONS = 500
const MOST = 0.25
/** What ends a run wherever it began. */
const OUT_OF_MEANS: readonly Stopped[] = ['evaluations', 'seconds', 'aborted']

/** Rows of the subsets that are fitted before all are, the fewest first; none where they would not pay. */
export function subsetSizes(rows: number, parameters: number, subsample: 'auto' | false | number): number[] {
  if (subsample === false || (subsample === 'auto' && rows < MANY_ROWS)) return []
  const sizes: number[] = []
  const first =
    subsample === 'auto' ? Math.max(FIRST_ROWS, ROWS_EACH * parameters) : Math.max(subsample, 2 * parameters)
  for (let size = first; size <= LARGEST * rows; size *= GROWTH) sizes.push(size)
  return sizes
}

/**
 * `minimiseFromStarts` for very many rows: few of them, then more, lead near the minimum, and only the last steps are of all. Those
 * decide by themselves: a subset's answer that is no sound minimum, rests on a bound, hangs on a few rows or is no better on all
 * rows than the start is passed over, and where the end is not sound the start's own run is tried too. Evaluations are counted
 * in those of all rows.
 * @param subsetOf makes the problem of about so many rows
 */
export function minimiseFromSubsets(
  whole: Problem,
  sizes: readonly number[],
  subsetOf: (size: number) => Subset,
  starts: Starts,
  isSound: (minimum: Minimum) => boolean,
  refuse: (brokenRow: number) => never,
): Minimum {
  if (sizes.length === 0) return minimiseFromStarts(whole, starts, isSound, refuse)
  const { p, spent } = leadOf(whole, sizes, subsetOf, starts, refuse)
  const left = (already: number): Problem => ({ ...whole, maxEvaluations: Math.max(1, whole.maxEvaluations - already) })
  const since = (already: number, minimum: Minimum) => ({ ...minimum, evaluations: minimum.evaluations + already })
  const fromStart = (already: number) => since(already, minimiseFromStarts(left(already), starts, isSound, refuse))
  if (!p) return fromStart(spent)
  const lead = attempt({ ...left(spent + 1), start: p, isNear: true })
  const isBehind = new Linearisation(whole.residuals, whole.loss).cost(whole.start, lead.startCost) < lead.startCost
  if (!lead.startsFinite || isBehind) return fromStart(spent + 2)
  const found = since(spent + 1, lead.run())
  if (isSound(found) || OUT_OF_MEANS.includes(found.stopped)) return found
  const other = fromStart(found.evaluations)
  return isBetter(other, found, isSound) ? other : { ...found, evaluations: other.evaluations }
}

/** The last subset's minimum, undefined where none may be relied on, and the evaluations of all rows that it took. */
function leadOf(
  { start, maxEvaluations, tolerance, residuals: { rows } }: Problem,
  sizes: readonly number[],
  subsetOf: (size: number) => Subset,
  starts: Starts,
  refuse: (brokenRow: number) => never,
): { p: Float64Array | undefined; spent: number } {
  let p: Float64Array | undefined
  let spent = 0
  for (const size of sizes) {
    const { problem, isSound } = subsetOf(size)
    const share = problem.residuals.rows / rows
    const from = p ?? start
    const isFirst = p === undefined
    p = undefined
    spent += share
    if (!isSeen(problem, from)) continue
    const found = minimiseFromStarts(
      {
        ...problem,
        start: from,
        tolerance: {
          gradient: Math.max(tolerance.gradient, LOOSE.gradient),
          step: Math.max(tolerance.step, LOOSE.step),
          cost: Math.max(tolerance.cost, LOOSE.cost),
        },
        maxEvaluations: Math.ceil(Math.min(MOST_EVALUATIONS, (MOST * maxEvaluations) / share)),
      },
      isFirst ? starts : { ...starts, starts: 1 },
      isSound,
      () => refuse(-1),
    )
    spent += (found.evaluations + 1) * share
    if (isSound(found) && !restsOnBound(problem, found.p) && isSeen(problem, found.p)) p = found.p
  }
  return { p, spent: Math.ceil(spent) }
}

/** Whether enough rows say something of each parameter. */
const isSeen = ({ residuals, box }: Problem, p: Float64Array): boolean =>
  evidenceAt(residuals, p).every((rows, k) => box.held[k] || rows >= WITNESSES)

const restsOnBound = ({ start, box: { lower, upper } }: Problem, p: Float64Array): boolean =>
  p.some((value, k) => value !== start[k] && (value === lower[k] || value === upper[k]))
