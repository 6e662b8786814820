import { range } from '../model/feed.js'
import { isSecondOrder } from '../optim/optimizer.js'
import { rateAt } from '../optim/schedule.js'
import type { Profile } from '../runtime/clock.js'
import type { FloatArray } from '../runtime/dtype.js'
import type { Executor } from '../runtime/executor.js'
import { milliseconds } from '../runtime/timers.js'
import { exhausted, usedFraction } from './budget.js'
import { Patience } from './early-stopping.js'
import { FirstOrder } from './first-order.js'
import { type Layout, vectorNames } from './layout.js'
import { ParameterPair } from './parameters.js'
import type { RunPlan, RunState } from './plan.js'
import type { EpochRecord, StepRecord, Stopped } from './records.js'
import { SecondOrder } from './second-order.js'
import type { StepOutcome, Stepper } from './step.js'
import { Workspace } from './workspace.js'

/** Refusals in a row after which nothing more is to be had from the arithmetic. */
const MOST_REFUSALS = 25

/** Samples on which start and end are compared. */
const SAMPLES = 256

/** A run whose loss ends at this multiple of its start has diverged. */
const DIVERGED = 2

/** A loss as small as this is no divergence, however small the start was. */
const NEGLIGIBLE = 1e-9

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

export interface LoopResult {
  readonly state: RunState
  /** The parameters of the result: the last accepted, the best, or the last good ones. */
  readonly params: FloatArray
  readonly stopped: Stopped
  readonly reason: string
  readonly steps: number
  readonly epochs: number
  readonly seconds: number
  readonly profile?: Profile
}

/** The whole of a run, in the leader: the same code inline and in a pool. */
export class Loop {
  readonly #workspace: Workspace
  readonly #parameters: ParameterPair
  readonly #stepper: Stepper
  readonly #patience: Patience | undefined
  #best: FloatArray | undefined
  /** Parameters at the end of the last epoch that was not above the start. */
  #good: FloatArray | undefined
  #steps = 0
  #refusals = 0
  #broken = 0
  #firstLoss = Number.NaN
  #lowestLoss = Number.POSITIVE_INFINITY
  #stepsBefore = 0
  #secondsBefore = 0
  #epochSum = 0
  #epochSamples = 0
  #epochStarted = 0
  #checkpointAt = 0
  #lambda: number | undefined

