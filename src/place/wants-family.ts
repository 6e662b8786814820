import { isEliminated } from '../optim/rows/eliminated.js'
import type { Smw } from '../optim/rows/smw-options.js'
import type { ResolvedOptimizer } from '../optim/table.js'

/** The paper's methods and those it compares them with, as in `paperSteppers`, which a page whose worker trains has not. */
const PAPER: readonly string[] = ['smwGN', 'smwNG', 'sgd', 'adam']

/** Whether a run of this method loads what the others need: their steps, all kernels, and the second module. */
export const wantsFamily = (optimizer: Pick<ResolvedOptimizer, 'method'>): boolean =>
  !PAPER.includes(optimizer.method) || isEliminated(optimizer as Partial<Smw>)
