import { dot } from '../vectors.js'
import { listed } from './data/listed.js'
import type { Minimum } from './engine/problem.js'
import { converged, type Ending } from './engine/stopping.js'
import type { Tie } from './model/tied-curve.js'
import type { Parameters } from './parameters.js'
import type { Derived, Findings, HistoryRecord } from './result/fit.js'
import type { Look } from './result/soundness.js'
import { statisticsOf } from './result/statistics.js'
import { type Cause, FAR_AWAY } from './result/uncertainty.js'

/** What besides the minimum belongs to a result. */
export interface Circumstances {
  readonly parameters: Parameters
  readonly rows: number
  readonly ties: readonly Tie[]
  /** Quantities asked for, by name. */
  readonly derived: ReadonlyMap<string, Tie>
  readonly absolute: boolean
  readonly logScale: number
  readonly totalSquares: number | undefined
  readonly look: Look
  /** Σr² at the end. */
  readonly rss: number
  /** Whether residuals count by another loss than their squares. */
  readonly hasLoss: boolean
  /** −2 log L of counts where every one is fitted exactly. */
  readonly saturated: number | undefined
  readonly residuals: readonly number[]
  readonly history: readonly HistoryRecord[]
  readonly derivatives: Findings['derivatives']
  /** What to say of a run that is not sound. */
  readonly hint?: string
}

/** Everything that a fit says, from where it ended. */
export function conclude(minimum: Minimum, circumstances: Circumstances): Findings {
  const { p, cost, evaluations, iterations } = minimum
  const { parameters, rows, absolute, rss, hasLoss, residuals, history, derivatives } = circumstances
  const { names, form, start } = parameters
  const squares = hasLoss ? 2 * cost : rss
  const uncertainty = circumstances.look(minimum)
  const degreesOfFreedom = Math.max(0, rows - uncertainty.rank)
  const variance = degreesOfFreedom > 0 ? squares / degreesOfFreedom : null
  const { logScale, totalSquares, saturated } = circumstances
  const statistics = statisticsOf({
    rss,
    squares,
    rows,
    parameters: uncertainty.rank,
    degreesOfFreedom,
    logScale,
    totalSquares,
    absolute,
    saturated,
  })
  const ending = judge(minimum, uncertainty.causes, parameters)
  const values = p.slice()
  const inverse = rowsOf(uncertainty.inverse, p.length)
  for (const tie of circumstances.ties) completeTie(tie, p, values, inverse)
  const own = names.map((_, k): Cause | null => {
    return uncertainty.causes[k] ?? (variance === null && !absolute ? { kind: 'noDegreesOfFreedom', with: [] } : null)
  })
  const causes = own.map((cause, k) => {
    const tie = circumstances.ties.find(({ parameter }) => parameter === k)
    return tie ? causeOfTie(tie, p, own, names) : cause
  })
  return {
    names,
    form,
    values: listed(values),
    start: listed(start),
    causes,
    inverse,
    open: uncertainty.open,
    rss,
    degreesOfFreedom,
    reducedChiSquare: statistics.reducedChiSquare,
    rSquared: statistics.rSquared,
    aic: statistics.aic,
    aicc: statistics.aicc,
    bic: statistics.bic,
    errors: absolute ? 'absolute' : 'scaled',
    variance,
    condition: uncertainty.condition,
    stopped: ending.stopped,
    reason: ending.reason,
    converged: converged(ending.stopped),
    evaluations,
    iterations,
    history,
    derivatives,
    residuals,
    derived: derivedAt(circumstances.derived, p, causes, inverse, absolute ? 1 : variance),
    warnings: [...warningsOf(names, causes), ...(circumstances.hint ? [circumstances.hint] : [])],
  }
}

