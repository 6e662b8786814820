import { checkOptions, nonNegative, positiveInteger, positiveNumber } from '../options.js'
import { raised, untried } from './constant.js'
import { type DampingRule, rowsSeen } from './rule.js'

export interface ResidualVariance {
  readonly kind: 'residualVariance'
  /** Prior precision of a parameter: one over the variance that it is believed to have, in standardised units. */
  readonly precision: number
  /** Batches over which the variance of the residuals is a running mean. */
  readonly window: number
  /** The largest λ. */
  readonly ceiling: number
  /** Steps of a run from which on the precision is whole; a shorter one has its share of it. 0: every run. */
  readonly steps: number
}

/** The running mean E of squared residuals, the batches it is of, and the refusals in a row. */
type State = { readonly refusals: number; readonly variance: number; readonly batches: number }

/** The least share of the precision that a short run has. */
const LEAST_SHARE = 0.04

/** λ stays this many units of rounding above the mean squared norm of a sample's rows: below, factors fail by luck. */
const ROUNDINGS = 4

/**
 * λ = precision · E / N, E the running mean square of the residuals and N the samples of the curvature: a batch seen as a
 * Kalman update of parameters of prior variance 1/precision, whose observations have variance E. One formula from exact
 * targets, where λ falls with the residual, to noisy ones, where it stays. For `smwGN` and losses whose residuals
 * are the targets' errors, `meanSquaredError` and `huber`; inputs and targets are meant to be standardised. Defaults: precision 750, window 20
 * batches, ceiling 10, steps 0. What parameters may move is shared out to the steps of a run: with `steps` the precision is
 * in proportion to their number up to there, as the used share of the budget tells it. λ never falls below 4 ε tr(C), ε the half unit in the last place, C the curvature.
 * @throws WoodburyError BAD_OPTION; `fit` throws it where a loss or a method has no such residuals
 */
export function residualVariance(options: Partial<Omit<ResidualVariance, 'kind'>> = {}): ResidualVariance {
  const where = 'residualVariance'
  checkOptions(where, ['precision', 'window', 'ceiling', 'steps'], options)
  const { precision = 750, window = 20, ceiling = 10, steps = 0 } = options
  return {
    kind: 'residualVariance',
    precision: positiveNumber(where, 'precision', precision),
    window: positiveInteger(where, 'window', window),
    ceiling: positiveNumber(where, 'ceiling', ceiling),
    steps: nonNegative(where, 'steps', steps),
  }
}

/** E += (v − E) · max(1/t, 1/window), v of the t-th batch; λ = clamp(precision · E / N, 4 ε tr C, ceiling). */
export const residualVarianceRule: DampingRule<ResidualVariance, State> = {
  ...untried,
  needsResiduals: true,
  part: residualVariance,
  text: ({ precision, window, ceiling, steps }, short) =>
    `variance of the residuals over ${short(window)} batches, precision ${short(precision)}${steps > 0 ? ` from ${short(steps)} steps on` : ''}, lambda up to ${short(ceiling)}`,
  start: () => ({ refusals: 0, variance: 0, batches: 0 }),

  observe({ window }, state, seen) {
    const batches = state.batches + 1
    const share = Math.max(1 / batches, 1 / window)
    const square = Math.min(rowsSeen(seen).residualSquare, Number.MAX_VALUE)
    const variance = state.variance + (square - state.variance) * share
    return { ...state, variance, batches }
  },

  lambda({ precision, ceiling, steps }, state, seen) {
    const { samples, squaredNorm, epsilon } = rowsSeen(seen)
    // Taken steps over the used share: all the run will have.
    const run = seen.used > 0 ? (state.batches - 1) / seen.used : Number.POSITIVE_INFINITY
    const share = run < steps ? Math.max(run / steps, LEAST_SHARE) : 1
    // Rows that are all 0 have no unit of their own.
    const floor = ROUNDINGS * epsilon * (squaredNorm || 1)
    return raised(Math.max(Math.min((share * precision * state.variance) / samples, ceiling), floor), state)
  },

  update: (part, state, measurement) => ({ ...state, ...untried.update(part, state, measurement) }),
}
