import { WoodburyError } from '../../errors.js'
import { show } from '../../options.js'

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
