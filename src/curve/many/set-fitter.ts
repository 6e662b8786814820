import { WoodburyError } from '../../errors.js'
import { milliseconds } from '../../runtime/timers.js'
import type { Numbers } from '../data/numbers.js'
import { settlePoints } from '../data/points.js'
import { type AnyModel, isReady, type SettledModel, settleModel } from '../model/settle-model.js'
import { isUnstarted } from '../model/start-of.js'
import { type AnyCurveOptions, type SettledOptions, settleCurveOptions } from '../options.js'
import { type Parameters, settleParameters, type Values } from '../parameters.js'
import { errorsOf, type Findings } from '../result/fit.js'
import { solveCurve } from '../solve-curve.js'
import { OwnStart } from './own-start.js'
import { type Fitted, noneFitted } from './share.js'

/** One model for many sets over the same x; plain data but for the model, and for what `options` have of functions. */
export interface ManyJob {
  readonly model: AnyModel
  readonly x: Numbers | readonly Numbers[]
  readonly columns: number
  /** What was given, or what a ready-made model found for one of the sets. */
  readonly start: Values
  readonly options: AnyCurveOptions
  /** Whether a set begins where the one before it converged. */
  readonly chains: boolean
}

const WHERE = 'fitMany'

/** What takes longer is mostly a set that does not determine its parameters: one in 260 took a third of the time of all. */
const MOST_EVALUATIONS = 400

/** Fits sets one after another. */
export class SetFitter {
  readonly own: Parameters
  private readonly known: SettledModel
  private readonly settled: SettledOptions
  /** For ready-made models without a given start. */
  private readonly starts: OwnStart | undefined

  /** @throws WoodburyError as `fitCurve` for the model and the options */
  constructor(
    private readonly job: ManyJob,
    private readonly signal: Pick<AbortSignal, 'aborted'> | undefined,
  ) {
    const { model, columns, start, options } = job
    const most = { maxEvaluations: MOST_EVALUATIONS, ...options }
    this.settled = { ...settleCurveOptions(most, WHERE), signal: signal as AbortSignal | undefined }
    this.own = settleParameters(start, options, WHERE)
    this.known = settleModel(model, this.own, columns, options, WHERE)
    this.starts =
      (options.start === undefined || options.start === 'auto') && isReady(model)
        ? new OwnStart(model, this.own)
        : undefined
  }

  /**
   * Fits each set, the first from `begin`, for so many milliseconds. A set that cannot be fitted stops no other; once the signal is
   * aborted the rest is `aborted`.
   */
  fit(sets: readonly Float64Array[], begin: Float64Array, most: number): Fitted {
    const until = milliseconds() + most
    const n = this.own.names.length
    const fitted = noneFitted(n, sets.length)
    const tell = (converged: boolean, stopped: Fitted['stopped'][number], reason: string) => {
      fitted.converged.push(converged)
      fitted.stopped.push(stopped)
      fitted.reasons.push(reason)
    }
    let start = begin
    for (let k = 0; k < sets.length; k++) {
      if (this.signal?.aborted) tell(false, 'aborted', 'the signal was aborted')
      else
        try {
          const findings = this.one(sets[k], start)
          fitted.values.set(findings.values, k * n)
          const errors = errorsOf(findings)
          for (let j = 0; j < n; j++) fitted.errors[k * n + j] = errors[j] ?? Number.NaN
          fitted.rss[k] = findings.rss
          tell(findings.converged, findings.stopped, findings.reason)
          if (this.job.chains && isGood(findings)) start = new Float64Array(findings.values)
        } catch (error) {
          if (!(error instanceof WoodburyError)) throw error
          tell(false, 'failed', error.message)
        }
      fitted.next.set(start, k * n)
      if (milliseconds() >= until) break
    }
    return fitted
  }

  /** Where no start was given, another is found where the one from a neighbour does not end well. */
  private one(y: Float64Array, neighbour: Float64Array): Findings {
    const { model, x, options } = this.job
    const [points] = settlePoints({ x, y }, options.missing ?? 'error', WHERE)
    const fitFrom = (start: Float64Array, isFromData = false) =>
      solveCurve({
        isUnstarted: isFromData,
        model: this.known,
        own: { ...this.own, start },
        points: [[points]],
        hasSigma: false,
        options,
        settled: this.settled,
        where: WHERE,
      }).findings
    if (this.starts) {
      const { first, again } = this.starts.beginning(points, neighbour)
      const findings = fitFrom(first)
      const other = isGood(findings) ? undefined : again()
      return other ? fitFrom(other) : findings
    }
    const findings = fitFrom(neighbour)
    return isUnstarted(model, options) && !isGood(findings) ? fitFrom(neighbour, true) : findings
  }
}

/** Converged to parameters that the data determine, and better than their mean. */
const isGood = ({ converged, causes, rSquared }: Findings) =>
  converged && causes.every(cause => cause === null) && (rSquared ?? 0) > 0
