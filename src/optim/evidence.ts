import { rowsPerSample } from '../curvature/rows.js'
import { WoodburyError } from '../errors.js'
import { batchSamples } from './batch.js'
import type { Settled } from './method.js'
import type { DecayRule } from './regularization.js'
import { SPEED } from './rows/affordable.js'
import { curvatureFlops } from './rows/step-flops.js'
import { methodOf } from './table.js'
import { countedSteps, type Task } from './task.js'

/** Rows whose spectrum tells the effective number of parameters, the first that can be afforded. */
const ROWS = [1000, 700, 500, 350, 250]

/** Estimates take this share of the flops of the steps between them … */
const SHARE = 1 / 9

/** … and a run has at least so many: the first corrects a guess. */
const ESTIMATES = 3

/** Least steps between two estimates. */
const STEPS = 10

/** The same of a method that stands for the evidence, whatever its estimates cost; of part of the set once a pass. */
const STEPS_OF_OWN = 3

/** w of standardised data to start from, and the largest: 0.01, of many samples 20 over their number. */
const MOST = 0.01
const SAMPLES = 20

/** Where no variance is to be found w comes back from wherever it is: it starts with less, and may be larger. */
const MOST_OF_CLASSES = 0.1
const SAMPLES_OF_CLASSES = 3

/** Rows a parameter from which on the training loss is not much less than that of new data. */
const HONEST = 3

/** Fewer samples than this tell nothing of a spectrum. */
const LEAST_SAMPLES = 20

/** Whether the rows of an estimate are those of samples enough, or of all. */
export function tellsEvidence({ samples, heads }: Task): boolean {
  return Math.floor(ROWS[0] / rowsPerSample('ggn', heads)) >= Math.min(samples, LEAST_SAMPLES)
}

/** Flops of a run, as far as its budget tells. */
function flopsOf(task: Task, optimizer: Settled, step: number): number {
  const { samples, seconds = Number.POSITIVE_INFINITY } = task
  const { gradientBatch } = optimizer
  return Math.min(countedSteps(task, batchSamples(gradientBatch, { samples })) * step, seconds * SPEED)
}

/** Weight decay from the evidence as it fits the task: rows for its estimates, and how often; none where a run has no time for them. */
export function affordableEvidence(task: Task, optimizer: Settled): DecayRule | undefined {
  const { samples: all, parameters, heads } = task
  const step = methodOf(optimizer).flops(optimizer, task)
  const allowed = (SHARE * flopsOf(task, optimizer, step)) / ESTIMATES
  const q = rowsPerSample('ggn', heads)
  const choices = ROWS.map(rows => {
    const samples = Math.min(all, Math.floor(rows / q))
    return { samples, flops: 6 * all * parameters + curvatureFlops(samples * q, task, 2) }
  })
  const chosen = choices.find(({ flops }) => flops <= allowed)
  if (!chosen) return undefined
  return ruleOf(task, chosen.samples, Math.max(STEPS, Math.ceil(chosen.flops / (SHARE * step))))
}

function ruleOf({ samples: all, parameters, heads }: Task, samples: number, every: number): DecayRule {
  const q = rowsPerSample('ggn', heads)
  const residuals = heads.every(({ loss }) => loss.residuals)
  const weightDecay = Math.min(MOST, (residuals ? SAMPLES : SAMPLES_OF_CLASSES) / all)
  const most = residuals ? weightDecay : MOST_OF_CLASSES
  const honest = residuals && all * q > HONEST * parameters
  return { weightDecay, regularization: { kind: 'evidence', samples, every, most, honest } }
}

/** Whether the method is one with the evidence, whatever `fit` is told. */
export const hasOwnEvidence = (optimizer: Settled): boolean => 'regularization' in optimizer

/** The same where it was asked for. @throws WoodburyError BAD_OPTION where it cannot be had */
export function evidenceFor(task: Task, optimizer: Settled): DecayRule {
  const method = methodOf(optimizer)
  const refused = (why: string) =>
    new WoodburyError('BAD_OPTION', `fit: regularization 'evidence': ${why}`, { option: 'regularization' })
  if (['quasiNewton', 'matrixFree', 'naturalGradient'].includes(method.steps))
    throw refused(`${method.name} remembers the objective, which would change. Pass smwGN(), kfac() or adam().`)
  if ('weightDecay' in optimizer) throw refused(`${method.name} has a weight decay of its own. Pass adam().`)
  if (!tellsEvidence(task)) {
    const q = rowsPerSample('ggn', task.heads)
    throw refused(`with ${q} rows a sample it cannot look at ${LEAST_SAMPLES}. Pass weightDecay, or 'holdOut'.`)
  }
  if (hasOwnEvidence(optimizer)) {
    const { gradientBatch } = optimizer
    const epoch = gradientBatch === 'full' ? 1 : Math.ceil(task.samples / gradientBatch)
    const samples = Math.min(task.samples, Math.floor(ROWS[0] / rowsPerSample('ggn', task.heads)))
    return ruleOf(task, samples, Math.max(STEPS_OF_OWN, epoch))
  }
  const decay = affordableEvidence(task, optimizer)
  if (!decay) throw refused(`the budget has no room for ${ESTIMATES} estimates. Pass more epochs, steps or seconds.`)
  return decay
}
