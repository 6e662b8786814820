import type { RowKind } from '../../curvature/rows.js'
import { word } from '../common-options.js'
import { describe, type Method } from '../method.js'
import { smwMethod } from './smw-method.js'
import { type SaidSmw, type Smw, type SmwOptions, smwOptions } from './smw-options.js'

export interface SmwNGOptions extends SmwOptions {
  /** Labels of the Fisher rows: drawn from the model, the true ones, or those with ‖∂l/∂z‖² as right-hand side. */
  fisher?: 'sampled' | 'empirical' | 'improvedEmpirical'
}

const options = {
  ...smwOptions,
  fisher: word('labels of the rows', ['sampled', 'empirical', 'improvedEmpirical'] as const),
}

export const smwNGMethod: Method<Smw> = {
  ...smwMethod,
  name: 'smwNG',
  title: 'SMW-NG, subsampled natural gradient',
  options,
  // `rows` is what the settled method calls `fisher`.
  said: ({ rows, ...fields }) => smwNG(rows === undefined ? fields : { fisher: rows as 'sampled', ...fields }),
}

/**
 * Subsampled natural gradient: p = −(F + λI)⁻¹ g, F = UᵀU/N₂, by (λI + UUᵀ/N₂) t = U g, U: N₂ × P, one row a sample.
 * Ren & Goldfarb 2019, arXiv 1906.02353; `improvedEmpirical` is Wu et al. 2024, arXiv 2406.06420, eq. 8.
 * Beyond a gradient: N₂² Σ (d_l + d_{l−1}) flops and N₂² numbers.
 * @family rows of the whole network
 * @formula d = −(F + λI)⁻¹ g, F = UᵀU/N; (λI + UUᵀ/N) t = U g, d = −(g − Uᵀt/N)/λ
 * @source Ren & Goldfarb 2019, arXiv 1906.02353; labels of the model or of the data, or Wu et al. 2024
 * @cost a gradient, a backward sweep over N₂ samples, N₂² Σ (d_l + d_{l−1}) and N₂³/3
 * @memory N₂² numbers, N₂ Σ d_l of δ
 * @needs for sampled labels a loss with a distribution
 * @use two classes, and many outputs where `smwGN` has too many rows
 * @throws WoodburyError BAD_OPTION
 * @example fit(net, data, { optimizer: smwNG({ curvatureBatch: 256 }) })
 */
export function smwNG(said: SmwNGOptions = {}): SaidSmw {
  const { fisher = 'sampled', ...settings } = describe<Smw>('smwNG', options, said) as SaidSmw & { fisher?: RowKind }
  return { ...settings, rows: fisher }
}
