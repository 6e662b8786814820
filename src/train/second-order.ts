import type { DampingState, Measurement } from '../damping/rule.js'
import { dampingRule } from '../damping/table.js'
import type { SecondOrder as Method } from '../optim/optimizer.js'
import { PURPOSE, stream } from '../random/index.js'
import { Batches, drawSamples } from './batches.js'
import { CurvatureBatch, type Prepared } from './curvature-batch.js'
import { type Direction, DirectionSolver } from './direction.js'
import type { Curvature } from './layout.js'
import type { ParameterPair } from './parameters.js'
import type { RunPlan } from './plan.js'
import type { StepOutcome, Stepper } from './step.js'
import type { Workspace } from './workspace.js'

/** A step on a mini-batch may raise its loss by this share before it counts as bad: the batch is only a sample. */
const SLACK = 0.02

/** Half a unit in the last place of 1. */
const EPSILON = { float32: 2 ** -24, float64: 2 ** -53 }

interface Trial extends Measurement {
  readonly exhausted: boolean
}

/**
 * SMW-GN and SMW-NG as one loop body: rows and Gram, (C + ΛI) d = …, momentum, clip, trial, gain ratio, λ, θ.
 * Ren & Goldfarb 2019, algorithm of section 1; where momentum, clip or decay make d something else than the exact
 * solve, ρ is measured at θ + α d against the undamped model.
 */
export class SecondOrder implements Stepper {
  readonly #batches: Batches
  readonly #curvature: CurvatureBatch
  readonly #solver: DirectionSolver
  #prepared: Prepared | undefined
  #damping: DampingState
  /** Batches drawn so far. */
  #draws = 0
  /** Whether `previous` holds a direction that momentum may use. */
  #hasPrevious = false
  /** Whether the last step was taken without a trial loss, so that it can still turn out bad. */
  #unproved = false
  epochEnded = false

  constructor(
    readonly plan: RunPlan,
    readonly optimizer: Method,
    readonly workspace: Workspace,
    readonly parameters: ParameterPair,
    curvature: Curvature,
  ) {
    this.#batches = new Batches(plan.seed, plan.training.count, optimizer.gradientBatch)
    this.#curvature = new CurvatureBatch(plan, optimizer, workspace, curvature)
    this.#solver = new DirectionSolver(plan, optimizer, workspace, this.#curvature)
    this.#damping = dampingRule(optimizer.damping).start(optimizer.damping)
  }

  get theta(): number {
    return this.parameters.current
  }

  get epoch(): number {
    return this.#batches.epoch
  }

  get progress(): number {
    return this.#batches.epoch + this.#batches.position / this.#batches.count
  }

  #lambdaFor({ loss }: Prepared): number {
    const { damping } = this.optimizer
    return dampingRule(damping).lambda(damping, this.#damping, loss.value)
  }

  step(rate: number): StepOutcome {
    this.epochEnded = false
    const prepared = this.#prepare()
    const lambda = this.#lambdaFor(prepared)
    const said = {
      loss: prepared.loss.shown,
      samples: prepared.batch.count,
      gradientNorm: prepared.gradientNorm,
      lambda,
    }
    if (!Number.isFinite(prepared.loss.value)) {
      this.#rollBack()
      return { ...said, accepted: false, stepNorm: 0, problem: 'nonFinite' }
    }
    const remembers = this.optimizer.momentum > 0 && this.#hasPrevious
    const trial = this.#needsTrial
    const direction = this.#solver.solve({ theta: this.theta, lambda, prepared, remembers, trial })
    if (!direction || !Number.isFinite(direction.norm)) {
      this.#refuse(Number.NaN)
      return { ...said, accepted: false, stepNorm: 0 }
    }
    const stepNorm = rate * direction.norm
    if (!trial) {
      const { clock, kernels } = this.workspace
      clock.time('apply', () => this.parameters.tryStep(kernels, rate, this.#direction))
      this.#unproved = true
      this.#take()
      return { ...said, accepted: true, stepNorm }
    }
    const { accepted, gainRatio, exhausted } = this.#try(direction, rate, prepared)
    if (accepted) {
      this.#settle({ accepted, gainRatio })
      this.#take()
    } else this.#refuse(gainRatio)
    return { ...said, accepted, stepNorm, gainRatio, ...(exhausted && { problem: 'exhausted' as const }) }
  }

  get #needsTrial(): boolean {
    return this.optimizer.rejectBadSteps || dampingRule(this.optimizer.damping).needsGainRatio
  }

  get #direction(): number {
    return this.workspace.layout.vectors.direction
  }

  /** Loss, rows and Gram of the current batch, unless a refused step left them. */
  #prepare(): Prepared {
    if (this.#prepared) return this.#prepared
    const prepared = this.#curvature.prepare(this.theta, this.#batches.current, this.#draws)
    this.#prepared = prepared
    if (this.#unproved && Number.isFinite(prepared.loss.value)) {
      this.#settle({ accepted: true, gainRatio: Number.NaN })
      this.#unproved = false
    }
    return prepared
  }

