import { dampingRule } from '../../damping/table.js'
import { word } from '../common-options.js'
import { describe, type Method, type Said } from '../method.js'
import { clipLine, momentumLine } from '../setting-lines.js'
import { type BothSides, bothSidesDefaults, bothSidesOptions, FACTOR_ROWS, type FactorSource } from './both-sides.js'
import {
  batchesOf,
  factorBatch,
  factorRoom,
  factorState,
  type KroneckerOptions,
  kroneckerFlops,
} from './kronecker-options.js'

export interface Kfac extends BothSides {
  readonly method: 'kfac'
  readonly split: 'pi' | 'even'
}

export interface KfacOptions extends KroneckerOptions {
  /** Where G comes from: the training labels, labels drawn from the model (default), or all columns of the loss's factor. */
  factors?: FactorSource
  /** How √λ is shared between A and G: by their traces (π, default), or evenly. */
  split?: 'pi' | 'even'
}

export const kfacMethod: Method<Kfac> = {
  name: 'kfac',
  title: 'KFAC, Kronecker-factored curvature',
  steps: 'kronecker',
  rate: 0.1,
  options: {
    ...bothSidesOptions,
    split: word('how damping is shared between the factors', ['pi', 'even'] as const),
  },
  said: kfac,
  settle: (said, task) => ({
    ...bothSidesDefaults,
    split: 'pi',
    ...said,
    ...batchesOf(said, task),
  }),
  flops: kroneckerFlops,
  state: ({ momentum }, sizes) => factorState(sizes, true, momentum),
  room: (_settled, sizes) => factorRoom(sizes),
  kept: (settled, sizes) => factorBatch(settled, sizes, FACTOR_ROWS[settled.factors]),
  settings: (settled, short) => [
    ['factors', settled.factors],
    ['damping', `${dampingRule(settled.damping).text(settled.damping, short)}, split ${settled.split}`],
    ['inverses', `every ${settled.inverseInterval} batches`],
    momentumLine(settled, short),
    clipLine(settled, short),
  ],
}

/**
 * KFAC: per layer U = (A + π√λ I)⁻¹ V (G + √λ/π I)⁻¹ of the gradient V, A = E[h hᵀ] of its inputs (h with a 1 where there
 * is a bias), G = E[δ δᵀ], both running means whose first batch counts fully; π = √((tr A/dim A)/(tr G/dim G)). Martens
 * & Grosse 2015, arXiv 1503.05671, sections 3 to 6.3. Departures: one clip of α² gᵀu before momentum in place of the
 * re-scaling of section 6.4, no block-tridiagonal form, inverses kept for `inverseInterval` batches. An exact label factor is
 * Σ_a δ_a δ_aᵀ over the columns of the loss's factor.
 * @family Kronecker factors
 * @formula U = (A + π√λ I)⁻¹ V (G + √λ/π I)⁻¹ by layer, A = E[hhᵀ], G = E[δδᵀ]
 * @source Martens & Grosse 2015, arXiv 1503.05671
 * @cost a gradient, N Σ d² every `factorInterval` batches, Σ 2 d³ every `inverseInterval`, 4 P d for the product
 * @memory 2 Σ (d_l² + d_{l−1}²)
 * @needs nothing beyond the loss
 * @use three classes and more, autoencoders, wide layers in mini-batches
 * @throws WoodburyError BAD_OPTION
 * @example fit(net, data, { optimizer: kfac({ damping: 0.03 }) })
 */
export function kfac(options: KfacOptions = {}): Said<Kfac> {
  return describe('kfac', kfacMethod.options, options)
}
