import { backtracking } from '../../damping/backtracking.js'
import type { Damping } from '../../damping/table.js'
import { settledBatches } from '../batch.js'
import { damping, gradientBatch, learningRate } from '../common-options.js'
import type { Said } from '../method.js'
import { preset } from '../preset.js'
import { constant, type Schedule } from '../schedule.js'
import { dampingLine } from '../setting-lines.js'
import { inParameterSpace, type OnParameters, type ParameterMethod, parameterKept } from './parameter-space.js'
import { needsSquaredErrors } from './squared-errors.js'

export interface StochasticLM extends OnParameters {
  readonly method: 'stochasticLM'
}

export interface StochasticLMOptions {
  /** Samples of r and J (default rows for 4P, at least 250). */
  gradientBatch?: number | 'full'
  /** α (default 1). */
  learningRate?: number | Schedule
  /** A rule, or a number for a constant μ (default backtracking({ on: 'gradient', constant: 1, least: 1e-3 }), whose c is γ). */
  damping?: Damping | number
}

/** ρ from which a step is taken. */
const ENOUGH = 0.1

/** Rows a parameter, and the fewest samples. */
const ROWS = 4
const LEAST = 250

export const stochasticLMMethod: ParameterMethod<StochasticLM> = {
  name: 'stochasticLM',
  title: 'stochastic Levenberg-Marquardt on random rows',
  ...inParameterSpace,
  options: { gradientBatch, learningRate, damping },
  said: stochasticLM,
  settle(said, task) {
    needsSquaredErrors('stochasticLM', task)
    const m = task.heads.reduce((sum, head) => sum + head.m, 0)
    const gradientBatch = Math.max(LEAST, Math.ceil((ROWS * task.parameters) / m))
    return {
      learningRate: constant(1),
      damping: backtracking({ on: 'gradient', constant: 1, least: 1e-3 }),
      ...said,
      ...settledBatches(said, { gradientBatch, curvatureBatch: task.samples }, task),
      rejectBadSteps: true,
    }
  },
  state: () => ({}),
  kept: (settled, asked) => parameterKept(settled, asked, false),
  settings: (settled, short) => [dampingLine(settled, short)],
  judge: (_settled, { before, after, predicted }) => ({
    accepted: predicted > 0 && before - after >= ENOUGH * predicted,
  }),
}

/**
 * Stochastic Levenberg–Marquardt: residuals and Jacobian of the same random samples, damping in proportion to their gradient's norm.
 * Departure: a refused step is tried again on its own samples, with twice the damping. The paper's text was not at hand.
 * @family parameter space
 * @formula v = −(J_SᵀJ_S/N + γ ‖g_S‖ I)⁻¹ g_S; taken where ρ ≥ 0.1 on S, then γ halves, else it doubles
 * @source Hong et al. 2021, Euro-Par 2021
 * @cost a gradient and rows × P² of the batch, and P³/3
 * @memory P² in the run's dtype and P² in float64
 * @needs squared errors, P up to a few hundred, many samples
 * @use models of tens to hundreds of parameters on more rows than a full pass has time for
 * @throws WoodburyError BAD_OPTION
 */
export function stochasticLM(options: StochasticLMOptions = {}): Said<StochasticLM> {
  return preset(stochasticLMMethod, options)
}
