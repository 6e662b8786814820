import type { Said } from '../method.js'
import { preset } from '../preset.js'
import { type LevenbergMarquardtOptions, type Marquardt, marquardt, settleMarquardt } from './levenberg-marquardt.js'
import type { ParameterMethod } from './parameter-space.js'

export interface BayesianRegularization extends Marquardt {
  readonly method: 'bayesianRegularization'
  readonly regularization: 'evidence'
}

export type BayesianRegularizationOptions = LevenbergMarquardtOptions

export const bayesianRegularizationMethod: ParameterMethod<BayesianRegularization> = {
  ...marquardt,
  name: 'bayesianRegularization',
  title: 'Levenberg-Marquardt with Bayesian regularisation',
  said: bayesianRegularization,
  settle: (said, task) => ({ ...settleMarquardt(said, task), regularization: 'evidence' }),
}

/**
 * `levenbergMarquardt` with a weight decay from the evidence, MATLAB's `trainbr`: small noisy tables without a validation set.
 * Departure: in averages, w = α/(nβ), anew every third step; λ by Nielsen's rule; D of Marquardt's diagonal.
 * @family parameter space
 * @formula w = 2 f γ/((R − γ) ‖θ‖²), γ = P − w tr (C + wI)⁻¹; a log-likelihood has w = γ/(n ‖θ‖²); the step is that of levenbergMarquardt
 * @source MacKay 1992; Foresee & Hagan 1997
 * @cost a step of levenbergMarquardt, and 2P³/3 and 1,000 rows × P² every third
 * @memory that of levenbergMarquardt twice
 * @needs P up to a few thousand
 * @use small networks on up to some thousand noisy samples
 * @throws WoodburyError BAD_OPTION
 */
export function bayesianRegularization(options: BayesianRegularizationOptions = {}): Said<BayesianRegularization> {
  return preset(bayesianRegularizationMethod, options)
}
