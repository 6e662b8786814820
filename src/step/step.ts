import type { Damping } from '../damping/table.js'
import { Batches } from './batches.js'
import type { ParameterPair } from './parameters.js'
import type { StepPlan } from './plan.js'
import type { Workspace } from './workspace.js'

/** What one attempted step did, in the terms of a record. */
export interface StepOutcome {
  /** Mean loss of the batch before the step, in the units shown to a user. */
  readonly loss: number
  readonly accepted: boolean
  /** Of `loss`, where it is an energy. */
  readonly standardError?: number
  /** Share of the walkers' proposals that were accepted. */
  readonly acceptance?: number
  /** Samples of the gradient. */
  readonly samples: number
  readonly lambda?: number
  readonly gainRatio?: number
  readonly gradientNorm: number
  readonly stepNorm: number
  /** `exhausted`: refused, and the model promised less than the arithmetic of the loss can show. */
  readonly problem?: 'nonFinite' | 'exhausted'
}

/** The options of every method whose steps are damped. */
export interface Damped {
  readonly gradientBatch: number | 'full'
  readonly damping: Damping
  /** Whether a step that raises the loss is undone. */
  readonly rejectBadSteps: boolean
}

/** When a step is made. */
export interface Moment {
  /** α. */
  readonly rate: number
  /** Used share of the budget, 0 to 1. */
  readonly used: number
}

/** What every step works with. */
export interface StepRun {
  readonly plan: StepPlan
  readonly workspace: Workspace
  readonly parameters: ParameterPair
}

/** A method as the loop sees it. Counters and the arrays of its state are all that it remembers. */
export interface Stepper {
  /** Tries one step from the current parameters. */
  step(moment: Moment): StepOutcome
  /** Leaves the current batch for the next. */
  skip(): void
  /** Whether the last step, or the batch left, ended an epoch. */
  readonly epochEnded: boolean
  readonly epoch: number
  /** Epochs done, as a fraction. */
  readonly progress: number
  /** Byte offset of the current parameters. */
  readonly theta: number
  counters(): Record<string, number>
  restore(counters: Readonly<Record<string, number>>): void
}

/** Steps that go through the training set batch by batch. */
export abstract class BatchedStep implements Stepper {
  protected readonly batches: Batches
  epochEnded = false

  constructor(
    readonly run: StepRun,
    batch: number | 'full',
  ) {
    const { seed, training } = run.plan
    this.batches = new Batches(seed, training.count, batch)
  }

  get theta(): number {
    return this.run.parameters.current
  }

  get epoch(): number {
    return this.batches.epoch
  }

  get progress(): number {
    return this.batches.epoch + this.batches.position / this.batches.count
  }

  /** Goes on to the next batch. */
  skip(): void {
    this.epochEnded = this.batches.advance()
  }

  abstract step(moment: Moment): StepOutcome
  abstract counters(): Record<string, number>
  abstract restore(counters: Readonly<Record<string, number>>): void
}
