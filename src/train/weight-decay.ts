import { lossOf } from '../model/losses/table.js'
import type { Evidence } from '../optim/regularization.js'
import type { Executor } from '../runtime/executor.js'
import { EvidenceRows } from '../step/evidence/evidence-rows.js'
import type { EvidenceRoom } from '../step/layout.js'
import type { StepOutcome } from '../step/step.js'
import type { Decay } from '../step/workspace.js'
import { constantLoss } from './constant-model.js'
import { ofLikelihood, ofResiduals } from './evident-decay.js'
import type { LoopPlan } from './plan.js'
import type { Regularized } from './records.js'

/** Batches over which the training loss is a running mean. */
const WINDOW = 20

/** A weight decay that grows by more than this makes the objective another. */
const OTHER = 1.5

/** Of a constant model's loss: parameters with less have been trained. */
const KNOWN = 0.5

/** The first estimate comes after this share of the steps between others: w to start from is a guess. */
const FIRST = 1 / 3

/** Of the rows: more effective parameters than this cannot be told, for there may be many more. */
const FULL = 0.85

/** What w grows by where they cannot: it has fallen too far. */
const BACK = 4

/** The weight decay of a run, as a rule of regularisation moves it between steps. */
export class WeightDecay {
  readonly #rows: EvidenceRows | undefined
  /** Running mean of the batches' losses, and how many it is of. */
  #loss = 0
  #batches = 0
  /** w of the last estimate, and the running loss then. */
  #weight: number
  #reference = 0
  /** Whether w may fall with the loss until the next. */
  #honest = false
  #effective = Number.NaN
  #looks = 0

  constructor(
    readonly plan: LoopPlan,
    readonly decay: Decay,
    readonly parameters: number,
    room: EvidenceRoom | undefined,
    executor: Executor,
  ) {
    const { regularization, weightDecay } = plan
    if (room) this.#rows = new EvidenceRows(room, executor)
    this.#weight = weightDecay
    this.#honest = regularization?.kind === 'evidence' && regularization.honest
  }

  /** Before the first step, from parameters of this loss: those that know the data already are not driven from there. */
  begin(theta: number, start: number): void {
    const { regularization, training, heads } = this.plan
    if (regularization?.kind !== 'evidence' || !(start < KNOWN * constantLoss(training, heads))) return
    this.#loss = start
    this.#estimate(regularization, theta)
    this.decay.weight = this.#weight
  }

  /** Before a step, `steps` after the first: sets w. Returns whether that makes the objective another. */
  move(theta: number, steps: number): boolean {
    const { regularization } = this.plan
    if (!regularization || this.#batches === 0) return false
    const before = this.decay.weight
    if (regularization.kind === 'evidence') this.#follow(regularization, theta, steps)
    else this.decay.weight = Math.min(regularization.share * this.#loss, regularization.most)
    return this.decay.weight > OTHER * before
  }

  #follow(evidence: Evidence, theta: number, steps: number): void {
    if (steps % evidence.every === 0 || steps === Math.ceil(FIRST * evidence.every)) this.#estimate(evidence, theta)
    const falls = this.#honest && this.#loss < this.#reference
    this.decay.weight = falls ? this.#weight * (this.#loss / this.#reference) : this.#weight
  }

  #estimate({ samples, most }: Evidence, theta: number): void {
    const { training, heads } = this.plan
    const seen = this.#rows?.look(theta, this.decay.weight, this.#looks++)
    if (!seen || !(seen.effectiveParameters > 0) || !Number.isFinite(seen.loss)) return
    const constant = constantLoss(training, heads)
    const losses = heads.map(({ loss }) => lossOf(loss))
    const classes = losses.every(({ task }) => task === 'classification')
    const { weight, honest } = losses.every(({ residuals }) => residuals)
      ? ofResiduals(seen, constant)
      : ofLikelihood(seen, training.count, classes ? constant : undefined)
    if (!Number.isFinite(weight)) return
    const full = samples < training.count && seen.effectiveParameters > FULL * seen.seenRows
    this.#weight = Math.min(full ? Math.max(weight, BACK * this.decay.weight) : weight, most)
    this.#honest = honest
    this.#reference = this.#loss
    this.#effective = seen.effectiveParameters
  }

  /** After a step. */
  see({ loss, accepted }: StepOutcome): void {
    if (!accepted || !this.plan.regularization) return
    this.#batches++
    this.#loss += (loss - this.#loss) * Math.max(1 / this.#batches, 1 / WINDOW)
    if (this.#batches === 1) this.#reference = loss
  }

  get result(): Regularized {
    const { regularization } = this.plan
    const { weight } = this.decay
    if (!regularization) return { kind: weight > 0 ? 'weightDecay' : 'none', weightDecay: weight }
    const told = this.#effective > 0 && { effectiveParameters: this.#effective }
    return { kind: regularization.kind, weightDecay: weight, ...told }
  }

  /** What was chosen, as a sentence, where the evidence chose. */
  get sentence(): string | undefined {
    if (!(this.#effective > 0)) return undefined
    const { weight } = this.decay
    const held = `${this.#effective.toFixed(1)} of the ${this.parameters} parameters`
    return `regularization: the evidence speaks for a weight decay of ${weight.toPrecision(3)}; the data determine ${held}`
  }

  counters(): Record<string, number> {
    if (!this.plan.regularization) return {}
    return {
      w: this.decay.weight,
      loss: this.#loss,
      batches: this.#batches,
      weight: this.#weight,
      reference: this.#reference,
      honest: +this.#honest,
      effective: this.#effective,
      looks: this.#looks,
    }
  }

  restore(counters: Readonly<Record<string, number>>): void {
    if (!this.plan.regularization) return
    this.decay.weight = counters.w
    this.#loss = counters.loss
    this.#batches = counters.batches
    this.#weight = counters.weight
    this.#reference = counters.reference
    this.#honest = counters.honest === 1
    this.#effective = counters.effective
    this.#looks = counters.looks
  }
}
