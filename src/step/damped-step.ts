import type { DampingState, Measurement } from '../damping/rule.js'
import { dampingRule } from '../damping/table.js'
import type { Direction, Estimate } from './direction.js'
import type { Search } from './search.js'
import { named, partOf } from './state.js'
import { BatchedStep, type Damped, type Moment, type StepOutcome, type StepRun } from './step.js'

/**
 * The damped methods as one loop body: an estimate of the curvature, a direction under λ, its trial, the gain ratio, λ,
 * θ. Ren & Goldfarb 2019, algorithm of section 1; where a direction is something else than the exact solve, ρ is measured
 * at θ + α d against the undamped model.
 */
export class DampedStep<E extends Estimate> extends BatchedStep {
  #estimate: E | undefined
  #damping: DampingState
  /** λ when the current batch came. */
  #dampingBefore: DampingState
  /** Whether the rule has seen the current batch. */
  #observed = false
  /** Batches drawn so far. */
  #draws = 0
  /** Whether the last step was taken without a trial loss, so that it can still turn out bad. */
  #untried = false

  constructor(
    run: StepRun,
    readonly optimizer: Damped,
    readonly direction: Direction<E>,
    readonly search: Search,
  ) {
    super(run, optimizer.gradientBatch)
    this.#damping = this.#rule.start(optimizer.damping)
    this.#dampingBefore = this.#damping
  }

  step({ rate, used }: Moment): StepOutcome {
    this.epochEnded = false
    const estimate = this.#prepare()
    const { loss, batch, gradientNorm } = estimate
    const lambda = this.#lambda(estimate, used)
    const said = { loss: loss.shown, samples: batch.count, gradientNorm, lambda }
    if (!Number.isFinite(loss.value)) {
      this.#rollBack(lambda)
      return { ...said, accepted: false, stepNorm: 0, problem: 'nonFinite' }
    }
    const trial = this.#needsTrial
    const direction = this.direction.solve({ theta: this.theta, lambda, estimate, rate, trial })
    if (!direction || !Number.isFinite(direction.norm)) {
      this.#refuse(lambda)
      return { ...said, accepted: false, stepNorm: 0 }
    }
    const alpha = direction.rate ?? rate
    if (!trial) {
      const { workspace, parameters } = this.run
      const { arrays } = workspace.layout
      workspace.clock.time('apply', () => parameters.tryStep(workspace.kernels, alpha, arrays.direction))
      this.#untried = true
      this.#take()
      return { ...said, accepted: true, stepNorm: alpha * direction.norm }
    }
    const { exhausted, ...tried } = this.search.try({ direction, rate: alpha, lambda, estimate, draw: this.#draws })
    const { accepted, gainRatio, stepNorm } = tried
    if (accepted) {
      this.#settle({ ...tried, lambda })
      this.#take()
    } else this.#refuse(lambda, tried)
    return { ...said, accepted, stepNorm, gainRatio, ...(exhausted && { problem: 'exhausted' as const }) }
  }

  get #rule() {
    return dampingRule(this.optimizer.damping)
  }

  get #needsTrial(): boolean {
    return this.optimizer.rejectBadSteps || this.#rule.needsTrial
  }

  /** λ of the next solve; the rule first sees what is new. */
  #lambda({ loss, gradientNorm, rows, residualNorm }: Estimate, used: number): number {
    const { damping } = this.optimizer
    const seen = { loss: loss.value, gradientNorm, used, rows, residualNorm }
    if (!this.#observed && this.#rule.observe && Number.isFinite(loss.value)) {
      this.#damping = this.#rule.observe(damping, this.#damping, seen)
      this.#observed = true
    }
    return this.#rule.lambda(damping, this.#damping, seen)
  }

  /** Loss and curvature of the current batch, unless a refused step left them. */
  #prepare(): E {
    if (this.#estimate) return this.#estimate
    const estimate = this.direction.prepare(this.theta, this.batches.current, this.#draws)
    this.#estimate = estimate
    if (this.#untried && Number.isFinite(estimate.loss.value)) {
      this.#settle({ ...unmeasured, accepted: true })
      this.#dampingBefore = this.#damping
      this.#untried = false
    }
    return estimate
  }

  #settle(measurement: Measurement): void {
    const { damping } = this.optimizer
    this.run.workspace.clock.time('damping', () => {
      this.#damping = this.#rule.update(damping, this.#damping, measurement)
    })
  }

  /** Goes on to the next batch, for which λ is what it was before this one refused every step. */
  override skip(): void {
    this.#damping = this.#dampingBefore
    this.#advance()
  }

  /** θ and the estimate stay, λ grows, and the direction forgets where it came from. */
  #refuse(lambda: number, measured: Omit<Measurement, 'lambda'> = { ...unmeasured, accepted: false }): void {
    this.#settle({ ...measured, lambda })
    this.direction.refused()
  }

  /** The loss at θ is not finite: if no trial spoke for the step that led here, it is undone. */
  #rollBack(lambda: number): void {
    if (this.#untried) this.run.parameters.turn()
    this.#untried = false
    this.#estimate = undefined
    this.#refuse(lambda)
  }

  #take(): void {
    this.direction.taken(this.run.parameters.spare)
    this.run.parameters.turn()
    this.#advance()
  }

  #advance(): void {
    this.#estimate = undefined
    this.#dampingBefore = this.#damping
    this.#observed = false
    this.#draws++
    super.skip()
  }

  counters(): Record<string, number> {
    return {
      epoch: this.batches.epoch,
      position: this.batches.position,
      draws: this.#draws,
      untried: +this.#untried,
      ...(this.#rule.observe && { observed: +this.#observed }),
      ...named('damping', this.#damping),
      ...named('dampingBefore', this.#dampingBefore),
      ...named('direction', this.direction.counters()),
      ...named('search', this.search.counters?.() ?? {}),
    }
  }

  restore(counters: Readonly<Record<string, number>>): void {
    this.batches.epoch = counters.epoch
    this.batches.position = counters.position
    this.#draws = counters.draws
    this.#untried = counters.untried === 1
    this.#observed = counters.observed === 1
    this.#damping = partOf(counters, 'damping')
    this.#dampingBefore = partOf(counters, 'dampingBefore')
    this.direction.restore(partOf(counters, 'direction'))
    this.search.restore?.(partOf(counters, 'search'))
  }
}

const unmeasured = { gainRatio: Number.NaN, decrease: Number.NaN, stepNorm: Number.NaN, lambda: Number.NaN }
