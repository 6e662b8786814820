import { rowsPerSample } from '../curvature/rows.js'
import { WoodburyError } from '../errors.js'
import { affordableEvidence, evidenceFor, hasOwnEvidence, tellsEvidence } from '../optim/evidence.js'
import type { Settled } from '../optim/method.js'
import type { DecayRule } from '../optim/regularization.js'
import { isEliminated } from '../optim/rows/eliminated.js'
import type { Smw } from '../optim/rows/smw-options.js'
import type { ResolvedOptimizer } from '../optim/table.js'
import type { Task } from '../optim/task.js'
import type { FitOptions } from './options.js'

/** Sets of at most so many samples are over-fitted by networks of usual sizes. */
const SAMPLES = 20_000

/** Fewer samples an input, with more parameters a sample: nothing tells noise from what so few leave open. */
const SAMPLES_PER_INPUT = 15
const PARAMETERS_PER_SAMPLE = 10

/** Samples of more than two classes whose whole is a step: their likelihood is at its end long before the budget is. */
const SAMPLES_OF_CLASSES = 500

/** Whether the evidence is taken with nothing said: noisy regression, two classes, or few samples of more, in numbers about 1. */
function overfits(task: Task, optimizer: Settled): boolean {
  const { samples, inputs, parameters, noise, raw, heads } = task
  if (noise === 'none' || raw || samples > SAMPLES || !tellsEvidence(task)) return false
  if (heads.every(({ loss }) => loss.task === 'classification'))
    return samples <= SAMPLES_OF_CLASSES || rowsPerSample('ggn', heads) === 1
  if (!heads.every(({ loss }) => loss.residuals)) return false
  if (isEliminated(optimizer as Partial<Smw>) || optimizer.method === 'adam') return false
  return samples >= SAMPLES_PER_INPUT * inputs || parameters <= PARAMETERS_PER_SAMPLE * samples
}

/**
 * The weight decay of a run: the number that was said, or what `regularization` asks for.
 * @param chosen what came with the method, where the rule chose that
 * @throws WoodburyError BAD_OPTION
 */
export function decayOf(
  { weightDecay, regularization = 'auto', optimizer: said = 'auto' }: FitOptions,
  task: Task,
  optimizer: Settled,
  chosen: DecayRule | undefined,
): DecayRule {
  if (hasOwnEvidence(optimizer)) {
    if (weightDecay === undefined && (regularization === 'auto' || regularization === 'evidence'))
      return evidenceFor(task, optimizer)
    const asked = weightDecay === undefined ? `regularization '${regularization}'` : `weightDecay ${weightDecay}`
    throw new WoodburyError(
      'BAD_OPTION',
      `fit: ${optimizer.method} takes its weight decay from the evidence, and ${asked} is another. Leave it out, or pass levenbergMarquardt().`,
      { option: weightDecay === undefined ? 'regularization' : 'weightDecay' },
    )
  }
  if (weightDecay !== undefined) return { weightDecay }
  if (regularization === 'evidence') return evidenceFor(task, optimizer)
  if (regularization !== 'auto' || said !== 'auto') return { weightDecay: 0 }
  return chosen ?? ((overfits(task, optimizer) && affordableEvidence(task, optimizer)) || { weightDecay: 0 })
}

/** @throws WoodburyError BAD_OPTION where both the run and its method have a weight decay */
export function refuseTwoDecays({ weightDecay }: FitOptions, optimizer: ResolvedOptimizer): void {
  if (!('weightDecay' in optimizer) || !weightDecay) return
  const { method, weightDecay: own } = optimizer
  throw new WoodburyError(
    'BAD_OPTION',
    `fit: weightDecay is ${weightDecay}, and ${method} has its own, ${own}. Pass one of them: ${method}({ weightDecay }), or adam() with fit's.`,
    { option: 'weightDecay' },
  )
}
