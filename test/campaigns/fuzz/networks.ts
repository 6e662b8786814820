import type * as fc from 'fast-check'
import { type Model, type Prediction, predict, type TrainingData } from '../../../src/index.js'
import { type RandomModel, randomModel } from '../../model/random-model.js'
import { allFinite, insist } from './refusal.js'

/** Models with the sizes of their inputs, of the same kinds as the tests of `src/model` draw. */
export const networks: fc.Arbitrary<RandomModel> = randomModel

/** Rows of moderate numbers for every input. */
export function rowsFor(inputUnits: readonly number[], count = 3): number[][][] {
  return inputUnits.map(units =>
    Array.from({ length: count }, (_, i) => Array.from({ length: units }, (_, k) => Math.sin(1 + i * 7 + k * 3))),
  )
}

/** x as `fit` and `predict` take it: keyed by node where there are several inputs. */
export const keyed = <T>(names: readonly string[], values: readonly T[]): T | Record<string, T> =>
  names.length === 1 ? values[0] : Object.fromEntries(names.map((name, k) => [name, values[k]]))

/** Insists that a model predicts finite numbers for finite rows. */
export async function checkPredictions(model: Model, x: TrainingData['x'] | unknown): Promise<void> {
  const predicted = await predict(model, x as number[][])
  const all = 'shape' in predicted ? [predicted as Prediction] : Object.values(predicted as Record<string, Prediction>)
  for (const { data, shape } of all) {
    insist(data.length === shape[0] * shape[1], 'a prediction of another shape')
    insist(allFinite(data), `predictions from finite rows are not finite: ${data.slice(0, 5)}`)
  }
}
