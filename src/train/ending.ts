import type { Damping } from '../damping/table.js'
import { range } from '../model/feed.js'
import { hasRows, isSecondOrder } from '../optim/guards.js'
import type { ResolvedOptimizer } from '../optim/table.js'
import { deadLayers, deathOf } from '../step/dead-layers.js'
import type { StepOutcome } from '../step/step.js'
import type { Workspace } from '../step/workspace.js'
import { constantLoss, leastLoss } from './constant-model.js'
import type { LoopPlan } from './plan.js'
import type { Stopped } from './records.js'

/** Refusals in a row after which a batch has nothing more to give, and losses in all that were not finite. */
const MOST_REFUSALS = 25

/** A gradient at most this share of the run's largest is small. */
const SMALL_GRADIENT = { float32: 1e-3, float64: 1e-6 }

/** With weight decay minima lie in kinks of relu, where a gradient is this many times larger. */
const KINKS = 30

/**
 * … and so is its product with the parameters' norm, against the loss of a constant model: inputs of 1e6 make the first
 * gradient so large that any later one is small beside it.
 */
const SMALL_CHANGE = 0.1

/** A loss at most this share of the start's, or of a constant model's, is nothing. */
const SMALL_LOSS = 1e-12

/** λ from which on damping, not arithmetic, makes the steps small. */
const HEAVY = 1e6

const heavy = (lambda: number) => `lambda ${lambda} leaves no step. Start with a smaller one`

/** The λ that was asked for, where a rule starts from one. */
const startOf = (damping: Damping): number => ('lambda' in damping ? damping.lambda : 0)

/** Of residuals, whose least is 0, where nothing ever had a slope. */
const NO_SLOPE =
  'the residuals have no slope at the start, as sqrt and abs have none at 0. Use another seed, or write them so that what is unknown counts'

/** What keeps a run where it started, if it is the damping. */
export const heldBy = (optimizer: ResolvedOptimizer): string[] =>
  isSecondOrder(optimizer) && startOf(optimizer.damping) >= HEAVY ? [heavy(startOf(optimizer.damping))] : []

export interface End {
  readonly stopped: Stopped
  readonly reason: string
}

/** An end by refusals where the loss is an energy. */
const ofEnergy = (accepted: boolean, step: number): End =>
  accepted
    ? {
        stopped: 'converged',
        reason: `step ${step}: the local energy is the same at all walkers, so ψ is an eigenfunction`,
      }
    : { stopped: 'stalled', reason: `no step is left at step ${step}. Use a larger damping, or more walkers` }

/** Watches the steps of a run for the one after which nothing can follow, and says what such an end is worth. */
export class Ending {
  /** In a row, on one batch. */
  #refusals = 0
  #broken = 0
  /** Samples in a row whose batches had nothing to give. */
  #idle = 0
  #lowestLoss = Number.POSITIVE_INFINITY
  #largestGradient = 0

  constructor(
    readonly plan: LoopPlan,
    readonly workspace: Workspace,
  ) {}

