import { type Evaluation, evaluate, type Model } from '../../index.js'
import type { Sets } from '../train/sets.js'

/** Loss and what else belongs to it on each set, in the targets' own units. */
export interface Figures {
  readonly train: Evaluation
  readonly validation?: Evaluation
  readonly test?: Evaluation
}

export async function figuresOf(model: Model, { train, validation, test }: Sets): Promise<Figures> {
  return {
    train: await evaluate(model, train),
    ...(validation && { validation: await evaluate(model, validation) }),
    ...(test && { test: await evaluate(model, test) }),
  }
}
