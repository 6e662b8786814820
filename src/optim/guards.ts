import type { Smw } from './rows/smw-options.js'
import type { ResolvedOptimizer } from './table.js'

/** Whether steps are damped, so that a refused one is tried again with more damping. */
export const isSecondOrder = (
  optimizer: ResolvedOptimizer,
): optimizer is Extract<ResolvedOptimizer, { readonly damping: unknown }> => 'damping' in optimizer

/** Whether its curvature is that of rows. */
export const hasRows = (optimizer: ResolvedOptimizer): optimizer is Smw => 'rows' in optimizer
