import type { Model } from '../../model/graph.js'
import { checkOptions, positiveInteger } from '../../options.js'
import type { TrainingData } from '../../prepare/data.js'
import { flowCourse } from './flow.js'

export interface QuadraticConvergence {
  /** Length of the residuals over √n, before the first step and after each, down to where rounding sets in. */
  readonly errors: readonly number[]
  /** e_{t+1}/e_t²: bounded where convergence is quadratic. */
  readonly ratios: readonly number[]
}

/** Error below which what is left is rounding. */
const ROUNDING = 1e-12

/**
 * Whether full-batch Gram–Gauss–Newton, θ ← θ − Jᵀ(J Jᵀ)⁻¹(z − y), converges as e_{t+1} ~ e_t² on a wide network of squared
 * error (Cai et al. 2019; of the paper the abstract was at hand).
 * @throws WoodburyError as `flowCourse`
 */
export async function quadraticConvergence(
  model: Model,
  data: TrainingData,
  options: { steps?: number } = {},
): Promise<QuadraticConvergence> {
  const where = 'quadraticConvergence'
  checkOptions(where, ['steps'], options)
  const steps = positiveInteger(where, 'steps', options.steps ?? 6)
  const { losses } = await flowCourse(model, data, { flow: 'gaussNewton', rate: 1, steps })
  const all = losses.map(loss => Math.sqrt(2 * loss))
  const end = all.findIndex(error => error < ROUNDING)
  const errors = end < 0 ? all : all.slice(0, end)
  return { errors, ratios: errors.slice(1).map((error, t) => error / errors[t] ** 2) }
}
