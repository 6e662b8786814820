import type { SaidSmw } from '../rows/smw-options.js'
import { oneBatchMethod, oneBatchPreset } from './one-batch.js'
import { boundsOf, type SpringOptions, springParts } from './spring.js'

export const minSRMethod = oneBatchMethod({
  ...springParts,
  name: 'minSR',
  title: 'MinSR, least-norm solution of the batch',
  defaults: (house, task) => ({ momentum: 0, ...boundsOf(house, task) }),
})

/**
 * MinSR: stochastic reconfiguration on the side of the samples, the shortest step that solves the linearised batch. It is `spring` without
 * momentum, and with `momentum` it is SPRING. The paper's text was not at hand. Row 6 of the related systems solves with it.
 * @family rows of the whole network
 * @formula d = Oᵀ(O Oᵀ + λI)⁻¹ e, θ ← θ + α min(1, √C/‖α d‖) d
 * @source Chen & Heyl 2024, arXiv 2302.01941; Smith et al. 2024, arXiv 2405.19397
 * @cost m backward passes over N samples, (N m)² Σ d_l + (N m)³/3 flops, and a product with Oᵀ
 * @memory the Gram matrix and its factor, (N m)² numbers each
 * @needs rows of the output: every loss has them
 * @use the rival of `spring`, and large batches, which need no memory
 * @throws WoodburyError BAD_OPTION
 */
export function minSR(options: SpringOptions = {}): SaidSmw {
  return oneBatchPreset(minSRMethod, 'ggn', options)
}
