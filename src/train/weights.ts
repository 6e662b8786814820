import { WoodburyError } from '../errors.js'
import { isLabels, type Target } from '../model/losses/loss.js'
import { show } from '../options.js'

/**
 * ω of each sample: its weight times that of its class, scaled to mean 1. Nothing where neither was given.
 * @throws WoodburyError BAD_VALUE, SHAPE_MISMATCH
 */
export function sampleWeights(
  where: string,
  weights: ArrayLike<number> | undefined,
  classWeights: readonly number[] | undefined,
  targets: readonly Target[],
  count: number,
): Float64Array | undefined {
  if (weights === undefined && classWeights === undefined) return undefined
  const result = new Float64Array(count).fill(1)
  if (weights !== undefined) {
    checkWeights(`${where}: weights`, weights, count)
    for (let i = 0; i < count; i++) result[i] = weights[i]
  }
  if (classWeights !== undefined) {
    const labels = targets.find(isLabels)
    if (!labels)
      throw new WoodburyError(
        'BAD_OPTION',
        `${where}: classWeights need class labels, and no output has any. Use data.weights.`,
      )
    checkWeights(
      `${where}: classWeights`,
      classWeights,
      Math.max(classWeights.length, labels.reduce((a, b) => Math.max(a, b), 0) + 1),
    )
    for (let i = 0; i < count; i++) result[i] *= classWeights[labels[i]]
  }
  const sum = result.reduce((a, b) => a + b, 0)
  if (!(sum > 0))
    throw new WoodburyError('BAD_VALUE', `${where}: all weights are 0. Give at least one sample a weight above 0.`)
  return result.map(weight => (weight * count) / sum)
}

function checkWeights(where: string, weights: ArrayLike<number>, expected: number): void {
  if (typeof weights !== 'object' || weights === null || weights.length !== expected)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where} has ${weights?.length ?? show(weights)} numbers, expected ${expected}. Pass one for each.`,
      { expected, found: weights?.length },
    )
  for (let i = 0; i < expected; i++)
    if (!(Number.isFinite(weights[i]) && weights[i] >= 0))
      throw new WoodburyError(
        'BAD_VALUE',
        `${where}: number ${i} is ${show(weights[i])}. Pass finite numbers from 0 up.`,
        { row: i },
      )
}
