import { type MethodInfo, type Optimizer, optimizers, type Task } from '../../index.js'
import { refuse } from './check-flags.js'
import { AUTO, camel, kebab } from './names.js'
import { settingsOf } from './set-flag.js'
import type { TrainFlags } from './train-flags.js'

/** Where λ starts when only a rule is given. */
const START = 1

/** Flags that are an option of a method by the same name. */
const FLAGS = ['gradientBatch', 'curvatureBatch', 'momentum', 'klClip', 'lossBound', 'fisher'] as const

/** Flags that make up `damping`. */
const DAMPING_FLAGS = ['damping', 'lambda', 'tau'] as const

/** The method that was named; else the one whose options can be said with none named. */
export const methodOf = ({ optimizer = AUTO }: TrainFlags, task: Task): MethodInfo => {
  const preset = task === 'regression' ? 'smw-gn' : 'smw-ng'
  const name = camelMethod(optimizer === AUTO ? preset : optimizer)
  return optimizers().find(info => info.name === name) as MethodInfo
}

/** The short name of a method, as its title begins. */
export const methodName = (method: string): string =>
  optimizers()
    .find(({ name }) => name === method)
    ?.title.split(',')[0] ?? method

/** `smw-gn` is smwGN, `adam-w` adamW: the name without hyphens, letter case aside. */
const camelMethod = (flag: string): string => optimizers().find(({ name }) => kebab(name) === flag)?.name ?? flag

const listed = (names: readonly string[]) =>
  names.length < 2 ? (names[0] ?? 'no method') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`

/** @throws WoodburyError BAD_OPTION where the method has no such option */
function checkOption({ name, options }: MethodInfo, option: string, flag: string): void {
  if (option in options) return
  const owners = optimizers().filter(info => option in info.options)
  refuse(`${flag} is an option of ${listed(owners.map(owner => kebab(owner.name)))}, not of ${kebab(name)}.`)
}

/** The optimiser with what was asked for and nothing else, `auto` where that is nothing; `fit` settles the rest. @throws WoodburyError BAD_OPTION */
export function optimizerOf(method: MethodInfo, task: Task, flags: TrainFlags): Optimizer | typeof AUTO {
  if (flags.noise !== undefined && task !== 'regression')
    refuse('--noise is that of numbers, and the targets are classes. Leave it out.')
  if (flags.noise !== undefined) checkOption(method, 'curvatureBatch', '--noise')
  const said: Record<string, unknown> = {}
  for (const option of FLAGS) {
    const value = flags[option]
    if (value === undefined) continue
    checkOption(method, option, `--${kebab(option)}`)
    said[option] = option === 'fisher' ? camel(String(value)) : value
  }
  for (const flag of DAMPING_FLAGS) if (flags[flag] !== undefined) checkOption(method, 'damping', `--${flag}`)
  const learningRate = learningRateOf(method, flags)
  if (learningRate !== undefined) said.learningRate = learningRate
  const damping = dampingOf(flags)
  if (damping !== undefined) said.damping = damping
  const settings = settingsOf(flags.set ?? [], said)
  const [first] = Object.keys(settings)
  const { optimizer } = flags
  if (first === undefined && (optimizer === undefined || optimizer === AUTO)) return AUTO
  if (optimizer === AUTO)
    refuse(
      `--optimizer auto settles ${first} by itself. Leave it out, or name the method: --optimizer ${kebab(method.name)}.`,
    )
  return { method: method.name, ...settings } as Optimizer
}

function learningRateOf({ rate }: MethodInfo, { learningRate, schedule }: TrainFlags) {
  return schedule === undefined ? learningRate : { kind: schedule, rate: learningRate ?? rate }
}

function dampingOf({ damping, lambda, tau }: TrainFlags): object | number | undefined {
  if (tau !== undefined && damping !== 'gain-ratio' && damping !== 'nielsen' && damping !== 'gradient-norm')
    refuse('--tau is the floor of a rule that moves lambda. Pass --damping gain-ratio or nielsen too.')
  if (tau !== undefined && tau > (lambda ?? START) && damping !== 'gradient-norm')
    refuse(
      `--tau ${tau} is the floor of lambda, which starts below it, at ${lambda ?? START}. Raise --lambda or lower --tau.`,
    )
  if (damping === undefined || damping === 'constant') return lambda ?? (damping && START)
  const kind = camel(damping)
  return { kind, ...(lambda !== undefined && { lambda }), ...(tau !== undefined && { tau }) }
}
