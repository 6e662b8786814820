import { WoodburyError } from '../../errors.js'
import { batchSamples } from '../batch.js'
import type { SaidSmw } from '../rows/smw-options.js'
import { type OneBatchOptions, oneBatchMethod, oneBatchOptions, oneBatchPreset } from './one-batch.js'

/** α of (J Jᵀ + αI) where targets are exact, and where they are not. */
const RIDGE = { none: 1, some: 8 }

const NAME = 'gramGaussNewton'

export const gramGaussNewtonMethod = oneBatchMethod({
  name: NAME,
  title: 'GGN, Gram-Gauss-Newton',
  rows: 'ggn',
  options: oneBatchOptions,
  defaults({ gradientBatch }, { heads, noise, samples }) {
    const other = heads.find(({ loss }) => loss.name !== 'meanSquaredError')
    if (other)
      throw new WoodburyError(
        'BAD_OPTION',
        `${NAME}: the loss is ${other.loss.name}, and its kernel regression is of meanSquaredError. Pass egn(), the same step for every loss.`,
        { option: 'optimizer' },
      )
    const lambda = RIDGE[noise] / batchSamples(gradientBatch, { samples })
    return { damping: { kind: 'constant', lambda }, momentum: 0, klClip: 0 }
  },
})

/**
 * Gram–Gauss–Newton: each batch is solved as ridge regression with its tangent kernel K = J Jᵀ, for squared errors. The
 * source has one output; here each has a row. Departure: what multiplies K in the source is 1 here, as a step length does the same, and α = N λ is 1,
 * of noisy targets 8. The paper's text was not at hand. Rows 29 and 35 of the related systems.
 * @family rows of the whole network
 * @formula θ ← θ − Jᵀ(J Jᵀ + αI)⁻¹(f − y), α = N λ
 * @source Cai, Gao, Hou, Chen, Wang, He, Zhang & Wang 2019, arXiv 1905.11675
 * @cost m backward passes over N samples, (N m)² Σ d_l + (N m)³/3 flops
 * @memory the Gram matrix and its factor, (N m)² numbers each, or P² of each where that is less
 * @needs meanSquaredError
 * @use regression by networks far wider than their data, whose tangent kernel hardly moves
 * @throws WoodburyError BAD_OPTION
 */
export function gramGaussNewton(options: OneBatchOptions = {}): SaidSmw {
  return oneBatchPreset(gramGaussNewtonMethod, 'ggn', options)
}
