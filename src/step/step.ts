/** What one attempted step did, in the terms of a record. */
export interface StepOutcome {
  /** Mean loss of the batch before the step, in the units shown to a user. */
  readonly loss: number
  readonly accepted: boolean
  /** Samples of the gradient. */
  readonly samples: number
  readonly lambda?: number
  readonly gainRatio?: number
  readonly gradientNorm: number
  readonly stepNorm: number
  /** `exhausted`: refused, and the model promised less than the arithmetic of the loss can show. */
  readonly problem?: 'nonFinite' | 'exhausted'
}

/** A method as the loop sees it. Counters and vectors are all of its state. */
export interface Stepper {
  /** Tries one step of length α from the current parameters. */
  step(rate: number): StepOutcome
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
