import { type RowKind, rowsPerSample } from '../../curvature/rows.js'
import { batchOf } from '../batch.js'
import { adamMethod } from '../first-order/adam.js'
import type { Settled } from '../method.js'
import type { Task } from '../task.js'
import { affordable, cut } from './affordable.js'
import { settleEliminated } from './eliminated.js'
import { enoughSamples, type Recipe, recipesFor } from './recipes.js'
import type { SaidSmw, Smw } from './smw-options.js'

/** A gradient's batch that nobody said holds at least the samples of curvature that somebody did. */
function gradientBatchOf(said: SaidSmw, recipe: Recipe): number | 'full' {
  if (said.gradientBatch !== undefined || recipe.gradientBatch === 'full') return said.gradientBatch ?? 'full'
  return Math.max(recipe.gradientBatch, said.curvatureBatch ?? 0)
}

function resolved(said: SaidSmw, recipe: Recipe, { samples, outputLayer }: Task): Smw {
  const gradientBatch = batchOf(gradientBatchOf(said, recipe), { samples })
  const within = gradientBatch === 'full' || said.curvatureFrom === 'independent' ? samples : gradientBatch
  const curvatureBatch = Math.min(said.curvatureBatch ?? recipe.curvatureBatch, within)
  // Where the other form was open, a result says that it was not taken.
  const closed = said.method === 'smwGN' && typeof outputLayer === 'object' && ({ outputLayer: 'rows' } as const)
  const settled = { ...closed, ...recipe, ...said, gradientBatch, curvatureBatch }
  // What it rises to belongs to the momentum of the recipe.
  if (said.momentum !== undefined && said.momentumEnd === undefined) delete settled.momentumEnd
  return { curvatureFrom: 'gradientBatch', solve: 'auto', ...settled }
}

/**
 * Settles every option that the user left open, by kind of task: noise-free regression, regression, classification, and
 * sets so small that the whole is the batch. What nobody said fits into 2 GiB, and a step into 1/20
 * of a time budget or the time of an Adam step.
 *
 * Many outputs with squared errors go by `eliminated.ts` where they can. Else the first recipe that has enough samples at a
 * price that can be paid: with all rows of a sample, else with a random combination of them. Outputs that share nothing have
 * none: there it is Adam, or `smwNG` with the options that were said.
 */
export function settleSmw(said: SaidSmw, task: Task): Settled {
  const eliminated = settleEliminated(said, task)
  if (eliminated) return eliminated
  if (said.curvatureBatch !== undefined) return resolved(said, recipesFor(said, task)[0], task)
  const kinds = said.rows === 'ggn' ? (['ggn', 'sketched'] as const) : [said.rows]
  const enough = (rows: RowKind) => enoughSamples(task, rowsPerSample(rows, task.heads))
  let last: Smw | undefined
  for (const rows of kinds)
    for (const recipe of recipesFor({ ...said, rows }, task)) {
      last = resolved({ ...said, rows }, recipe, task)
      const found = affordable(last, task, said.gradientBatch, enough(rows))
      if (found) return found
    }
  if (said.rows !== 'ggn') return cut(last as Smw, enough(said.rows), said.gradientBatch)
  const { method, rows, gradientBatch, outputLayer, ...more } = said
  if (Object.keys(more).length > 0) return settleSmw({ ...more, gradientBatch, method: 'smwNG', rows: 'sampled' }, task)
  return adamMethod.settle(gradientBatch === undefined ? { method: 'adam' } : { method: 'adam', gradientBatch }, task)
}
