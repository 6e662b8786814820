import {
  adam,
  constant,
  cosine,
  type Damping,
  gainRatio,
  linear,
  nielsen,
  type Optimizer,
  type Schedule,
  sgd,
  smwGN,
  smwNG,
} from '../index.js'
import { refuse } from './check-flags.js'
import type { TrainFlags } from './train-flags.js'

const SCHEDULES = { constant, cosine, linear } as const

/** Where a schedule starts when only its kind is given. */
const RATES = { 'smw-gn': 1, 'smw-ng': 1, sgd: 0.01, adam: 0.001 } as const

type Name = keyof typeof RATES

/** The method as the flags describe it; what they leave open, `fit` settles. @throws WoodburyError BAD_OPTION */
export function methodOf(name: Name, flags: TrainFlags): Optimizer {
  const { gradientBatch, momentum } = flags
  const learningRate = scheduleOf(name, flags)
  if (name === 'adam') {
    refuseOthers(name, flags, ['curvatureBatch', 'damping', 'lambda', 'tau', 'klClip', 'fisher', 'momentum'])
    return adam({ gradientBatch, learningRate })
  }
  if (name === 'sgd') {
    refuseOthers(name, flags, ['curvatureBatch', 'damping', 'lambda', 'tau', 'klClip', 'fisher'])
    return sgd({ gradientBatch, learningRate, momentum })
  }
  const { curvatureBatch, klClip, fisher } = flags
  const options = { gradientBatch, curvatureBatch, momentum, klClip, learningRate, damping: dampingOf(flags) }
  if (name === 'smw-ng')
    return smwNG({ ...options, fisher: fisher === 'improved-empirical' ? 'improvedEmpirical' : fisher })
  refuseOthers(name, flags, ['fisher'])
  return smwGN(options)
}

function scheduleOf(name: Name, { learningRate, schedule }: TrainFlags): Schedule | undefined {
  if (learningRate === undefined && schedule === undefined) return undefined
  return SCHEDULES[schedule ?? 'constant'](learningRate ?? RATES[name])
}

function dampingOf({ damping, lambda, tau }: TrainFlags): Damping | number | undefined {
  if (damping === 'gain-ratio') return gainRatio({ lambda, tau })
  if (damping === 'nielsen') return nielsen({ lambda, tau })
  if (tau !== undefined) refuse('--tau is the floor of --damping gain-ratio or nielsen. Pass one of them.')
  if (damping === 'constant' && lambda === undefined) refuse('--damping constant needs its value. Pass --lambda too.')
  return lambda
}

const dashed = (name: string) => name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)

function refuseOthers(method: Name, flags: TrainFlags, names: readonly (keyof TrainFlags)[]): void {
  const found = names.find(name => flags[name] !== undefined)
  if (found) refuse(`--${dashed(found)} means nothing to ${method}. Leave it out.`)
}
