import { WoodburyError } from '../errors.js'
import { isLabels, type Target } from '../model/losses/loss.js'
import { show } from '../options.js'

/** ω of each sample where weights were given, scaled to mean 1. @throws WoodburyError BAD_VALUE, SHAPE_MISMATCH */
export function sampleWeights(
  where: string,
  weights: ArrayLike<number> | undefined,
  count: number,
): Float64Array | undefined {
  if (weights === undefined) return undefined
  checkWeights(`${where}: weights`, weights, count)
  return toMeanOne(where, Float64Array.from(weights))
}

/**
 * ω of each sample: its weight times that of its class, scaled to mean 1. Nothing where neither was given.
 * @param units of each output: as many classes as it tells apart
 * @throws WoodburyError BAD_VALUE, SHAPE_MISMATCH, BAD_OPTION
 */
export function classedWeights(
  where: string,
  weights: ArrayLike<number> | undefined,
  classWeights: readonly number[] | undefined,
  targets: readonly Target[],
  units: readonly number[],
  count: number,
): Float64Array | undefined {
  const own = sampleWeights(where, weights, count)
  if (classWeights === undefined) return own
  const labelled = targets.flatMap((target, k) => (isLabels(target) ? [k] : []))
  if (labelled.length !== 1)
    throw new WoodburyError(
      'BAD_OPTION',
      `${where}: classWeights need one output with class labels, ${labelled.length || 'none'} has them. Use data.weights.`,
    )
  const [k] = labelled
  checkWeights(`${where}: classWeights`, classWeights, units[k])
  const labels = targets[k]
  const result = own ?? new Float64Array(count).fill(1)
  for (let i = 0; i < count; i++) result[i] *= classWeights[labels[i]]
  return toMeanOne(where, result)
}

function toMeanOne(where: string, weights: Float64Array): Float64Array {
  const sum = weights.reduce((a, b) => a + b, 0)
  if (!(sum > 0))
    throw new WoodburyError('BAD_VALUE', `${where}: all weights are 0. Give at least one sample a weight above 0.`)
  const { length } = weights
  return weights.map(weight => (weight * length) / sum)
}

function checkWeights(where: string, weights: ArrayLike<number>, expected: number): void {
  if (typeof weights !== 'object' || weights === null || weights.length !== expected)
    throw new WoodburyError(
      'SHAPE_MISMATCH',
      `${where} ${typeof weights === 'object' && weights?.length !== undefined ? `has ${weights.length} numbers, expected ${expected}` : `is ${show(weights)}`}. Pass ${expected} numbers, one for each.`,
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
