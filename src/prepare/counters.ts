import { dampingRule } from '../damping/table.js'
import { isSecondOrder } from '../optim/guards.js'
import type { Method, Steps } from '../optim/method.js'
import { methodOf, type ResolvedOptimizer } from '../optim/table.js'
import type { RunPlan } from '../place/plan.js'
import type { RunState } from '../train/plan.js'

type Check = (value: number) => boolean

const whole: Check = value => Number.isSafeInteger(value) && value >= 0
const flag: Check = value => value === 0 || value === 1
const amount: Check = value => value >= 0
const any: Check = () => true

type Checks = Readonly<Record<string, Check>>

/** Every counter of a checkpoint, by who keeps it, with what it can be. */
const ofBatches: Checks = { epoch: whole, position: whole }
const ofSteps: Readonly<Record<Steps, Checks>> = {
  elementwise: { ...ofBatches, steps: whole },
  rows: { ...ofBatches, draws: whole, untried: flag, 'direction.hasPrevious': flag },
  incremental: { ...ofBatches, draws: whole, untried: flag },
  matrixFree: { ...ofBatches, draws: whole, untried: flag },
  parameters: { ...ofBatches, draws: whole, untried: flag },
  quasiNewton: { epoch: whole, steepest: flag, 'inverse.learned': whole },
  layerwise: { ...ofBatches, draws: whole, untried: flag, 'direction.hasVelocity': flag },
  naturalGradient: { epoch: whole },
  kronecker: {
    ...ofBatches,
    draws: whole,
    untried: flag,
    'direction.looks': whole,
    'direction.hasVelocity': flag,
    'direction.madeAt': whole,
    'direction.madeFor': amount,
  },
}

/** What only the method itself can judge. */
const ofMethod = ({ counters = [], searchCounters }: Method, optimizer: ResolvedOptimizer): Checks =>
  Object.fromEntries([
    ...counters.map(name => [`direction.${name}`, any]),
    ...(searchCounters?.(optimizer) ?? []).map(name => [`search.${name}`, amount]),
  ])

const ofLoop: Checks = { 'loop.steps': whole, 'loop.seconds': amount }
const ofEnding: Checks = {
  'ending.refusals': whole,
  'ending.broken': whole,
  'ending.idle': whole,
  'ending.lowestLoss': any,
  'ending.largestGradient': amount,
}
const ofCourse: Checks = {
  'course.start': any,
  'course.last': any,
  'course.sum': amount,
  'course.samples': whole,
  'course.bestEpoch': whole,
  'course.bestLoss': any,
  'course.lowest': any,
  'course.score': any,
}
const ofPatience: Checks = { 'patience.best': amount, 'patience.bestEpoch': whole, 'patience.waited': whole }

const ofDecay: Checks = {
  'decay.w': amount,
  'decay.loss': any,
  'decay.batches': whole,
  'decay.weight': amount,
  'decay.reference': any,
  'decay.honest': flag,
  'decay.effective': any,
  'decay.looks': whole,
}

const ofWalkers: Checks = {
  'walkers.width': amount,
  'walkers.rounds': whole,
  'walkers.acceptance': amount,
  'walkers.stays': flag,
}

/** What a damping rule remembers is never below 0. */
function ofDamping(optimizer: ResolvedOptimizer): Checks {
  if (!isSecondOrder(optimizer)) return {}
  const { damping } = optimizer
  const rule = dampingRule(damping)
  const names = Object.keys(rule.start(damping)).flatMap(name => [`damping.${name}`, `dampingBefore.${name}`])
  return { ...Object.fromEntries(names.map(name => [name, amount])), ...(rule.observe && { observed: flag }) }
}

/** Where patience starts, for a run that is resumed with early stopping and was stopped without. */
const FRESH_PATIENCE = { 'patience.best': Number.POSITIVE_INFINITY, 'patience.bestEpoch': 0, 'patience.waited': 0 }

/** The same for a weight decay that moves. */
const freshDecay = ({ weightDecay }: Pick<RunPlan, 'weightDecay'>) => ({
  'decay.w': weightDecay,
  'decay.loss': 0,
  'decay.batches': 0,
  'decay.weight': weightDecay,
  'decay.reference': 0,
  'decay.honest': 0,
  'decay.effective': Number.NaN,
  'decay.looks': 0,
})

/** The counters with which a plan can go on; `refuse` hears of the first that no run can have reached. */
export function checkCounters(
  given: RunState['counters'],
  plan: Pick<RunPlan, 'optimizer' | 'training' | 'weightDecay' | 'variational'>,
  refuse: (sentence: string) => never,
): RunState['counters'] {
  const { optimizer, training } = plan
  const counters: RunState['counters'] = { ...FRESH_PATIENCE, ...freshDecay(plan), ...given }
  const method = methodOf(optimizer)
  const known: Checks = {
    ...ofSteps[method.steps],
    ...ofMethod(method, optimizer),
    ...ofDamping(optimizer),
    ...ofLoop,
    ...ofEnding,
    ...ofCourse,
    ...ofPatience,
    ...ofDecay,
    ...(plan.variational && ofWalkers),
  }
  for (const name of Object.keys(counters))
    if (!Object.hasOwn(known, name)) refuse(`it counts "${name}", which is unknown`)
  for (const [name, check] of Object.entries(known)) {
    const value = counters[name]
    if (value === undefined) refuse(`it does not say "${name}"`)
    if (!check(value)) refuse(`"${name}" is ${value}, which no run reaches`)
  }
  const { epoch, position } = counters
  if (position >= training.count) refuse(`it stands at sample ${position} of an epoch of ${training.count}`)
  if (epoch > counters['loop.steps']) refuse(`it counts ${epoch} epochs in ${counters['loop.steps']} steps`)
  return counters
}