  constructor(
    readonly plan: RunPlan,
    readonly layout: Layout,
    executor: Executor,
    readonly hooks: LoopHooks,
  ) {
    this.#workspace = new Workspace(plan, layout, executor)
    this.#parameters = new ParameterPair(layout.theta, layout.graph.parameters, hooks.onTurn)
    this.#stepper = this.#stepperOf()
    if (plan.earlyStopping && plan.validation)
      this.#patience = new Patience(plan.earlyStopping, () => {
        this.#best = this.#current().slice()
      })
    for (const place of layout.theta) this.#workspace.vector(place).set(plan.params)
    if (plan.resume) this.#restore(plan.resume)
  }

  async run(): Promise<LoopResult> {
    const { plan, hooks } = this
    const started = milliseconds()
    const seconds = () => this.#secondsBefore + (milliseconds() - started) / 1000
    this.#epochStarted = seconds()
    this.#checkpointAt = this.#epochStarted
    if (!plan.resume) this.#firstLoss = this.#sampleLoss()
    for (;;) {
      const now = { steps: this.#steps, epochs: this.#stepper.progress, seconds: seconds() }
      const end = hooks.aborted()
        ? { stopped: 'aborted' as const, reason: 'the signal was aborted' }
        : (exhausted(plan.budget, now) ?? this.#endOfCall())
      if (end) return this.#finish(end, seconds())
      const rate = rateAt(plan.optimizer.learningRate, usedFraction(plan.budget, now))
      const outcome = this.#workspace.clock.time('overhead', () => this.#stepper.step(rate))
      this.#record(outcome, now.seconds, seconds())
      const stop = this.#judge(outcome) ?? this.#closeEpoch(seconds())
      if (stop) return this.#finish(stop, seconds())
      if (this.#checkpointDue(seconds())) hooks.onCheckpoint(this.#state(seconds()))
      await hooks.breathe()
    }
  }

  #checkpointDue(seconds: number): boolean {
    const { checkpointEvery: every } = this.plan
    if (typeof every !== 'object') return every !== undefined && this.#steps % every === 0
    if (seconds < this.#checkpointAt + every.seconds) return false
    this.#checkpointAt = seconds
    return true
  }

  #endOfCall(): { stopped: Stopped; reason: string } | undefined {
    const { callSteps = Number.POSITIVE_INFINITY } = this.plan
    const done = this.#steps - this.#stepsBefore
    if (done < callSteps) return undefined
    return { stopped: 'flops', reason: `the flops of this call are used: ${done} steps, ${this.#steps} in all` }
  }

  #stepperOf(): Stepper {
    const { plan, layout } = this
    const { optimizer } = plan
    if (!isSecondOrder(optimizer)) return new FirstOrder(plan, optimizer, this.#workspace, this.#parameters)
    if (!layout.curvature) throw new Error('a second-order run was laid out without curvature')
    return new SecondOrder(plan, optimizer, this.#workspace, this.#parameters, layout.curvature)
  }

  /** On the same samples at the start and at the end, so that a batch's luck does not decide what counts as a rise. */
  #sampleLoss(): number {
    const { training } = this.plan
    return this.#workspace.loss(this.#stepper.theta, training, range(0, Math.min(training.count, SAMPLES))).shown
  }

  #record(outcome: StepOutcome, before: number, after: number): void {
    const { problem: _, samples, ...said } = outcome
    this.#steps++
    const samplesPerSecond = samples / Math.max(after - before, 1e-9)
    this.hooks.onStep({ step: this.#steps, epoch: this.#stepper.epoch, ...said, seconds: after, samplesPerSecond })
    if (outcome.loss < this.#lowestLoss) this.#lowestLoss = outcome.loss
    if (!outcome.accepted) return
    this.#epochSum += outcome.loss * samples
    this.#epochSamples += samples
    this.#lambda = outcome.lambda
  }

  /** Whether nothing can follow this step. */
  #judge(outcome: StepOutcome): { stopped: Stopped; reason: string } | undefined {
    const firstOrder = !isSecondOrder(this.plan.optimizer)
    this.#refusals = outcome.accepted ? 0 : this.#refusals + 1
    if (outcome.problem === 'nonFinite') this.#broken++
    if (firstOrder && outcome.problem === 'nonFinite')
      return {
        stopped: 'diverged',
        reason: `the loss or gradient of step ${this.#steps} is not finite (loss ${outcome.loss}): use a smaller learningRate, or standardize the data`,
      }
    if (outcome.accepted && outcome.gradientNorm === 0 && outcome.stepNorm === 0)
      return { stopped: 'converged', reason: `the gradient of step ${this.#steps} is exactly 0` }
    if (outcome.problem === 'exhausted')
      return {
        stopped: 'converged',
        reason: `step ${this.#steps} was refused and is smaller than the arithmetic of ${this.plan.dtype} can show (loss ${outcome.loss.toPrecision(6)})`,
      }
    if (this.#refusals < MOST_REFUSALS && this.#broken < MOST_REFUSALS) return undefined
    const fell = this.#lowestLoss < this.#firstLoss || outcome.gradientNorm === 0
    const what = `${MOST_REFUSALS} steps refused, the limit (loss ${outcome.loss.toPrecision(6)}, lambda ${outcome.lambda?.toPrecision(3)})`
    return { stopped: fell ? 'converged' : 'diverged', reason: what }
  }

  #closeEpoch(seconds: number): { stopped: Stopped; reason: string } | undefined {
    if (!this.#stepper.epochEnded) return undefined
    const { plan, hooks } = this
    const { epoch } = this.#stepper
    const loss = this.#epochSum / this.#epochSamples
    const samplesPerSecond = this.#epochSamples / Math.max(seconds - this.#epochStarted, 1e-9)
    this.#epochSum = 0
    this.#epochSamples = 0
    this.#epochStarted = seconds
    const validationLoss =
      plan.validation &&
      this.#workspace.loss(this.#stepper.theta, plan.validation, range(0, plan.validation.count)).shown
    const said = {
      ...(validationLoss !== undefined && { validationLoss }),
      ...(this.#lambda !== undefined && { lambda: this.#lambda }),
    }
    hooks.onEpoch({ epoch, step: this.#steps, loss, ...said, seconds, samplesPerSecond })
    this.#keepGood()
    if (validationLoss !== undefined && this.#patience?.spent(epoch, validationLoss))
      return { stopped: 'earlyStopping', reason: this.#patience.reason }
    return undefined
  }

  /** A method that never goes back needs a memory of where it was still good. */
  #keepGood(): void {
    const { optimizer } = this.plan
    if (isSecondOrder(optimizer) && optimizer.rejectBadSteps) return
    if (!(this.#sampleLoss() <= this.#firstLoss)) return
    this.#good ??= this.#current().slice()
    this.#good.set(this.#current())
  }

  /** The end as it was reached, but for one at a loss far above the start. */
  #judgeEnd(end: { stopped: Stopped; reason: string }): { stopped: Stopped; reason: string } {
    if (this.#steps === 0 || end.stopped === 'aborted') return end
    const last = this.#sampleLoss()
    if (last <= DIVERGED * this.#firstLoss + NEGLIGIBLE || !Number.isFinite(this.#firstLoss)) return end
    const from = this.#firstLoss.toPrecision(4)
    return {
      stopped: 'diverged',
      reason: `${end.reason}, and the loss is ${last.toPrecision(4)}, above twice its start, ${from}`,
    }
  }

  #finish(reached: { stopped: Stopped; reason: string }, seconds: number): LoopResult {
    const end = this.#judgeEnd(reached)
    const state = this.#state(seconds)
    const { profile } = this.#workspace.clock
    const ended = { steps: this.#steps, epochs: this.#stepper.epoch, seconds, state, ...(profile && { profile }) }
    const best = this.plan.earlyStopping?.restoreBest ? this.#best : undefined
    const last = end.stopped === 'diverged' ? (this.#good ?? this.plan.params) : state.params
    return { ...end, ...ended, params: best ?? last }
  }

  #current(): FloatArray {
    return this.#workspace.vector(this.#stepper.theta)
  }

  #state(seconds: number): RunState {
    const vectors: Record<string, FloatArray> = {}
    for (const name of vectorNames(this.plan)) vectors[name] = this.#workspace.vector(this.layout.vectors[name]).slice()
    if (this.#best) vectors.best = this.#best.slice()
    if (this.#good) vectors.good = this.#good.slice()
    const counters: Record<string, number> = { ...this.#stepper.counters() }
    const own = {
      steps: this.#steps,
      refusals: this.#refusals,
      broken: this.#broken,
      firstLoss: this.#firstLoss,
      lowestLoss: this.#lowestLoss,
      seconds,
      epochSum: this.#epochSum,
      epochSamples: this.#epochSamples,
    }
    for (const [name, value] of Object.entries(own)) counters[`loop.${name}`] = value
    for (const [name, value] of Object.entries(this.#patience?.counters() ?? {})) counters[`patience.${name}`] = value
    return { params: this.#current().slice(), vectors, counters }
  }

  #restore({ params, vectors, counters }: RunState): void {
    for (const place of this.layout.theta) this.#workspace.vector(place).set(params)
    for (const name of vectorNames(this.plan)) this.#workspace.vector(this.layout.vectors[name]).set(vectors[name])
    this.#best = vectors.best?.slice()
    this.#good = vectors.good?.slice()
    this.#stepper.restore(counters)
    this.#steps = counters['loop.steps']
    this.#stepsBefore = this.#steps
    this.#refusals = counters['loop.refusals']
    this.#broken = counters['loop.broken']
    this.#firstLoss = counters['loop.firstLoss']
    this.#lowestLoss = counters['loop.lowestLoss']
    this.#secondsBefore = counters['loop.seconds']
    this.#epochSum = counters['loop.epochSum']
    this.#epochSamples = counters['loop.epochSamples']
    this.#patience?.restore({
      best: counters['patience.best'],
      bestEpoch: counters['patience.bestEpoch'],
      waited: counters['patience.waited'],
    })
  }
}
