import type { DampingState, Measurement } from '../damping/rule.js'
import { dampingRule } from '../damping/table.js'
import type { SecondOrder as Method } from '../optim/optimizer.js'
import { Batches } from './batches.js'
import { CurvatureBatch, type Prepared } from './curvature-batch.js'
import { DirectionSolver } from './direction.js'
import type { Curvature } from './layout.js'
import type { ParameterPair } from './parameters.js'
import type { StepPlan } from './plan.js'
import type { StepOutcome, Stepper } from './step.js'
import { Trials } from './trial.js'
import type { Workspace } from './workspace.js'

/**
 * SMW-GN and SMW-NG as one loop body: rows and Gram, (C + ΛI) d = …, momentum, clip, trial, gain ratio, λ, θ.
 * Ren & Goldfarb 2019, algorithm of section 1; where momentum, clip or decay make d something else than the exact
 * solve, ρ is measured at θ + α d against the undamped model.
 */
export class SecondOrder implements Stepper {
  readonly #batches: Batches
  readonly #curvature: CurvatureBatch
  readonly #solver: DirectionSolver
  readonly #trials: Trials
  #prepared: Prepared | undefined
  #damping: DampingState
  /** λ when the current batch came. */
  #dampingBefore: DampingState
  /** Batches drawn so far. */
  #draws = 0
  /** Whether `previous` holds a direction that momentum may use. */
  #hasPrevious = false
  /** Whether the last step was taken without a trial loss, so that it can still turn out bad. */
  #unproved = false
  epochEnded = false

  constructor(
    readonly plan: StepPlan,
    readonly optimizer: Method,
    readonly workspace: Workspace,
    readonly parameters: ParameterPair,
    curvature: Curvature,
  ) {
    this.#batches = new Batches(plan.seed, plan.training.count, optimizer.gradientBatch)
    this.#curvature = new CurvatureBatch(plan, optimizer, workspace, curvature)
    this.#solver = new DirectionSolver(plan, optimizer, workspace, this.#curvature)
    this.#trials = new Trials(plan, optimizer, workspace, parameters)
    this.#damping = dampingRule(optimizer.damping).start(optimizer.damping)
    this.#dampingBefore = this.#damping
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
    if (!trial) {
      const { clock, kernels } = this.workspace
      clock.time('apply', () => this.parameters.tryStep(kernels, rate, this.#direction))
      this.#unproved = true
      this.#take()
      return { ...said, accepted: true, stepNorm: rate * direction.norm }
    }
    const { accepted, gainRatio, exhausted, length } = this.#trials.try({
      direction,
      rate,
      prepared,
      draw: this.#draws,
    })
    if (accepted) {
      this.#settle({ accepted, gainRatio })
      this.#take()
    } else this.#refuse(gainRatio)
    return { ...said, accepted, stepNorm: length, gainRatio, ...(exhausted && { problem: 'exhausted' as const }) }
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
      this.#dampingBefore = this.#damping
      this.#unproved = false
    }
    return prepared
  }

  #settle(measurement: Measurement): void {
    const { damping } = this.optimizer
    this.workspace.clock.time('damping', () => {
      this.#damping = dampingRule(damping).update(damping, this.#damping, measurement)
    })
  }

  /** Goes on to the next batch, for which λ is what it was before this one refused every step. */
  skip(): void {
    this.#damping = this.#dampingBefore
    this.#advance()
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
    this.#advance()
  }

  #advance(): void {
    this.#prepared = undefined
    this.#dampingBefore = this.#damping
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
      lambdaBefore: this.#dampingBefore.lambda,
      growthBefore: this.#dampingBefore.growth,
      hasPrevious: +this.#hasPrevious,
      unproved: +this.#unproved,
    }
  }

  restore(counters: Readonly<Record<string, number>>): void {
    this.#batches.epoch = counters.epoch
    this.#batches.position = counters.position
    this.#draws = counters.draws
    this.#damping = { lambda: counters.lambda, growth: counters.growth }
    this.#dampingBefore = { lambda: counters.lambdaBefore, growth: counters.growthBefore }
    this.#hasPrevious = counters.hasPrevious === 1
    this.#unproved = counters.unproved === 1
  }
}
