import { WoodburyError } from '../../errors.js'
import { show } from '../../options.js'
import type { Sizes, StateSpec } from '../method.js'

/** What a result says of the batch, and nothing else may. @throws WoodburyError BAD_OPTION */
export function fullBatch(where: string, gradientBatch: unknown): { readonly gradientBatch?: 'full' } {
  if (gradientBatch === undefined) return {}
  if (gradientBatch === 'full') return { gradientBatch }
  throw new WoodburyError(
    'BAD_OPTION',
    `${where}: gradientBatch is ${show(gradientBatch)}. Its steps are made on the whole set: leave it out, or use smwGN.`,
    { option: 'gradientBatch', got: gradientBatch },
  )
}

/** Vectors in float64 that a search along a line needs. */
export const lineRoom = ({ graph }: Pick<Sizes, 'graph'>): StateSpec =>
  Object.fromEntries(
    ['here', 'there', 'search', 'step', 'change'].map(name => [name, { length: graph.parameters, dtype: 'float64' }]),
  )
