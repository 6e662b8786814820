import type { RowKind } from '../curvature/rows.js'
import { oneOf } from '../options.js'
import type { Optimizer } from './optimizer.js'
import { type SmwOptions, smwOptions } from './smw-options.js'

export interface SmwNGOptions extends SmwOptions {
  /** Labels of the Fisher rows: drawn from the model, the true ones, or those with ‖∂l/∂z‖² as right-hand side. */
  fisher?: 'sampled' | 'empirical' | 'improvedEmpirical'
}

/**
 * Subsampled natural gradient: p = −(F + λI)⁻¹ g, F = UᵀU/N₂, by (λI + UUᵀ/N₂) t = U g, U: N₂ × P, one row a sample.
 * Ren & Goldfarb 2019, arXiv 1906.02353; `improvedEmpirical` is Wu et al. 2024, arXiv 2406.06420, eq. 8.
 * Beyond a gradient: N₂² Σ (d_l + d_{l−1}) flops and N₂² numbers.
 * @throws WoodburyError BAD_OPTION
 * @example fit(net, data, { optimizer: smwNG({ curvatureBatch: 256 }) })
 */
export function smwNG(options: SmwNGOptions = {}): Optimizer {
  const common = smwOptions('smwNG', options, ['fisher'])
  const { fisher = 'sampled' } = options
  const rows: RowKind = oneOf('smwNG', 'fisher', fisher, ['sampled', 'empirical', 'improvedEmpirical'])
  return { method: 'smwNG', rows, ...common }
}
