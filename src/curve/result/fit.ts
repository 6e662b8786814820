import { fraction } from '../../options.js'
import { normal } from '../distributions/normal.js'
import { studentT } from '../distributions/student-t.js'
import type { Stopped } from '../engine/stopping.js'
import { type Form, inForm } from '../parameters.js'
import type { Statistics } from './statistics.js'
import type { Cause, OpenDirection } from './uncertainty.js'

/** Values in the form that `start` had: a list, or an object by name. */
export type InForm<T> = T[] & Record<string, T>

/** A number and its standard error, null where there is none. */
export interface Derived {
  readonly value: number
  readonly standardError: number | null
}

/** A cost on the way. */
export interface HistoryRecord {
  readonly iteration: number
  /** Σρ: the rss where the loss is linear. */
  readonly cost: number
  readonly lambda: number
}

/** What was found, as plain data that JSON carries. */
export interface Findings extends Statistics {
  readonly names: readonly string[]
  readonly form: Form
  readonly values: readonly number[]
  readonly start: readonly number[]
  readonly causes: readonly (Cause | null)[]
  /** The pseudo-inverse of JᵀJ, weights in J: variances where `causes` is null, and what bands are made of. */
  readonly inverse: readonly (readonly number[])[]
  /** What the inverse leaves out: bands have no end where the curve changes along it. */
  readonly open: readonly OpenDirection[]
  /** `absolute` where sigma was given; else `scaled` by the variance of the residuals. */
  readonly errors: 'absolute' | 'scaled'
  /** By which scaled errors are scaled; null without degrees of freedom. */
  readonly variance: number | null
  readonly condition: number
  readonly converged: boolean
  readonly stopped: Stopped
  /** Why it stopped, with the number and its limit. */
  readonly reason: string
  /** How often all residuals were computed, derivatives or not. */
  readonly evaluations: number
  readonly iterations: number
  readonly history: readonly HistoryRecord[]
  readonly derivatives: 'exact' | 'given' | 'differences'
  /** For a curve observed less fitted, in the units of y; for `leastSquares` as returned. */
  readonly residuals: readonly number[]
  readonly derived: Readonly<Record<string, Derived>>
  readonly warnings: readonly string[]
}

/** A finished fit: plain data, and what can be asked of it. */
export interface Fit extends Omit<Findings, 'names' | 'form' | 'values' | 'start' | 'causes' | 'inverse' | 'open'> {
  readonly parameters: InForm<number>
  /** Of the kind that `errors` says; null where `causes` says why there is none. */
  readonly standardErrors: InForm<number | null>
  /** As if sigma were known: √diag (JᵀJ)⁻¹. */
  readonly absoluteErrors: InForm<number | null>
  /** As if sigma told proportions only. */
  readonly scaledErrors: InForm<number | null>
  readonly causes: InForm<Cause | null>
  readonly start: InForm<number>
  readonly covariance: readonly (readonly (number | null)[])[]
  readonly correlation: readonly (readonly (number | null)[])[]
  /**
   * Value ± quantile · standard error, null where there is none. Student's t where errors are scaled, the normal one where sigma is known.
   * @param level the share that is covered, 0.95
   */
  confidenceIntervals(level?: number): InForm<[number, number] | null>
  toJSON(): Findings
}

/** The fit that these findings are. Fields are listed one by one: copying the rest of an object costs more than a small fit. */
export function fitOf(findings: Findings): Fit {
  const { names, form, values, causes, inverse, errors, variance } = findings
  const shaped = <T>(list: readonly T[]) => inForm({ names, form }, list as never) as never as InForm<T>
  const roots = rootsOf(findings)
  const scaled = scaledBy(roots, variance)
  const own = errors === 'absolute' ? roots : scaled
  const factor = errors === 'absolute' ? 1 : variance
  const cells = (map: (cell: number, i: number, j: number) => number | null) =>
    inverse.map((row, i) => row.map((cell, j) => (roots[i] === null || roots[j] === null ? null : map(cell, i, j))))
  return {
    parameters: shaped(values),
    standardErrors: shaped(own),
    causes: shaped(causes),
    errors,
    absoluteErrors: shaped(roots),
    scaledErrors: shaped(scaled),
    covariance: cells(cell => factor && cell * factor),
    correlation: cells((cell, i, j) => cell / ((roots[i] as number) * (roots[j] as number))),
    variance,
    rss: findings.rss,
    degreesOfFreedom: findings.degreesOfFreedom,
    reducedChiSquare: findings.reducedChiSquare,
    rSquared: findings.rSquared,
    aic: findings.aic,
    aicc: findings.aicc,
    bic: findings.bic,
    condition: findings.condition,
    converged: findings.converged,
    stopped: findings.stopped,
    reason: findings.reason,
    evaluations: findings.evaluations,
    iterations: findings.iterations,
    history: findings.history,
    start: shaped(findings.start),
    derivatives: findings.derivatives,
    derived: findings.derived,
    residuals: findings.residuals,
    warnings: findings.warnings,
    confidenceIntervals(level = 0.95) {
      const times = errorsCovering(fraction('confidenceIntervals', 'level', level), findings)
      return shaped(
        own.map((error, k): [number, number] | null =>
          error === null ? null : [values[k] - times * error, values[k] + times * error],
        ),
      )
    },
    toJSON: () => findings,
  }
}

/** The standard errors that a fit reports. */
export function errorsOf(findings: Findings): (number | null)[] {
  const roots = rootsOf(findings)
  return findings.errors === 'absolute' ? roots : scaledBy(roots, findings.variance)
}

/** √diag (JᵀJ)⁻¹ of the parameters that the data determine. */
const rootsOf = ({ inverse, causes }: Findings) =>
  inverse.map((row, k) => (hasError(causes[k]) ? Math.sqrt(row[k]) : null))

const scaledBy = (roots: readonly (number | null)[], variance: number | null) =>
  roots.map(root => (root === null || variance === null ? null : root * Math.sqrt(variance)))

/** Whether (JᵀJ)⁻¹ says something of a parameter: without degrees of freedom it does, by sigma alone. */
const hasError = (cause: Cause | null) => cause === null || cause.kind === 'noDegreesOfFreedom'

/** How many standard errors to either side cover this share. */
export function errorsCovering(level: number, { errors, degreesOfFreedom }: Findings): number {
  const below = (1 + level) / 2
  return errors === 'absolute' ? normal.quantile(below) : studentT.quantile(below, degreesOfFreedom)
}
