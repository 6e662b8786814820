import { nonNegativeInteger, oneOf } from '../../options.js'
import { word } from '../common-options.js'
import { describe, type Method } from '../method.js'
import { smwMethod } from './smw-method.js'
import { type SaidSmw, type Smw, type SmwOptions, smwOptions } from './smw-options.js'

export interface SmwGNOptions extends SmwOptions {
  /**
   * `eliminated`: a dense linear output layer is a block of its own, and the hidden layers have 1 + `sketch` rows a sample,
   * whatever the number of outputs. Squared loss is solved for the layer in closed form; for softmax, of at most 600 columns,
   * the two take turns. `rows`: a row for each output. Left open, `fit` takes `eliminated` from 12 outputs of squared loss
   * on, where the network and the other options allow it.
   */
  outputLayer?: 'rows' | 'eliminated'
  /** Random rows a sample beside the one of its residual, with `eliminated`; default 1, with softmax 0. */
  sketch?: number
}

const options = {
  ...smwOptions,
  outputLayer: word('how the output layer is solved', ['rows', 'eliminated'] as const),
  sketch: { text: 'random rows a sample where the output layer is eliminated', check: nonNegativeInteger },
}

export const smwGNMethod: Method<Smw> = {
  ...smwMethod,
  name: 'smwGN',
  title: 'SMW-GN, subsampled Gauss-Newton',
  options,
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
 * With `outputLayer: 'eliminated'` N₂ (1 + sketch) rows take the place of N₂ m.
 * @family rows of the whole network
 * @formula d = −(G + λI)⁻¹ g, G = J~ᵀJ~/N; (λI + J~J~ᵀ/N) t = J~g, d = −(g − J~ᵀt/N)/λ
 * @source Ren & Goldfarb 2019, arXiv 1906.02353
 * @cost a gradient, m backward sweeps over N₂ samples, (N₂m)² Σ d_l for the Gram, (N₂m)³/3 for its factor
 * @memory (N₂m)² numbers, N₂m Σ d_l of δ
 * @needs a loss with a positive output curvature
 * @use regression, exact targets above all, and surrogates: the first to try
 * @throws WoodburyError BAD_OPTION
 * @example fit(net, data, { optimizer: smwGN({ curvatureBatch: 60 }) })
 */
export function smwGN(said: SmwGNOptions = {}): SaidSmw {
  return { ...describe<Smw>('smwGN', options, said), rows: 'ggn' }
}
