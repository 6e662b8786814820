import { rowsPerSample } from '../../curvature/rows.js'
import { belowOne } from '../common-options.js'
import { describe, type Method, type Said } from '../method.js'
import { clipLine, dampingLine, momentumLine } from '../setting-lines.js'
import { type BothSides, bothSidesDefaults, bothSidesOptions, FACTOR_ROWS, type FactorSource } from './both-sides.js'
import { eigenRoom, eigenState } from './eigen-arrays.js'
import { batchesOf, factorBatch, type KroneckerOptions, kroneckerFlops } from './kronecker-options.js'

export interface Ekfac extends BothSides {
  readonly method: 'ekfac'
  /** Decay of the scales' running means. */
  readonly scaleDecay: number
}

export interface EkfacOptions extends KroneckerOptions {
  /** Where G comes from: the training labels, labels drawn from the model (default), or all columns of the loss's factor. */
  factors?: FactorSource
  /** ρ of the scales' running means, which see every batch (default 0.95). */
  scaleDecay?: number
}

export const ekfacMethod: Method<Ekfac> = {
  name: 'ekfac',
  title: 'EKFAC, Kronecker-factored eigenbasis',
  steps: 'kronecker',
  rate: 0.1,
  options: {
    ...bothSidesOptions,
    scaleDecay: belowOne("decay of the scales' running means"),
  },
  said: ekfac,
  settle: (said, task) => ({
    ...bothSidesDefaults,
    scaleDecay: 0.95,
    ...said,
    ...batchesOf(said, task),
  }),
  flops: kroneckerFlops,
  state: ({ momentum }, sizes) => eigenState(sizes, momentum),
  room: (settled, sizes) =>
    eigenRoom(sizes, settled.curvatureBatch, rowsPerSample(FACTOR_ROWS[settled.factors], sizes.heads)),
  kept: (settled, sizes) => factorBatch(settled, sizes, FACTOR_ROWS[settled.factors]),
  settings: (settled, short) => [
    ['factors', settled.factors],
    dampingLine(settled, short),
    ['eigenvectors', `every ${settled.inverseInterval} batches`],
    momentumLine(settled, short),
    clipLine(settled, short),
  ],
}

/**
 * EKFAC: KFAC's eigenvectors with second moments of their own, U = Q_Aᵀ [(Q_A V Q_Gᵀ)/(s + λ)] Q_G, s the running mean of the
 * squares of each sample's gradient in that basis, begun anew from the eigenvalues at each decomposition. George et al.
 * 2018, arXiv 1806.03884, algorithm 1 with running means. Clip and momentum are those of `kfac`.
 * @family Kronecker factors
 * @formula U = Q_Aᵀ[(Q_A V Q_Gᵀ)/(s + λ)]Q_G, s = E[(Q_A h)² (Q_G δ)²ᵀ]
 * @source George et al. 2018, arXiv 1806.03884
 * @cost as `kfac`, with eigenvectors in the place of inverses, about ten times their time, and 4 N Σ d² a step
 * @memory as `kfac`, and P
 * @needs nothing beyond the loss
 * @use where `kfac` is right and its split of λ is not: small damping, long runs
 * @throws WoodburyError BAD_OPTION
 * @example fit(net, data, { optimizer: ekfac() })
 */
export function ekfac(options: EkfacOptions = {}): Said<Ekfac> {
  return describe('ekfac', ekfacMethod.options, options)
}