  /** Moves the spare parameters to θ + α d and says what the loss thinks of it. */
  #try(direction: Direction, rate: number, prepared: Prepared): Trial {
    const { optimizer, plan, workspace, parameters } = this
    const { kernels } = workspace
    const rule = dampingRule(optimizer.damping)
    const w = plan.weightDecay
    const exact = optimizer.momentum === 0 && optimizer.klClip === 0 && w === 0 && rule.dampedModel
    // The paper measures ρ at the full step, whatever α is.
    const alpha = exact ? 1 : rate
    workspace.clock.time('apply', () => parameters.tryStep(kernels, alpha, this.#direction))
    const [before, after] = workspace.clock.time('trial', () => this.#losses(prepared, alpha, direction))
    const alongTheta = w > 0 ? kernels.dot(this.theta, this.#direction, parameters.count) : 0
    const decay = w * (alpha * alongTheta + (alpha * alpha * direction.norm ** 2) / 2)
    const actual = before - after - decay
    const predicted = exact
      ? -direction.slope / 2
      : -(alpha * direction.slope + (alpha * alpha * direction.curvature) / 2 + decay)
    const gainRatio = actual >= 0 && predicted > 0 ? actual / predicted : Number.NEGATIVE_INFINITY
    const worst = optimizer.gradientBatch === 'full' ? 0 : -SLACK * Math.abs(before)
    const good = optimizer.gradientBatch === 'full' ? actual > worst : actual >= worst
    const accepted = Number.isFinite(after) && (good || !optimizer.rejectBadSteps)
    if (alpha !== rate) parameters.tryStep(kernels, rate, this.#direction)
    const exhausted = !accepted && this.#tooSmall(predicted, before, alpha * direction.norm)
    return { accepted, gainRatio, exhausted }
  }

  /** Whether neither the loss nor the parameters can show such a step. */
  #tooSmall(predicted: number, loss: number, length: number): boolean {
    const { workspace, parameters, plan } = this
    const epsilon = EPSILON[plan.dtype]
    const size = Math.sqrt(workspace.kernels.sumSquares(this.theta, parameters.count))
    return (predicted >= 0 && predicted <= epsilon * Math.abs(loss)) || length <= epsilon * size
  }

  /** Losses at θ and at the spare parameters, on the step's samples or on others drawn for the ratio. */
  #losses(prepared: Prepared, alpha: number, { nearby }: Direction): [before: number, after: number] {
    const { batch, loss, cached } = prepared
    const { optimizer, plan, workspace, parameters } = this
    const { training } = plan
    const { damping } = optimizer
    if (damping.kind === 'gainRatio' && damping.on === 'holdout') {
      const holdout = drawSamples(stream(plan.seed, PURPOSE.holdout, this.#draws), training.count, batch.count)
      const at = (theta: number) => workspace.loss(theta, training, holdout).value
      return [at(this.theta), at(parameters.spare)]
    }
    if (nearby) {
      const moved = workspace.lossOfStep(this.theta, parameters.spare, alpha * nearby.shorten, training, batch)
      return [loss.value, moved.value]
    }
    const after = cached
      ? workspace.lossOfCached(parameters.spare, training, batch)
      : workspace.loss(parameters.spare, training, batch)
    return [loss.value, after.value]
  }

  #settle(measurement: Measurement): void {
    const { damping } = this.optimizer
    this.workspace.clock.time('damping', () => {
      this.#damping = dampingRule(damping).update(damping, this.#damping, measurement)
    })
  }

  /** θ and the rows stay, λ grows, momentum starts anew. */
  #refuse(gainRatio: number): void {
    this.#settle({ accepted: false, gainRatio })
    this.#hasPrevious = false
  }

  /** The loss at θ is not finite: if the step that led here was not proved by a trial, it is undone. */
  #rollBack(): void {
    if (this.#unproved) this.parameters.turn()
    this.#unproved = false
    this.#prepared = undefined
    this.#refuse(Number.NaN)
  }

  #take(): void {
    const { kernels, layout, clock } = this.workspace
    const { previous } = layout.vectors
    if (this.optimizer.momentum > 0) {
      const d = this.#direction
      clock.time('apply', () => kernels.axpby(1, d, 0, d, previous, layout.graph.parameters))
      this.#hasPrevious = true
    }
    this.parameters.turn()
    this.#prepared = undefined
    this.#draws++
    this.epochEnded = this.#batches.advance()
  }

  counters(): Record<string, number> {
    return {
      epoch: this.#batches.epoch,
      position: this.#batches.position,
      draws: this.#draws,
      lambda: this.#damping.lambda,
      growth: this.#damping.growth,
      hasPrevious: +this.#hasPrevious,
      unproved: +this.#unproved,
    }
  }

  restore(counters: Readonly<Record<string, number>>): void {
    this.#batches.epoch = counters.epoch
    this.#batches.position = counters.position
    this.#draws = counters.draws
    this.#damping = { lambda: counters.lambda, growth: counters.growth }
    this.#hasPrevious = counters.hasPrevious === 1
    this.#unproved = counters.unproved === 1
  }
}
