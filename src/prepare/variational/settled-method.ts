import { dampingRule } from '../../damping/table.js'
import { WoodburyError } from '../../errors.js'
import type { Smw } from '../../optim/rows/smw-options.js'
import { constant } from '../../optim/schedule.js'
import { methodOf, type Optimizer, type ResolvedOptimizer, settle } from '../../optim/table.js'
import type { Task } from '../../optim/task.js'
import { show } from '../../options.js'

/** Methods whose direction solves for the rows of the walkers. */
const ROWS: readonly string[] = ['spring', 'minSR']

/**
 * For particles in one to three dimensions: an oscillator, a quartic and a double well are known to 1e-4 after 300 steps of 200
 * walkers. The figures of SPRING's authors, for atoms, are momentum 0.99, rate 0.05 and norm constraint 1e-3: there 4e-3 to 3e-2
 * were left of the last two.
 */
const OURS = {
  damping: { kind: 'constant', lambda: 1e-3 },
  learningRate: constant(0.1),
  normConstraint: 0.01,
  klClip: 0,
} as const
const MOMENTUM = 0.9

/**
 * A method for steps on walkers: all of them are the batch, rows are ∂ log ψ/∂θ, and no step is tried, because no loss of
 * the same walkers tells whether the energy fell.
 * @throws WoodburyError BAD_OPTION for methods and options that are for data
 */
export function settledFor(said: Optimizer, task: Task): ResolvedOptimizer {
  const { method } = said
  const asked = said as Partial<Smw>
  const refuse = (sentence: string, option: string): never => {
    throw new WoodburyError('BAD_OPTION', `fit: variational: ${sentence}`, { option })
  }
  const rows = ROWS.includes(method)
  if (!rows && methodOf(said).steps !== 'elementwise')
    refuse(
      `${method} is made for the loss of data, and the energy of walkers is none. Use spring() or minSR(), or adam() or another first-order method.`,
      'optimizer',
    )
  for (const option of ['gradientBatch', 'curvatureBatch'] as const) {
    const batch = asked[option]
    if (batch !== undefined && batch !== 'full' && batch !== task.samples)
      refuse(`${option} is ${show(batch)}, and all ${task.samples} walkers are the batch. Pass walkers.`, option)
  }
  if (!rows) return settle({ ...said, gradientBatch: 'full' }, task)
  if (asked.rejectBadSteps)
    refuse('rejectBadSteps tries steps, and the energy of a trial is noise. Leave it out.', 'rejectBadSteps')
  if (asked.damping && dampingRule(asked.damping).needsTrial)
    refuse(`damping ${asked.damping.kind} tries steps, and the energy of a trial is noise. Use a number.`, 'damping')
  if (asked.lossBound)
    refuse('lossBound compares with a loss that ends at 0, and an energy does not. Leave it out.', 'lossBound')
  const own = { ...OURS, momentum: method === 'spring' ? MOMENTUM : 0, rejectBadSteps: false, lossBound: 0 }
  return settle({ ...own, ...said, gradientBatch: 'full' } as Optimizer, task)
}
