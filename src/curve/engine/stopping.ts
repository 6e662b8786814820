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
  readonly cost: number
  readonly relativeStep: number
  readonly damped: boolean
}

const text = (value: number) => value.toPrecision(2)

/** Judges whether a run is over. */
export class Stopping {
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
  taken({ decrease, promised, cost, relativeStep, damped }: Taken, evaluations: number): Ending | undefined {
    const { tolerance } = this.limits
    if (!damped && decrease <= tolerance.cost * cost && promised <= tolerance.cost * cost)
      return {
        stopped: 'cost',
        reason: `the cost fell by ${text(decrease / cost)} of itself, limit ${text(tolerance.cost)}`,
      }
    return damped ? undefined : this.small(relativeStep, evaluations)
  }

  /** An undamped step that hardly moves. */
  small(relativeStep: number, evaluations: number): Ending | undefined {
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
      reason: `no step lowers the cost, though the scaled gradient is ${text(angle)}: the derivatives do not fit the model, or it has a kink here`,
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
    const passed = (milliseconds() - began) / 1000
    if (passed >= seconds) return { stopped: 'seconds', reason: `${text(passed)} s, limit ${text(seconds)} s` }
    return undefined
  }
}
