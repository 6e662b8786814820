import { range } from '../model/feed.js'
import { rateAt } from '../optim/schedule.js'
import type { Profile } from '../runtime/clock.js'
import { type DType, type FloatArray, viewOf } from '../runtime/dtype.js'
import type { Executor } from '../runtime/executor.js'
import { milliseconds } from '../runtime/timers.js'
import { deadLayers, deathOf } from '../step/dead-layers.js'
import type { Layout } from '../step/layout.js'
import { ParameterPair } from '../step/parameters.js'
import { named, partOf } from '../step/state.js'
import type { StepOutcome, Stepper } from '../step/step.js'
import { type Steppers, stepperFor } from '../step/steppers.js'
import { Workspace } from '../step/workspace.js'
import type { BestEpoch } from './best-epoch.js'
import { exhausted, usedFraction } from './budget.js'
import { Course } from './course.js'
import { Patience } from './early-stopping.js'
import { type End, Ending, heldBy } from './ending.js'
import { EnergyCourse } from './energy-course.js'
import { checkFirstResiduals } from './first-residuals.js'
import type { LoopPlan, RunState } from './plan.js'
import type { Best, EpochRecord, Regularized, StepRecord } from './records.js'
import { WeightDecay } from './weight-decay.js'

/** What the loop tells and asks its surroundings; nothing here waits for a reader. */
export interface LoopHooks {
  onStep(record: StepRecord): void
  onEpoch(record: EpochRecord): void
  onCheckpoint(state: RunState): void
  /** Which of the two parameter places is current, for whoever reads the memory should this thread be lost. */
  onTurn(current: number): void
  /** Gives the event loop a turn, when one is due. */
  breathe(): Promise<void> | undefined
  aborted(): boolean
}

export interface LoopResult extends End {
  readonly state: RunState
  /** The parameters of the result: the last accepted, or those of the best epoch. */
  readonly params: FloatArray
  readonly best?: Best
  readonly regularization: Regularized
  readonly warnings: readonly string[]
  readonly steps: number
  readonly epochs: number
  readonly seconds: number
  readonly profile?: Profile
}

/** Steps after which nobody expects to have learned anything. */
const FEW = 20

/** The whole of a run, in the leader: the same code inline and in a pool. */
export class Loop {
  readonly #workspace: Workspace
  readonly #parameters: ParameterPair
  readonly #stepper: Stepper
  readonly #ending: Ending
  readonly #course: Course
  readonly #decay: WeightDecay
  readonly #patience: Patience | undefined
  #steps = 0
  #stepsBefore = 0
  #secondsBefore = 0
  #epochStarted = 0
  #checkpointAt = 0
  #lambda: number | undefined

  constructor(
    readonly plan: LoopPlan,
    readonly layout: Layout,
    executor: Executor,
    readonly hooks: LoopHooks,
    steppers: Steppers,
  ) {
    this.#workspace = new Workspace(plan, layout, executor)
    this.#parameters = new ParameterPair(layout.theta, layout.graph.parameters, hooks.onTurn)
    this.#stepper = stepperFor({ plan, workspace: this.#workspace, parameters: this.#parameters }, steppers)
    this.#ending = new Ending(plan, this.#workspace)
    this.#course = new (plan.variational ? EnergyCourse : Course)(plan, this.#workspace)
    this.#decay = new WeightDecay(plan, this.#workspace.decay, layout.graph.parameters, layout.evidence, executor)
    if (plan.earlyStopping && plan.validation) this.#patience = new Patience(plan.earlyStopping, plan.params.slice())
    for (const place of layout.theta) this.#workspace.vector(place).set(plan.params)
    if (plan.resume) this.#restore(plan.resume)
  }

