import { affordable, cut } from './affordable.js'
import type { Adam, Optimizer, ResolvedOptimizer, SecondOrder, Sgd } from './optimizer.js'
import { enoughSamples, type Recipe, recipesFor, type Smw } from './recipes.js'
import { cosine } from './schedule.js'
import type { Task } from './task.js'

/** A batch larger than the data becomes the data. */
const capped = (batch: number | 'full', samples: number) => (batch === 'full' || batch >= samples ? 'full' : batch)

/** A gradient's batch that nobody said holds at least the samples of curvature that somebody did. */
function gradientBatchOf(said: Smw, recipe: Recipe): number | 'full' {
  if (said.gradientBatch !== undefined || recipe.gradientBatch === 'full') return said.gradientBatch ?? 'full'
  return Math.max(recipe.gradientBatch, said.curvatureBatch ?? 0)
}

function resolved(said: Smw, recipe: Recipe, samples: number): SecondOrder {
  const gradientBatch = capped(gradientBatchOf(said, recipe), samples)
  const within = gradientBatch === 'full' || said.curvatureFrom === 'independent' ? samples : gradientBatch
  const curvatureBatch = Math.min(said.curvatureBatch ?? recipe.curvatureBatch, within)
  return { curvatureFrom: 'gradientBatch', solve: 'auto', ...recipe, ...said, gradientBatch, curvatureBatch }
}

/**
 * The first recipe that has enough samples at a price that can be paid: with all rows of a sample, else with a random
 * combination of them. Outputs that share nothing have none: there it is Adam, or `smwNG` with the options that were said.
 */
function settleSecondOrder(said: Smw, task: Task): ResolvedOptimizer {
  const { samples } = task
  if (said.curvatureBatch !== undefined) return resolved(said, recipesFor(said, task)[0], samples)
  const enough = enoughSamples(task)
  const kinds = said.rows === 'ggn' ? (['ggn', 'sketched'] as const) : [said.rows]
  let last: SecondOrder | undefined
  for (const rows of kinds)
    for (const recipe of recipesFor({ ...said, rows }, task)) {
      last = resolved({ ...said, rows }, recipe, samples)
      const found = affordable(last, task, said.gradientBatch, enough)
      if (found) return found
    }
  if (said.rows !== 'ggn') return cut(last as SecondOrder, enough, said.gradientBatch)
  const { method, rows, gradientBatch, ...more } = said
  if (Object.keys(more).length > 0) return settleSecondOrder({ ...said, method: 'smwNG', rows: 'sampled' }, task)
  return settle(gradientBatch === undefined ? { method: 'adam' } : { method: 'adam', gradientBatch }, task)
}

/**
 * Settles every option that the user left open, by kind of task: noise-free regression, regression with noise,
 * classification; up to 500 samples the whole set is the batch. What nobody said fits into 2 GiB, and a step into 1/20
 * of a time budget or the time of an Adam step.
 */
export function settle(optimizer: Optimizer, task: Task): ResolvedOptimizer {
  if ('rows' in optimizer) return settleSecondOrder(optimizer, task)
  const gradientBatch = capped(optimizer.gradientBatch ?? 128, task.samples)
  if (optimizer.method === 'sgd') {
    const sgd: Sgd = { learningRate: cosine(0.01), momentum: 0.9, ...optimizer, gradientBatch }
    return sgd
  }
  const adam: Adam = {
    learningRate: cosine(0.001),
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    ...optimizer,
    gradientBatch,
  }
  return adam
}
