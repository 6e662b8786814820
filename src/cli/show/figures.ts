import { type Evaluation, evaluate, type LossName, type Model } from '../../index.js'
import type { Sets } from '../train/sets.js'

/** Loss, and accuracy or root mean square error, on each set, in the targets' own units. */
export interface Figures {
  readonly train: Evaluation
  readonly validation?: Evaluation
  readonly test?: Evaluation
}

export async function figuresOf(model: Model, { train, validation, test }: Sets, loss: LossName): Promise<Figures> {
  return {
    train: await evaluate(model, train, { loss }),
    ...(validation && { validation: await evaluate(model, validation, { loss }) }),
    ...(test && { test: await evaluate(model, test, { loss }) }),
  }
}
