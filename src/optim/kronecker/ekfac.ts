import { rowsPerSample } from '../../curvature/rows.js'
import { dampingRule } from '../../damping/table.js'
import { belowOne, word } from '../common-options.js'
import { describe, type Method, type Said } from '../method.js'
import { cosine } from '../schedule.js'
import { eigenRoom, eigenState } from './eigen-arrays.js'
import { FACTOR_ROWS } from './kfac.js'
import {
  batchesOf,
  factorBatch,
  type Kronecker,
  type KroneckerOptions,
  kroneckerDefaults,
  kroneckerFlops,
  kroneckerOptions,
} from './kronecker-options.js'

export interface Ekfac extends Kronecker {
  readonly method: 'ekfac'
  readonly factors: 'empirical' | 'sampled' | 'exact'
  /** Decay of the scales' running means. */
  readonly scaleDecay: number
}

export interface EkfacOptions extends KroneckerOptions {
  /** Where G comes from: the training labels, labels drawn from the model (default), or all columns of the loss's factor. */
  factors?: 'empirical' | 'sampled' | 'exact'
  /** ρ of the scales' running means, which see every batch (default 0.95). */
  scaleDecay?: number
}

export const ekfacMethod: Method<Ekfac> = {
  name: 'ekfac',
  title: 'EKFAC, Kronecker-factored eigenbasis',
  steps: 'kronecker',
  rate: 0.1,
  options: {
    ...kroneckerOptions,
    factors: word('where the output factor comes from', ['empirical', 'sampled', 'exact'] as const),
    scaleDecay: belowOne("decay of the scales' running means"),
  },
  said: ekfac,
  settle: (said, task) => ({
    ...kroneckerDefaults,
    learningRate: cosine(0.1),
    damping: { kind: 'constant', lambda: 0.01 },
    klClip: 1e-3,
    factors: 'sampled',
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
    ['damping', dampingRule(settled.damping).text(settled.damping, short)],
    ['eigenvectors', `every ${settled.inverseInterval} batches`],
    ['momentum', short(settled.momentum)],
    ['KL clip', settled.klClip > 0 ? short(settled.klClip) : 'none'],
  ],
}

/**
 * EKFAC: KFAC's eigenvectors with second moments of their own, U = Q_Aᵀ [(Q_A V Q_Gᵀ)/(s + λ)] Q_G, s the running mean of the
 * squares of each sample's gradient in that basis, begun anew from the eigenvalues at each decomposition. George et al.
 * 2018, arXiv 1806.03884, algorithm 1 with running means. Clip and momentum are those of `kfac`.
 * @throws WoodburyError BAD_OPTION
 * @example fit(net, data, { optimizer: ekfac() })
 */
export function ekfac(options: EkfacOptions = {}): Said<Ekfac> {
  return describe('ekfac', ekfacMethod.options, options)
}
