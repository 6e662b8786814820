/** What a fit says of itself as a whole. */
export interface Statistics {
  /** Σ of squared residuals, weighted where there are weights or sigma. */
  readonly rss: number
  /** Points minus parameters that the data determine. */
  readonly degreesOfFreedom: number
  /** rss (for another loss Σρ, for counts the deviance) / degrees of freedom; null without any. */
  readonly reducedChiSquare: number | null
  /** 1 − rss over that of the weighted mean; null where all y are equal, or there are none. */
  readonly rSquared: number | null
  /** −2 log L + 2k for normal errors, k counting the unknown variance where there is no sigma (as R does). */
  readonly aic: number
  readonly aicc: number | null
  readonly bic: number
}

export interface StatisticsInput {
  readonly rss: number
  /** Σρ: the rss where the loss is linear. */
  readonly squares: number
  readonly rows: number
  readonly parameters: number
  readonly degreesOfFreedom: number
  /** Σ log of what residuals are multiplied by. */
  readonly logScale: number
  /** Weighted sum of squares about the weighted mean; undefined without y. */
  readonly totalSquares: number | undefined
  /** Whether sigma was given, so that residuals have variance 1. */
  readonly absolute: boolean
  /** −2 log L of counts where every one is fitted exactly; undefined for normal errors. */
  readonly saturated: number | undefined
}

/** @see R, logLik.nls: with unknown variance −2 log L = n (log(2π rss/n) + 1) − Σ log w */
export function statisticsOf(input: StatisticsInput): Statistics {
  const { rss, squares, rows, parameters, degreesOfFreedom, logScale, totalSquares, absolute, saturated } = input
  const spread = absolute ? rss : rows * (Math.log(rss / rows) + 1)
  const normal = spread + rows * Math.log(2 * Math.PI) - 2 * logScale
  const deviance = saturated === undefined ? normal : saturated + squares
  const k = parameters + (absolute ? 0 : 1)
  const aic = deviance + 2 * k
  return {
    rss,
    degreesOfFreedom,
    reducedChiSquare: degreesOfFreedom > 0 ? squares / degreesOfFreedom : null,
    rSquared: totalSquares ? 1 - rss / totalSquares : null,
    aic,
    aicc: rows - k - 1 > 0 ? aic + (2 * k * (k + 1)) / (rows - k - 1) : null,
    bic: deviance + k * Math.log(rows),
  }
}
