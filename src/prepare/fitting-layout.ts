import { WoodburyError } from '../errors.js'
import { hasRows } from '../optim/guards.js'
import { isEliminated } from '../optim/rows/eliminated.js'
import type { Smw } from '../optim/rows/smw-options.js'
import type { RunPlan } from '../place/plan.js'
import { type Layout, layoutOf } from '../step/layout.js'

/** Pages that 32-bit addresses reach: 4 GiB. */
const MOST_PAGES = 2 ** 16

const fits = (plan: RunPlan): boolean => layoutOf(plan).pages <= MOST_PAGES

/** Whether the samples of its curvature are those of its gradient, and no option of their own. */
const ofOneBatch = (optimizer: Partial<Smw>): boolean =>
  isEliminated(optimizer) || (optimizer.method !== 'smwGN' && optimizer.method !== 'smwNG')

function withCurvature(plan: RunPlan, curvatureBatch: number): RunPlan {
  const gradientBatch = ofOneBatch(plan.optimizer as Partial<Smw>) ? curvatureBatch : plan.optimizer.gradientBatch
  return { ...plan, optimizer: { ...plan.optimizer, curvatureBatch, gradientBatch } as RunPlan['optimizer'] }
}

/** The most samples of curvature that fit, at most those of the plan. */
function mostSamples(plan: RunPlan, asked: number): number {
  let low = 0
  let high = asked
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (fits(withCurvature(plan, middle))) low = middle
    else high = middle - 1
  }
  return low
}

/**
 * The memory of a run, where a memory can be that large.
 * @throws WoodburyError BAD_OPTION with the option to change and a value that fits; OUT_OF_MEMORY where none does
 */
export function fittingLayout(plan: RunPlan): Layout {
  const layout = layoutOf(plan)
  if (layout.pages <= MOST_PAGES) return layout
  const { optimizer } = plan
  const needs = `needs ${(layout.pages / 2 ** 14).toFixed(1)} GiB of memory; there can be 4`
  if (hasRows(optimizer)) {
    const { curvatureBatch, method } = optimizer
    const option = ofOneBatch(optimizer) ? 'gradientBatch' : 'curvatureBatch'
    const most = mostSamples(plan, curvatureBatch)
    if (most > 0)
      throw new WoodburyError(
        'BAD_OPTION',
        `${method}: ${option} ${curvatureBatch} ${needs}. Pass ${option}: ${most} or less, or leave it out.`,
        { option, value: curvatureBatch, fits: most },
      )
    if (optimizer.solve === 'parameters')
      throw new WoodburyError('BAD_OPTION', `${method}: solve 'parameters' ${needs}. Pass solve: 'auto'.`)
  }
  throw new WoodburyError('OUT_OF_MEMORY', `fit: ${optimizer.method} ${needs}. Use a smaller network, or adam().`)
}
