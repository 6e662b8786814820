import type { FollowLoss } from '../damping/follow-loss.js'
import type { GainRatio } from '../damping/gain-ratio.js'
import type { Nielsen } from '../damping/nielsen.js'
import type { Damping } from '../damping/table.js'
import { WoodburyError } from '../errors.js'
import { checkOptions, nonNegative, oneOf, positiveNumber, show } from '../options.js'
import { fieldsOf } from '../plain.js'

const gainRatioNames = ['lambda', 'tau', 'boost', 'drop', 'epsilon', 'on']

/**
 * The paper's damping rule (Ren & Goldfarb 2019, algorithm of section 1): ρ < ε: λ × boost, ρ > 1 − ε: λ × drop, and
 * λ + τ in the solve. Defaults: λ = 1, τ = 1e-6, boost = 1.5, drop = 1/boost, ε = ¼ on the samples of the step; the
 * authors' code has boost = 1.01, made for runs of 10⁴ steps and more.
 * @throws WoodburyError BAD_OPTION unless drop < 1 < boost, 0 < epsilon < ½, 0 ≤ tau ≤ lambda
 */
export function gainRatio(options: Partial<Omit<GainRatio, 'kind'>> = {}): GainRatio {
  const where = 'gainRatio'
  checkOptions(where, gainRatioNames, options)
  const { lambda = 1, boost = 1.5, epsilon = 0.25, on = 'gradientBatch' } = options
  positiveNumber(where, 'lambda', lambda)
  positiveNumber(where, 'boost', boost)
  // Only now: nothing can be computed from, say, a bigint.
  const { tau = Math.min(1e-6, lambda), drop = 1 / boost } = options
  const require = (holds: boolean, said: string) => {
    if (!holds) throw new WoodburyError('BAD_OPTION', `${where}: ${said}`, { ...options })
  }
  nonNegative(where, 'tau', tau)
  require(lambda >= tau, `tau is ${tau}, above lambda ${lambda}. Pass 0 ≤ tau ≤ lambda.`)
  require(boost > 1, `boost is ${boost}. Pass a factor above 1.`)
  require(positiveNumber(where, 'drop', drop) < 1, `drop is ${drop}. Pass a factor below 1.`)
  require(positiveNumber(where, 'epsilon', epsilon) < 0.5, `epsilon is ${epsilon}. Pass a number between 0 and 0.5.`)
  oneOf(where, 'on', on, ['gradientBatch', 'holdout'])
  return { kind: 'gainRatio', lambda, tau, boost, drop, epsilon, on }
}

/**
 * Nielsen's rule: smooth in ρ, for batches that do not change between steps. λ starts at 1; τ (default 0) is a floor.
 * @throws WoodburyError BAD_OPTION
 */
export function nielsen(options: Partial<Omit<Nielsen, 'kind'>> = {}): Nielsen {
  checkOptions('nielsen', ['lambda', 'tau'], options)
  const { lambda = 1, tau = 0 } = options
  return {
    kind: 'nielsen',
    lambda: positiveNumber('nielsen', 'lambda', lambda),
    tau: nonNegative('nielsen', 'tau', tau),
  }
}

/**
 * A constant λ (default 1) that falls in proportion to the loss of the batch once that is below `below` (default 1e-3), down to
 * a thousandth: for classes that a network can tell apart without doubt.
 * @throws WoodburyError BAD_OPTION
 */
export function followLoss(options: Partial<Omit<FollowLoss, 'kind'>> = {}): FollowLoss {
  checkOptions('followLoss', ['lambda', 'below'], options)
  const { lambda = 1, below = 1e-3 } = options
  return {
    kind: 'followLoss',
    lambda: positiveNumber('followLoss', 'lambda', lambda),
    below: positiveNumber('followLoss', 'below', below),
  }
}

/** The `damping` option: a part, or a number for a constant λ. @throws WoodburyError BAD_OPTION */
export function dampingOf(where: string, value: unknown): Damping {
  if (typeof value === 'number') return { kind: 'constant', lambda: positiveNumber(where, 'damping', value) }
  const { kind, ...rest } = fieldsOf(Object(value), `${where}: damping`) as unknown as Damping
  if (kind === 'gainRatio') return gainRatio(rest)
  if (kind === 'nielsen') return nielsen(rest)
  if (kind === 'followLoss') return followLoss(rest)
  if (kind === 'constant') {
    checkOptions(`${where}: damping`, ['lambda'], rest)
    return { kind, lambda: positiveNumber(where, 'damping.lambda', rest.lambda) }
  }
  throw new WoodburyError(
    'BAD_OPTION',
    `${where}: damping is ${show(value)}. Pass gainRatio(), nielsen(), followLoss(), or a number for a constant lambda.`,
    { option: 'damping' },
  )
}
