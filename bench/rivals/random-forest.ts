import { rival } from './resolve.js'

type Rows = readonly (readonly number[])[]

interface Forest {
  train(x: Rows, y: readonly number[]): void
  predict(x: Rows): number[]
}

interface Package {
  readonly RandomForestRegression: new (options: object) => Forest
  readonly RandomForestClassifier: new (options: object) => Forest
}

export interface ForestTask {
  readonly x: Rows
  /** Numbers, or class numbers. */
  readonly y: readonly number[]
  readonly test: Rows
  readonly task: 'regression' | 'classification'
  readonly seed: number
  /** Default: the library's own, 50. */
  readonly trees?: number
}

/** Predictions of ml-random-forest at its defaults; nothing where it is not installed. */
export async function randomForest({ x, y, test, task, seed, trees }: ForestTask): Promise<number[] | undefined> {
  const library = (await rival<{ default: Package }>('ml-random-forest'))?.default
  if (!library) return undefined
  const Kind = task === 'regression' ? library.RandomForestRegression : library.RandomForestClassifier
  // Predictions of the rows that a tree did not see are not asked for, and change nothing.
  const forest = new Kind({ seed, noOOB: true, ...(trees && { nEstimators: trees }) })
  forest.train(x, y)
  return forest.predict(test)
}
