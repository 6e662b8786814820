import { dampingRule } from '../../damping/table.js'
import { WoodburyError } from '../../errors.js'
import type { Smw } from '../../optim/rows/smw-options.js'
import { methodOf, type Optimizer, type ResolvedOptimizer, settle } from '../../optim/table.js'
import type { Task } from '../../optim/task.js'
import { show } from '../../options.js'

/** Methods whose direction solves for the rows of the walkers. */
const ROWS: readonly string[] = ['smwNG']

const LAMBDA = 1e-3

/**
 * A method for steps on walkers: all of them are the batch, rows are ∂ log ψ/∂θ, and no step is tried, because no loss of
 * the same walkers tells whether the energy fell.
 * @throws WoodburyError BAD_OPTION for methods and options that are for data
 */
export function settledFor(said: Optimizer, task: Task): ResolvedOptimizer {
  const { method } = said
  const refuse = (sentence: string, option: string): never => {
    throw new WoodburyError('BAD_OPTION', `fit: variational: ${sentence}`, { option })
  }
  const rows = ROWS.includes(method)
  if (!rows && methodOf(said).steps !== 'elementwise')
    refuse(
      `${method} is made for the loss of data, and the walkers' energy is none. Use ${ROWS.map(name => `${name}()`).join(' or ')}, or adam() or another first-order method.`,
      'optimizer',
    )
  for (const option of ['gradientBatch', 'curvatureBatch'] as const) {
    const batch = (said as Partial<Smw>)[option]
    if (batch !== undefined && batch !== 'full' && batch !== task.samples)
      refuse(`${option} is ${show(batch)}, and all ${task.samples} walkers are the batch. Pass walkers.`, option)
  }
  const settled = settle({ ...said, gradientBatch: 'full' }, task)
  return rows ? onWalkers(said as Partial<Smw>, settled as Smw) : settled

  function onWalkers(asked: Partial<Smw>, { method: as, ...rest }: Smw): ResolvedOptimizer {
    const { damping = { kind: 'constant', lambda: LAMBDA } } = asked
    if (dampingRule(damping).needsTrial || asked.rejectBadSteps)
      refuse(
        `${asked.rejectBadSteps ? 'rejectBadSteps' : `damping ${damping.kind}`} tries steps, and the energy of a trial is noise. Use a number for damping.`,
        asked.rejectBadSteps ? 'rejectBadSteps' : 'damping',
      )
    const { samples } = task
    const batches = { gradientBatch: 'full', curvatureBatch: samples, curvatureFrom: 'gradientBatch' } as const
    return { method: as, ...rest, ...batches, rows: 'ggn', damping, rejectBadSteps: false, lossBound: 0 }
  }
}
