import { WoodburyError } from '../../errors.js'
import type { Model } from '../../model/graph.js'
import { show } from '../../options.js'
import { isObject } from '../../plain.js'
import type { FitOptions } from '../options.js'
import type { PreparedRun } from '../prepare-run.js'

/** How a run is prepared whose objective takes the place of data. */
export type Prepare = (model: Model, options: FitOptions) => PreparedRun

/** Objectives that this thread has met, by kind: a page holds those whose functions it calls. */
const met = new Map<string, Prepare>()

export function meetObjective(kind: string, prepare: Prepare): void {
  met.set(kind, prepare)
}

/** Options that speak of data. */
const ofData = [
  'loss',
  'lossWeights',
  'epochs',
  'validation',
  'earlyStopping',
  'regularization',
  'classWeights',
  'noise',
  'standardize',
  'transfer',
] as const

/** Checks and settles a run without data. @throws WoodburyError */
export function prepareObjective(model: Model, data: unknown, options: FitOptions): PreparedRun {
  const { objective } = options
  const kind: unknown = isObject(objective) ? objective.kind : undefined
  const prepare = typeof kind === 'string' ? met.get(kind) : undefined
  if (!prepare)
    throw new WoodburyError('BAD_OPTION', `fit: objective is ${show(objective)}. Pass what variational() returns.`, {
      option: 'objective',
    })
  if (data !== undefined)
    throw new WoodburyError(
      'BAD_VALUE',
      `fit: data is ${show(data)}, but a ${kind} objective takes the place of data. Pass undefined, or leave objective out.`,
    )
  const idle = ofData.find(name => options[name] !== undefined)
  if (idle)
    throw new WoodburyError(
      'BAD_OPTION',
      `fit: ${idle} speaks of data, and a ${kind} objective has none. Leave it out${idle === 'epochs' ? ', and pass steps or seconds' : ''}.`,
      { option: idle },
    )
  return prepare(model, options)
}
