import type { FloatArray } from '../../../runtime/dtype.js'
import type { Target } from './seen.js'

/** The figures people ask for, of one target, in its own units. */
export interface Figure {
  /** Share of samples whose largest logit is their class (or whose every sigmoid is on the right side of ½). */
  readonly accuracy?: number
  /** √ of the mean square over samples, and over columns where there are several. */
  readonly rmse?: number
  /** Mean absolute error. */
  readonly mae?: number
  /** Mean of max(q u, (q − 1) u), u = target − prediction: the quantile's loss with its corner unrounded. */
  readonly pinball?: number
  /** Share of targets below their prediction: q, where the quantile is met. */
  readonly below?: number
  /** Mean of 2 (log-likelihood of the target as its own mean − that of the prediction), over samples and columns. */
  readonly deviance?: number
  /** Mean over samples of the log-density, columns summed. */
  readonly logLikelihood?: number
}

/** One output with what it was to be; weights, where there are any, have mean 1. */
export interface Compared {
  readonly z: FloatArray
  /** Of z. */
  readonly units: number
  readonly y: Target
  /** Of y. */
  readonly columns: number
  readonly count: number
  readonly weights?: Float64Array
}

/** Mean of a function of output and target over samples and over `count` columns from `first` on. */
export function meanOver(
  { z, units, y, columns, count: n, weights }: Compared,
  first: number,
  count: number,
  of: (z: number, y: number) => number,
): number {
  let sum = 0
  for (let i = 0; i < n; i++) {
    const weight = weights?.[i] ?? 1
    if (weight > 0) for (let c = first; c < first + count; c++) sum += weight * of(z[i * units + c], y[i * columns + c])
  }
  return sum / (n * count)
}

/** Over `count` columns from `first` on. Differences are divided by the largest, so that 1e-170 and 1e170 can be squared. */
export function rootMeanSquare(
  { z, units, y, columns, count: n, weights }: Compared,
  first: number,
  count: number,
): number {
  let top = 0
  for (let i = 0; i < n; i++)
    for (let c = first; weights?.[i] !== 0 && c < first + count; c++)
      top = Math.max(top, Math.abs(z[i * units + c] - y[i * columns + c]))
  if (top === 0 || !Number.isFinite(top)) return top
  let squares = 0
  for (let i = 0; i < n; i++)
    for (let c = first; weights?.[i] !== 0 && c < first + count; c++)
      squares += (weights?.[i] ?? 1) * ((z[i * units + c] - y[i * columns + c]) / top) ** 2
  return top * Math.sqrt(squares / (n * count))
}

/** Share of samples that are told apart rightly. */
export function shareRight({ count: n, weights }: Compared, isRight: (sample: number) => boolean): number {
  let right = 0
  for (let i = 0; i < n; i++) if (isRight(i)) right += weights?.[i] ?? 1
  return right / n
}
