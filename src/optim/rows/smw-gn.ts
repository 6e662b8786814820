import { oneOf } from '../../options.js'
import { describe, type Method } from '../method.js'
import { smwMethod } from './smw-method.js'
import { type SaidSmw, type Smw, type SmwOptions, smwOptions } from './smw-options.js'

export const smwGNMethod: Method<Smw> = {
  ...smwMethod,
  name: 'smwGN',
  title: 'SMW-GN, subsampled Gauss-Newton',
  options: smwOptions,
  // A result says the rows that `fit` chose.
  said: ({ rows = 'ggn', ...fields }) => ({
    ...smwGN(fields),
    rows: oneOf('smwGN', 'rows', rows, ['ggn', 'sketched'] as const),
  }),
}

/**
 * Subsampled Gauss–Newton: p = −(G + λI)⁻¹ g, G = J~ᵀJ~/N₂ over the N₂ · m rows of the curvature batch (N₂ (m − 1) for
 * softmax), by (λI + J~J~ᵀ/N₂) t = … and backpropagation. Ren & Goldfarb 2019, arXiv 1906.02353.
 * Beyond a gradient: m backward passes over N₂ samples, (N₂m)² Σ d_l flops for the Gram, (N₂m)³/3 for the factor.
 * @throws WoodburyError BAD_OPTION
 * @example fit(net, data, { optimizer: smwGN({ curvatureBatch: 60 }) })
 */
export function smwGN(options: SmwOptions = {}): SaidSmw {
  return { ...describe<Smw>('smwGN', smwOptions, options), rows: 'ggn' }
}
