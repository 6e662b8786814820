import type { RowKind } from '../../curvature/rows.js'
import { word } from '../common-options.js'
import { cosine } from '../schedule.js'
import { type Kronecker, kroneckerDefaults, kroneckerOptions } from './kronecker-options.js'

/** Methods with the factor G of the outputs beside A. */
export interface BothSides extends Kronecker {
  readonly factors: 'empirical' | 'sampled' | 'exact'
}

/** Where G comes from: the training labels, labels drawn from the model, or all columns of the loss's factor. */
export type FactorSource = BothSides['factors']

/** The rows of δ that each kind of factors is made of. */
export const FACTOR_ROWS = { empirical: 'empirical', sampled: 'sampled', exact: 'ggn' } as const satisfies Record<
  FactorSource,
  RowKind
>

export const bothSidesOptions = {
  ...kroneckerOptions,
  factors: word<FactorSource>('where the output factor comes from', ['empirical', 'sampled', 'exact']),
}

export const bothSidesDefaults = {
  ...kroneckerDefaults,
  learningRate: cosine(0.1),
  damping: { kind: 'constant', lambda: 0.01 },
  klClip: 1e-3,
  factors: 'sampled',
} as const