/** Whether what looks like an end is one: a parameter that left for infinity, where nothing depends on it, is none. */
function judge(
  { p, stopped, reason }: Minimum,
  causes: readonly (Cause | undefined)[],
  { names, start }: Parameters,
): Ending {
  const free = causes.filter(cause => cause?.kind !== 'fixed')
  if (free.length > 0 && free.every(cause => cause?.kind === 'stuckAtStart'))
    return {
      stopped: 'noProgress',
      reason: `at its start the fit does not depend on ${names.filter((_, k) => causes[k]?.kind === 'stuckAtStart').join(', ')}: nothing tells where to go. Start nearer to the data`,
    }
  const gone = names.filter(
    (_, k) => causes[k]?.kind === 'notIdentifiable' && start[k] !== 0 && Math.abs(p[k]) > FAR_AWAY * Math.abs(start[k]),
  )
  if (gone.length === 0) return { stopped, reason }
  const said = gone.map(
    name => `${name} went from ${start[names.indexOf(name)]} to ${p[names.indexOf(name)].toPrecision(3)}`,
  )
  return { stopped: 'ranAway', reason: `${said.join(', ')}, where the data no longer say anything of it` }
}

function warningsOf(names: readonly string[], causes: readonly (Cause | null)[]): string[] {
  const undetermined = names.filter((_, k) => ['notIdentifiable', 'stuckAtStart'].includes(causes[k]?.kind ?? ''))
  if (undetermined.length === 0) return []
  return [
    `The data do not determine ${undetermined.join(', ')}: other values fit as well. Fix some, start elsewhere, or write the model with fewer.`,
  ]
}

/** A tied parameter has its value, and its row of the covariance, by the chain rule. */
function completeTie(tie: Tie, p: Float64Array, values: Float64Array, inverse: number[][]): void {
  const slopes = new Float64Array(p.length)
  tie.gradient(p, slopes)
  const k = tie.parameter
  values[k] = tie.value(p)
  const row = inverse.map(other => dot(slopes, other))
  row[k] = dot(slopes, row)
  for (let j = 0; j < row.length; j++) {
    inverse[k][j] = row[j]
    inverse[j][k] = row[j]
  }
}

/** A tied parameter has an error where those that it follows have one. */
function causeOfTie(
  tie: Tie,
  p: Float64Array,
  causes: readonly (Cause | null)[],
  names: readonly string[],
): Cause | null {
  const slopes = new Float64Array(p.length)
  tie.gradient(p, slopes)
  const followed = names.map((_, k) => k).filter(k => slopes[k] !== 0)
  const moving = followed.filter(k => causes[k]?.kind !== 'fixed')
  const unknown = moving.find(k => causes[k])
  if (unknown !== undefined) return { kind: (causes[unknown] as Cause).kind, with: [names[unknown]] }
  return moving.length > 0 ? null : { kind: 'fixed', with: followed.map(k => names[k]) }
}

/** Quantities asked for, by name. */
function derivedAt(
  quantities: Circumstances['derived'],
  p: Float64Array,
  causes: readonly (Cause | null)[],
  inverse: Findings['inverse'],
  factor: number | null,
): Findings['derived'] {
  if (quantities.size === 0) return {}
  return Object.fromEntries(
    Array.from(quantities, ([name, quantity]) => [name, derive(quantity, p, causes, inverse, factor)]),
  )
}

/** The error of a quantity is known where no parameter that it depends on has none for want of data. */
function derive(
  quantity: Tie,
  p: Float64Array,
  causes: readonly (Cause | null)[],
  inverse: Findings['inverse'],
  factor: number | null,
): Derived {
  const slopes = new Float64Array(p.length)
  quantity.gradient(p, slopes)
  const unknown = causes.some(
    (cause, k) => slopes[k] !== 0 && cause !== null && !['fixed', 'noDegreesOfFreedom'].includes(cause.kind),
  )
  return {
    value: quantity.value(p),
    standardError:
      unknown || factor === null
        ? null
        : Math.sqrt(
            factor *
              dot(
                slopes,
                inverse.map(row => dot(slopes, row)),
              ),
          ),
  }
}

/** The rows of a square matrix. */
function rowsOf(matrix: Float64Array, n: number): number[][] {
  const rows: number[][] = []
  for (let from = 0; from < matrix.length; from += n) {
    const row = new Array<number>(n)
    for (let k = 0; k < n; k++) row[k] = matrix[from + k]
    rows.push(row)
  }
  return rows
}
