import { backtracking } from '../../damping/backtracking.js'
import type { Damping } from '../../damping/table.js'
import { dot } from '../../vectors.js'
import { settledBatches } from '../batch.js'
import { damping, gradientBatch, learningRate, whole } from '../common-options.js'
import type { Said } from '../method.js'
import { preset } from '../preset.js'
import { constant, type Schedule } from '../schedule.js'
import { dampingLine } from '../setting-lines.js'
import { inParameterSpace, type OnParameters, type ParameterMethod, parameterKept } from './parameter-space.js'
import { needsSquaredErrors } from './squared-errors.js'

export interface FlexibleGaussNewton extends OnParameters {
  readonly method: 'flexibleGaussNewton'
}

export interface FlexibleGaussNewtonOptions {
  /** Samples of F (default `full`). */
  gradientBatch?: number | 'full'
  /** Samples of F′ᵀF′, of those (default all). */
  curvatureBatch?: number
  /** η (default 1). */
  learningRate?: number | Schedule
  /** A rule, or a number for a constant λ (default backtracking({ on: 'residual' }): L from 1, halved or doubled). */
  damping?: Damping | number
}

export const flexibleGaussNewtonMethod: ParameterMethod<FlexibleGaussNewton> = {
  name: 'flexibleGaussNewton',
  title: 'flexible Gauss-Newton, damped by the norm of the residuals',
  ...inParameterSpace,
  options: {
    gradientBatch,
    curvatureBatch: whole('samples of the curvature of a step'),
    learningRate,
    damping,
  },
  said: flexibleGaussNewton,
  settle(said, task) {
    needsSquaredErrors('flexibleGaussNewton', task)
    return {
      learningRate: constant(1),
      damping: backtracking({ on: 'residual' }),
      ...said,
      ...settledBatches(said, { gradientBatch: 'full', curvatureBatch: task.samples }, task),
      rejectBadSteps: true,
    }
  },
  state: () => ({}),
  kept: (settled, asked) => parameterKept(settled, asked, false),
  settings: (settled, short) => [dampingLine(settled, short), ['curvature', `${settled.curvatureBatch} samples`]],

  /** ‖F₊‖ ≤ ψ = τ/2 + (L/2) ‖s‖² + ‖F + F′s‖²/(2τ), τ = ‖F‖ and L = λ/τ; ‖F‖² is twice the objective. */
  judge(_settled, { rate, before, after, rounding }, { lambda, v, ...at }) {
    const tau = Math.sqrt(2 * before)
    const slope = rate * dot(at.gradient, v)
    const squares = rate * rate * dot(v, v)
    const ahead = 2 * (before + slope) + rate * rate * at.quadratic(v) + at.decay * squares
    const bound = tau / 2 + ((lambda / tau) * squares) / 2 + ahead / (2 * tau)
    return { accepted: slope < 0 && Math.sqrt(2 * after) <= bound && after < before + rounding }
  },
}

/**
 * Flexible Gauss–Newton: the norm of all residuals F, not its square, is bounded above by a model whose constant L is found by
 * doubling and halving, so that λ = L ‖F‖ falls with the residuals. Departure: F is divided by √N, weight decay is a residual √w θ,
 * and no step up is taken. The paper's text was not at hand.
 * @family parameter space
 * @formula θ ← θ − η (F′ᵀF′ + ‖F‖ L I)⁻¹ F′ᵀF, taken where ‖F₊‖ ≤ ‖F‖/2 + (L/2) ‖s‖² + ‖F + F′s‖²/(2 ‖F‖), else L doubles; then L halves
 * @source Yudin & Gasnikov 2021, arXiv 2102.00810
 * @cost a gradient, rows × P² and P³/3
 * @memory P² in the run's dtype and P² in float64
 * @needs squared errors, P up to a few thousand
 * @use exact targets that a small network can reach, where λ must go to 0 with the residuals
 * @throws WoodburyError BAD_OPTION
 */
export function flexibleGaussNewton(options: FlexibleGaussNewtonOptions = {}): Said<FlexibleGaussNewton> {
  return preset(flexibleGaussNewtonMethod, options)
}