  /** After a step: the end of the run, or `spent` where only its batch has nothing more to give. */
  judge(outcome: StepOutcome, step: number, start: number, theta: number): End | 'spent' | undefined {
    const { plan } = this
    const { accepted, loss, gradientNorm, stepNorm, samples, problem } = outcome
    this.#refusals = accepted ? 0 : this.#refusals + 1
    if (loss < this.#lowestLoss) this.#lowestLoss = loss
    if (gradientNorm > this.#largestGradient) this.#largestGradient = gradientNorm
    if (problem === 'nonFinite' && (++this.#broken >= MOST_REFUSALS || !isSecondOrder(plan.optimizer))) {
      const reason = `the loss or gradient of step ${step} is not finite (loss ${loss}): use a smaller learningRate, or standardize the data`
      const fell = isSecondOrder(plan.optimizer) && this.#lowestLoss < start
      return { stopped: fell ? 'stalled' : 'diverged', reason }
    }
    const still = accepted && gradientNorm === 0 && stepNorm === 0
    if (!still && problem !== 'exhausted' && this.#refusals < MOST_REFUSALS) {
      if (accepted) this.#idle = 0
      return undefined
    }
    this.#idle += samples
    if (this.#idle >= plan.training.count) return this.#stop(outcome, step, start, theta)
    this.#refusals = 0
    return still ? undefined : 'spent'
  }

  /** The end that the last step of a restored run was. */
  over(step: number, start: number, theta: number): End | undefined {
    if (this.#idle < this.plan.training.count) return undefined
    const problem = this.#refusals < MOST_REFUSALS ? 'exhausted' : undefined
    return this.#stop({ accepted: this.#refusals === 0, problem }, step, start, theta)
  }

  /** An end by refusals: converged, if gradient or loss are small over all samples and no layer is dead. */
  #stop(
    { accepted, problem }: Pick<StepOutcome, 'accepted' | 'problem'>,
    step: number,
    start: number,
    theta: number,
  ): End {
    const { plan, workspace } = this
    if (plan.variational) return ofEnergy(accepted, step)
    const { dtype, training } = plan
    const { kernels, layout, decay } = workspace
    const { gradient } = layout
    const { shown } = workspace.gradient(theta, training, range(0, training.count), gradient)
    if (decay.weight > 0) kernels.axpy(decay.weight, theta, gradient, layout.graph.parameters)
    const norm = Math.sqrt(kernels.sumSquares(gradient, layout.graph.parameters))
    const share = norm === 0 ? 0 : norm / Math.max(this.#largestGradient, norm)
    const dead = deadLayers(workspace, theta, training)
    const least = leastLoss(training, plan.heads)
    const constant = constantLoss(training, plan.heads)
    const none = shown - least <= SMALL_LOSS * (Math.max(start, constant) - least)
    const size = Math.sqrt(kernels.sumSquares(theta, layout.graph.parameters))
    const flat = share <= SMALL_GRADIENT[dtype] * (decay.weight > 0 ? KINKS : 1)
    const small = flat && norm * size <= SMALL_CHANGE * (constant - least || start - least)
    const what = accepted
      ? 'the gradient is exactly 0'
      : problem === 'exhausted'
        ? `refused, and smaller than ${dtype} can show`
        : `refused, as ${MOST_REFUSALS} in a row, the limit`
    const slope = `gradient norm ${norm.toPrecision(3)}, ${share.toPrecision(2)} of the run's largest`
    const facts = `step ${step}: ${what}; loss ${shown.toPrecision(6)}, ${slope}`
    if (!none && plan.sets && this.#largestGradient === 0)
      return { stopped: 'stalled', reason: `${NO_SLOPE} (${facts})` }
    if (none || (small && dead.length === 0)) return { stopped: 'converged', reason: facts }
    const cause = dead.length > 0 ? deathOf(layout.graph, dead) : this.#causeOf(problem)
    return { stopped: 'stalled', reason: `${cause} (${facts})` }
  }

  #causeOf(problem: StepOutcome['problem']): string {
    const { optimizer, dtype, standardized } = this.plan
    const damped = isSecondOrder(optimizer)
    // Searches along a line are exhausted; a formula without one never is.
    if (!damped && problem !== 'exhausted') return 'no batch moves the parameters. Use another seed'
    const start = damped ? startOf(optimizer.damping) : 0
    if (start >= HEAVY) return heavy(start)
    if (hasRows(optimizer) && optimizer.rows !== 'ggn' && optimizer.rows !== 'sampled')
      return `the directions of these rows no longer point down. Use smwNG({ fisher: 'sampled' }), or smwGN()`
    const cures = standardized ? 'another seed or more units' : 'standardize: true, another seed or more units'
    if (dtype === 'float32' && problem === 'exhausted')
      return `no step lowers the loss by as much as float32 can show. Use dtype: 'float64', ${cures}`
    return `no step lowers the loss, however ${damped ? 'damped' : 'short'}. Use ${cures}`
  }

  counters(): Record<string, number> {
    return {
      refusals: this.#refusals,
      broken: this.#broken,
      idle: this.#idle,
      lowestLoss: this.#lowestLoss,
      largestGradient: this.#largestGradient,
    }
  }

  restore(counters: Readonly<Record<string, number>>): void {
    this.#refusals = counters.refusals
    this.#broken = counters.broken
    this.#idle = counters.idle
    this.#lowestLoss = counters.lowestLoss
    this.#largestGradient = counters.largestGradient
  }
}
