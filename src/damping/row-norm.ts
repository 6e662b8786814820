import { checkOptions, positiveNumber } from '../options.js'
import { type Refusals, raised, untried } from './constant.js'
import { type DampingRule, rowsSeen } from './rule.js'

export interface RowNorm {
  readonly kind: 'rowNorm'
  /** λ as a share of tr C, the mean squared norm of a sample's rows. */
  readonly share: number
}

/** λ of rows that are all 0. */
const LEAST = 1e-30

/**
 * λ = share · tr C, C = J~ᵀJ~/N the curvature of the batch: a λ without a unit, for rows that vanish with the loss as those of `iEF` do. For methods
 * whose curvature is made of rows. Default share 1e-4.
 * @throws WoodburyError BAD_OPTION; `fit` throws it where a method has no rows
 */
export function rowNorm(options: Partial<Omit<RowNorm, 'kind'>> = {}): RowNorm {
  checkOptions('rowNorm', ['share'], options)
  const { share = 1e-4 } = options
  return { kind: 'rowNorm', share: positiveNumber('rowNorm', 'share', share) }
}

export const rowNormRule: DampingRule<RowNorm, Refusals> = {
  ...untried,
  needsRows: true,
  part: rowNorm,
  text: ({ share }, short) => `lambda ${short(share)} of the mean squared norm of a sample's rows`,
  lambda: ({ share }, state, seen) => raised(Math.max(share * rowsSeen(seen).squaredNorm, LEAST), state),
}
