import { rowNorm } from '../../damping/row-norm.js'
import type { SaidSmw } from '../rows/smw-options.js'
import { type OneBatchOptions, oneBatchMethod, oneBatchOptions, oneBatchPreset } from './one-batch.js'

const ROWS = 'improvedEmpirical'

/** λ as a share of the rows: the source calls the method robust to it. Noise of targets is not to be learned, so more there. */
const SHARE = { none: 1e-5, some: 1e-3 }

export const iEFMethod = oneBatchMethod({
  name: 'iEF',
  title: 'iEF, improved empirical Fisher',
  rows: ROWS,
  options: oneBatchOptions,
  defaults: (_house, { noise }) => ({ damping: rowNorm({ share: SHARE[noise] }) }),
})

/**
 * Improved empirical Fisher: one row a sample, the gradient of its loss, and as right-hand side not the same fall of every
 * loss but the one that a step in its own logits makes, s_n = ‖∂l_n/∂z_n‖². `smwNG({ fisher: 'improvedEmpirical' })`
 * with a λ in proportion to the rows. Row 5 of the related systems.
 * @family rows of the whole network
 * @formula d = −Uᵀ(U Uᵀ + N λ I)⁻¹ s, u_n = ∇l_n, s_n = ‖∂l_n/∂z_n‖²
 * @source Wu, Yu, Zhang & Woodland 2024, arXiv 2406.06420, eq. 8
 * @cost a gradient, and N² Σ (d_l + d_{l−1}) + N³/3 flops
 * @memory the Gram matrix and its factor, N² numbers each
 * @needs one row a sample: many outputs cost nothing
 * @use classes that the network can tell apart; where they overlap it learns the noise of each batch
 * @throws WoodburyError BAD_OPTION
 */
export function iEF(options: OneBatchOptions = {}): SaidSmw {
  return oneBatchPreset(iEFMethod, ROWS, options)
}