  async run(): Promise<LoopResult> {
    const { plan, hooks } = this
    const started = milliseconds()
    const seconds = () => this.#secondsBefore + (milliseconds() - started) / 1000
    this.#epochStarted = seconds()
    this.#checkpointAt = this.#epochStarted
    if (!plan.resume) {
      checkFirstResiduals(plan, this.#workspace, this.#stepper.theta)
      this.#course.begin(this.#stepper.theta)
      this.#decay.begin(this.#stepper.theta, this.#course.start)
    }
    const over = plan.resume && this.#over()
    if (over) return this.#finish(over, seconds())
    for (;;) {
      const now = { steps: this.#steps, epochs: this.#stepper.progress, seconds: seconds() }
      const end = hooks.aborted()
        ? { stopped: 'aborted' as const, reason: 'the signal was aborted' }
        : (exhausted(plan.budget, now) ?? this.#endOfCall())
      if (end) return this.#finish(end, seconds())
      const used = usedFraction(plan.budget, now)
      const rate = rateAt(plan.optimizer.learningRate, used)
      if (this.#decay.move(this.#stepper.theta, this.#steps)) this.#course.forget()
      const outcome = this.#workspace.clock.time('overhead', () => this.#stepper.step({ rate, used }))
      this.#record(outcome, now.seconds, seconds())
      const stop = this.#follow(outcome, seconds)
      if (stop) return this.#finish(stop, seconds())
      if (this.#checkpointDue(seconds())) hooks.onCheckpoint(this.#state(seconds()))
      await hooks.breathe()
    }
  }

  /** The end of a run that is gone on with, where it had come to one before its budget did. */
  #over(): End | undefined {
    if (this.#patience?.over) return this.#patience.end
    return this.#ending.over(this.#steps, this.#course.start, this.#stepper.theta)
  }

  #checkpointDue(seconds: number): boolean {
    const { checkpointEvery: every } = this.plan
    if (typeof every !== 'object') return every !== undefined && this.#steps % every === 0
    if (seconds < this.#checkpointAt + every.seconds) return false
    this.#checkpointAt = seconds
    return true
  }

  #endOfCall(): End | undefined {
    const { callSteps = Number.POSITIVE_INFINITY } = this.plan
    const done = this.#steps - this.#stepsBefore
    if (done < callSteps) return undefined
    return { stopped: 'flops', reason: `the flops of this call are used: ${done} steps, ${this.#steps} in all` }
  }

  #record(outcome: StepOutcome, before: number, after: number): void {
    const { problem: _, samples, ...said } = outcome
    this.#steps++
    const samplesPerSecond = samples / Math.max(after - before, 1e-9)
    this.hooks.onStep({ step: this.#steps, epoch: this.#stepper.epoch, ...said, seconds: after, samplesPerSecond })
    if (outcome.accepted) this.#lambda = outcome.lambda
    this.#decay.see(outcome)
  }

  /** What a step leads to: the end of the run, of an epoch, of a batch that has nothing more to give. */
  #follow(outcome: StepOutcome, seconds: () => number): End | undefined {
    const end = this.#ending.judge(outcome, this.#steps, this.#course.start, this.#stepper.theta)
    if (end && end !== 'spent') return end
    if (end === 'spent') this.#stepper.skip()
    if (end === 'spent' || outcome.accepted) this.#course.add(outcome.loss, outcome.samples)
    if (!this.#stepper.epochEnded) return undefined
    return this.#closeEpoch(outcome.accepted ? this.#parameters.spare : this.#parameters.current, seconds())
  }

  /** `place`: where the parameters are that the epoch's last loss was of. */
  #closeEpoch(place: number, seconds: number): End | undefined {
    const { plan, hooks } = this
    const { epoch } = this.#stepper
    const samplesPerSecond = this.#course.samples / Math.max(seconds - this.#epochStarted, 1e-9)
    const loss = this.#course.close(epoch, place)
    this.#epochStarted = seconds
    const validationLoss =
      plan.validation &&
      this.#workspace.loss(this.#stepper.theta, plan.validation, range(0, plan.validation.count)).shown
    const said = {
      ...(validationLoss !== undefined && { validationLoss }),
      ...(this.#lambda !== undefined && { lambda: this.#lambda }),
    }
    hooks.onEpoch({ epoch, step: this.#steps, loss, ...said, seconds, samplesPerSecond })
    if (validationLoss !== undefined && this.#patience?.spent(epoch, validationLoss, this.#current()))
      return this.#patience.end
    return undefined
  }

  #finish(reached: End, seconds: number): LoopResult {
    const state = this.#state(seconds)
    const moved = this.#steps > 0 && reached.stopped !== 'aborted'
    const { best: lowest, ...judged } = moved
      ? this.#course.judge(reached, this.#stepper.theta, this.#parameters.spare)
      : { ...reached, best: undefined }
    const chosen = this.plan.earlyStopping?.restoreBest ? this.#patience?.best : undefined
    const theta = this.#stepper.theta
    const below = moved && !lowest ? this.#course.lower(theta, this.#parameters.spare) : undefined
    const best = chosen && chosen.epoch > 0 ? chosen : (lowest ?? below)
    const whole = this.#stepper.epoch > 0 || reached.stopped === 'converged'
    const told = moved && !best && reached.stopped !== 'flops' && whole
    const blind = told ? this.#course.blindness(this.#stepper.theta) : undefined
    const end: End =
      blind && judged.stopped === 'converged' ? { stopped: 'stalled', reason: `${blind} (${judged.reason})` } : judged
    const { profile } = this.#workspace.clock
    const { sentence } = this.#decay
    return {
      ...end,
      ...(best && { best: { epoch: best.epoch, loss: best.loss } }),
      regularization: this.#decay.result,
      warnings: [...(moved ? this.#warningsOf(end, best, blind, told) : []), ...(sentence ? [sentence] : [])],
      params: best ? best.params : state.params,
      steps: this.#steps,
      epochs: this.#stepper.epoch,
      seconds,
      state,
      ...(profile && { profile }),
    }
  }

  /** @param told whether the model is that of the end, and the end the run's: then what it has learned is told */
  #warningsOf(
    { stopped, reason }: End,
    best: BestEpoch | undefined,
    blind: string | undefined,
    told: boolean,
  ): string[] {
    if (stopped === 'stalled') return [`stalled: ${reason}`]
    if (stopped === 'diverged')
      return best ? [`diverged: the model is that of ${best.epoch > 0 ? `epoch ${best.epoch}` : 'the start'}`] : []
    if (stopped === 'converged' || (this.#course.settled && !blind)) return []
    const dead = deadLayers(this.#workspace, this.#stepper.theta, this.plan.training)
    if (dead.length > 0) return [deathOf(this.layout.graph, dead)]
    const held = this.#course.idle ? heldBy(this.plan.optimizer) : []
    if (held.length > 0) return held
    const remark = blind ?? (told ? this.#course.rise : undefined)
    return remark && this.#steps >= FEW ? [remark] : []
  }

  #current(): FloatArray {
    return this.#workspace.vector(this.#stepper.theta)
  }

  #state(seconds: number): RunState {
    const arrays: Record<string, FloatArray> = { lowest: this.#course.best.params.slice() }
    for (const [name, { length, dtype }] of Object.entries(this.layout.state))
      arrays[name] = this.#array(name, length, dtype).slice()
    if (this.#patience) arrays.best = this.#patience.best.params.slice()
    const counters = {
      ...this.#stepper.counters(),
      ...named('loop', { steps: this.#steps, seconds }),
      ...named('ending', this.#ending.counters()),
      ...named('course', this.#course.counters()),
      ...named('decay', this.#decay.counters()),
      ...(this.#patience && named('patience', this.#patience.counters())),
    }
    return { params: this.#current().slice(), arrays, counters }
  }

  #array(name: string, length: number, dtype: DType): FloatArray {
    return viewOf(dtype, this.#workspace.kernels.buffer, this.layout.arrays[name], length)
  }

  #restore({ params, arrays, counters }: RunState): void {
    for (const place of this.layout.theta) this.#workspace.vector(place).set(params)
    for (const [name, { length, dtype }] of Object.entries(this.layout.state))
      this.#array(name, length, dtype).set(arrays[name])
    this.#stepper.restore(counters)
    this.#steps = counters['loop.steps']
    this.#stepsBefore = this.#steps
    this.#secondsBefore = counters['loop.seconds']
    this.#ending.restore(partOf(counters, 'ending'))
    this.#decay.restore(partOf(counters, 'decay'))
    this.#course.restore(partOf(counters, 'course'), arrays.lowest)
    this.#patience?.restore(partOf(counters, 'patience'), arrays.best ?? params)
  }
}
