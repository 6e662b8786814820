import type { RowKind } from '../../curvature/rows.js'
import { dampingRule } from '../../damping/table.js'
import { word } from '../common-options.js'
import { describe, type Method, type Said } from '../method.js'
import { cosine } from '../schedule.js'
import {
  batchesOf,
  factorBatch,
  factorRoom,
  factorState,
  type Kronecker,
  type KroneckerOptions,
  kroneckerDefaults,
  kroneckerFlops,
  kroneckerOptions,
} from './kronecker-options.js'

export interface Kfac extends Kronecker {
  readonly method: 'kfac'
  readonly factors: 'empirical' | 'sampled' | 'exact'
  readonly split: 'pi' | 'even'
}

export interface KfacOptions extends KroneckerOptions {
  /** Where G comes from: the training labels, labels drawn from the model (default), or all columns of the loss's factor. */
  factors?: 'empirical' | 'sampled' | 'exact'
  /** How √λ is shared between A and G: by their traces (π, default), or evenly. */
  split?: 'pi' | 'even'
}

/** The rows of δ that each kind of factors is made of. */
export const FACTOR_ROWS = { empirical: 'empirical', sampled: 'sampled', exact: 'ggn' } as const satisfies Record<
  Kfac['factors'],
  RowKind
>

export const kfacMethod: Method<Kfac> = {
  name: 'kfac',
  title: 'KFAC, Kronecker-factored curvature',
  steps: 'kronecker',
  rate: 0.1,
  options: {
    ...kroneckerOptions,
    factors: word('where the output factor comes from', ['empirical', 'sampled', 'exact'] as const),
    split: word('how damping is shared between the factors', ['pi', 'even'] as const),
  },
  said: kfac,
  settle: (said, task) => ({
    ...kroneckerDefaults,
    learningRate: cosine(0.1),
    damping: { kind: 'constant', lambda: 0.01 },
    klClip: 1e-3,
    factors: 'sampled',
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
    ['momentum', short(settled.momentum)],
    ['KL clip', settled.klClip > 0 ? short(settled.klClip) : 'none'],
  ],
}

/**
 * KFAC: per layer U = (A + π√λ I)⁻¹ V (G + √λ/π I)⁻¹ of the gradient V, A = E[h hᵀ] of its inputs (h with a 1 where there
 * is a bias), G = E[δ δᵀ], both running means whose first batch counts fully; π = √((tr A/dim A)/(tr G/dim G)). Martens
 * & Grosse 2015, arXiv 1503.05671, sections 3 to 6.3. Departures: one clip of α² gᵀu before momentum in place of the
 * re-scaling of section 6.4, no block-tridiagonal form, inverses kept for `inverseInterval` batches. An exact label factor is
 * Σ_a δ_a δ_aᵀ over the columns of the loss's factor.
 * @throws WoodburyError BAD_OPTION
 * @example fit(net, data, { optimizer: kfac({ damping: 0.03 }) })
 */
export function kfac(options: KfacOptions = {}): Said<Kfac> {
  return describe('kfac', kfacMethod.options, options)
}
