import { milliseconds } from '../../runtime/timers.js'

/** All relative: to the residuals' length and the columns', to ‖D·p‖, to the cost. */
export interface Tolerance {
  readonly gradient: number
  readonly step: number
  readonly cost: number
}

export type Stopped =
  | 'gradient'
  | 'step'
  | 'cost'
  | 'exact'
  | 'evaluations'
  | 'seconds'
  | 'aborted'
  | 'noProgress'
  | 'ranAway'

/** Why a run ended: the kind, and a sentence with the measured number and its limit. */
export interface Ending {
  readonly stopped: Stopped
  readonly reason: string
}

export const converged = (stopped: Stopped): boolean => ['gradient', 'step', 'cost', 'exact'].includes(stopped)

export interface Limits {
  readonly tolerance: Tolerance
  readonly maxEvaluations: number
  readonly seconds: number
  /** When they began, of all runs of a fit together: milliseconds of the clock. */
  readonly began: number
  readonly signal?: AbortSignal
}

interface Taken {
  readonly decrease: number
  readonly promised: number
  /** Before the step. */
  readonly cost: number
  readonly relativeStep: number
  /** The scaled gradient where it led. */
  readonly angle: number
  readonly damped: boolean
}

/** Undamped steps that shrink by less may not go on doing so. */
const STEADY = 0.5
/** A scaled gradient at which the rate of steps is believed. */
const NEARLY_FLAT = 1e-7

const text = (value: number) => value.toPrecision(2)

/** Judges whether a run is over. */
export class Stopping {
  /** ‖J·d‖ / ‖r‖ of the step before, 0 where that was damped. */
  private before = 0
  /** The rate of the step before, 0 where it has none. */
  private rate = 0

  constructor(private readonly limits: Limits) {}

  /** At a point: rounding, a flat cost, or a limit. */
  atPoint(cost: number, exact: number, angle: number, evaluations: number): Ending | undefined {
    const { tolerance } = this.limits
    if (cost <= exact) return { stopped: 'exact', reason: `the residuals are 0 to rounding (rss ${text(2 * cost)})` }
    if (angle <= tolerance.gradient)
      return { stopped: 'gradient', reason: `the scaled gradient is ${text(angle)}, limit ${text(tolerance.gradient)}` }
    return this.limit(evaluations)
  }

  /** After a step that was taken. */
  taken(step: Taken, evaluations: number): Ending | undefined {
    const { decrease, promised, cost, damped } = step
    const { tolerance } = this.limits
    if (!damped && decrease <= tolerance.cost * cost && promised <= tolerance.cost * cost)
      return {
        stopped: 'cost',
        reason: `the cost fell by ${text(decrease / cost)} of itself, limit ${text(tolerance.cost)}`,
      }
    const ending = this.left(promised, cost, step.angle, damped)
    return ending ?? (damped ? undefined : this.small(step.relativeStep, evaluations))
  }

  /** After a step whose decrease cannot be seen. */
  polished(
    { promised, cost, angle, relativeStep }: Omit<Taken, 'decrease' | 'damped'>,
    evaluations: number,
  ): Ending | undefined {
    return this.left(promised, cost, angle, false) ?? this.small(relativeStep, evaluations)
  }

  /**
   * Gauss–Newton converges linearly: undamped steps whose lengths, ‖J·d‖, shrink by a rate q will still sum up to q/(1 − q) of the
   * last, and lower the cost by the square of that. Of two rates the slower counts: an extrapolated step may take more than others.
   */
  private left(promised: number, cost: number, angle: number, damped: boolean): Ending | undefined {
    const { tolerance } = this.limits
    const length = damped ? 0 : Math.sqrt(promised / cost)
    const latest = length / this.before
    const rate = Math.max(latest, this.rate)
    this.before = length
    this.rate = Number.isFinite(latest) ? latest : 0
    const left = ((length * rate) / (1 - rate)) ** 2
    if (!(rate <= STEADY && angle <= NEARLY_FLAT && left <= tolerance.cost)) return undefined
    return {
      stopped: 'cost',
      reason: `the cost would still fall by ${text(left)} of itself, limit ${text(tolerance.cost)}`,
    }
  }

  /** An undamped step that hardly moves. */
  private small(relativeStep: number, evaluations: number): Ending | undefined {
    const { step } = this.limits.tolerance
    if (relativeStep <= step)
      return {
        stopped: 'step',
        reason: `the last step changed the fitted values by ${text(relativeStep)} of themselves, limit ${text(step)}`,
      }
    return this.limit(evaluations)
  }

  noProgress(angle: number): Ending {
    return {
      stopped: 'noProgress',
      reason: `no step lowers the cost, though the scaled gradient is ${text(angle)}: the derivatives do not fit the model, it has a kink here, or rounding within it hides the rest`,
    }
  }

  flat(angle: number, evaluations: number): Ending {
    return {
      stopped: 'cost',
      reason: `the cost no longer changes beyond rounding (scaled gradient ${text(angle)}, ${evaluations} evaluations)`,
    }
  }

  /** Abort, evaluations, time. */
  limit(evaluations: number): Ending | undefined {
    const { maxEvaluations, seconds, began, signal } = this.limits
    if (signal?.aborted) return { stopped: 'aborted', reason: 'the signal was aborted' }
    if (evaluations >= maxEvaluations)
      return { stopped: 'evaluations', reason: `${evaluations} evaluations, limit ${maxEvaluations}` }
    const passed = seconds < Number.POSITIVE_INFINITY ? (milliseconds() - began) / 1000 : 0
    if (passed >= seconds) return { stopped: 'seconds', reason: `${text(passed)} s, limit ${text(seconds)} s` }
    return undefined
  }
}
