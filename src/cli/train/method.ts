import {
  adam,
  constant,
  cosine,
  type Damping,
  followLoss,
  gainRatio,
  linear,
  nielsen,
  type Optimizer,
  type Schedule,
  sgd,
  smwGN,
  smwNG,
  type Task,
} from '../../index.js'
import { refuse } from './check-flags.js'
import type { OPTIMIZERS, TrainFlags } from './train-flags.js'

export type Method = (typeof OPTIMIZERS)[number]

const SCHEDULES = { constant, cosine, linear } as const

/** Where the step length starts when only a schedule is given. */
const RATES: Readonly<Record<Method, number>> = { 'smw-gn': 1, 'smw-ng': 1, sgd: 0.01, adam: 0.001 }

/** λ at the start of a rule, and of a constant one, when only the rule is given. */
const START = 1

const SECOND_ORDER_ONLY = [
  ['curvatureBatch', '--curvature-batch'],
  ['damping', '--damping'],
  ['lambda', '--lambda'],
  ['tau', '--tau'],
  ['klClip', '--kl-clip'],
  ['noise', '--noise'],
  ['lossBound', '--loss-bound'],
] as const

export const methodOf = ({ optimizer }: TrainFlags, task: Task): Method =>
  optimizer ?? (task === 'regression' ? 'smw-gn' : 'smw-ng')

/** The optimiser with what was asked for and nothing else; `fit` settles the rest. @throws WoodburyError BAD_OPTION */
export function optimizerOf(method: Method, task: Task, flags: TrainFlags): Optimizer {
  const { gradientBatch, curvatureBatch, momentum, klClip, lossBound, fisher } = flags
  const learningRate = learningRateOf(method, flags)
  if (flags.noise !== undefined && task !== 'regression')
    refuse('--noise is that of numbers, and the targets are classes. Leave it out.')
  if (fisher !== undefined && method !== 'smw-ng') refuse(`--fisher is an option of smw-ng, not of ${method}.`)
  if (method === 'smw-gn' || method === 'smw-ng') {
    const shared = {
      gradientBatch,
      curvatureBatch,
      damping: dampingOf(flags),
      learningRate,
      momentum,
      klClip,
      lossBound,
    }
    if (method === 'smw-gn') return smwGN(shared)
    return smwNG({ ...shared, fisher: fisher === 'improved-empirical' ? 'improvedEmpirical' : fisher })
  }
  for (const [key, flag] of SECOND_ORDER_ONLY)
    if (flags[key] !== undefined) refuse(`${flag} is an option of smw-gn and smw-ng, not of ${method}.`)
  if (method === 'sgd') return sgd({ gradientBatch, learningRate, momentum })
  if (momentum !== undefined) refuse('--momentum is an option of smw-gn, smw-ng and sgd, not of adam.')
  return adam({ gradientBatch, learningRate })
}

function learningRateOf(method: Method, { learningRate, schedule }: TrainFlags): number | Schedule | undefined {
  return schedule === undefined ? learningRate : SCHEDULES[schedule](learningRate ?? RATES[method])
}

function dampingOf({ damping, lambda, tau }: TrainFlags): Damping | number | undefined {
  if (tau !== undefined && damping !== 'gain-ratio' && damping !== 'nielsen')
    refuse('--tau is the floor of a rule that moves lambda. Pass --damping gain-ratio or nielsen too.')
  if (tau !== undefined && tau > (lambda ?? START))
    refuse(
      `--tau ${tau} is the floor of lambda, which starts below it, at ${lambda ?? START}. Raise --lambda or lower --tau.`,
    )
  if (damping === 'gain-ratio') return gainRatio({ lambda, tau })
  if (damping === 'nielsen') return nielsen({ lambda, tau })
  if (damping === 'follow-loss') return followLoss({ lambda })
  return lambda ?? (damping === 'constant' ? START : undefined)
}
