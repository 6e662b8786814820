import type { Samples } from '../model/feed.js'
import type { HeadSpec } from '../model/heads.js'
import type { LossName, Target } from '../model/losses/loss.js'

/** −p ln p, 0 at 0. */
const entropy = (p: number) => (p > 0 ? -p * Math.log(p) : 0)

/** Loss of the best constant outputs, of n rows of targets with weights. */
function constantLossOf(loss: LossName, targets: Target, count: number, weightOf: (row: number) => number): number {
  let total = 0
  for (let row = 0; row < count; row++) total += weightOf(row)
  if (loss === 'softmaxCrossEntropy') {
    const shares = new Map<number, number>()
    for (let row = 0; row < count; row++)
      shares.set(targets[row], (shares.get(targets[row]) ?? 0) + weightOf(row) / total)
    return [...shares.values()].reduce((sum, share) => sum + entropy(share), 0)
  }
  const m = targets.length / count
  const means = new Float64Array(m)
  for (let i = 0; i < targets.length; i++) means[i % m] += (targets[i] * weightOf(Math.floor(i / m))) / total
  if (loss === 'sigmoidCrossEntropy') return means.reduce((sum, mean) => sum + entropy(mean) + entropy(1 - mean), 0)
  let squares = 0
  for (let i = 0; i < targets.length; i++)
    squares += ((targets[i] - means[i % m]) ** 2 * weightOf(Math.floor(i / m))) / total
  return squares / m
}

/** The loss of a model that gives the same for every sample: the means of the targets, the shares of the classes. */
export const constantLoss = ({ targets, weights, count }: Samples, heads: readonly HeadSpec[]): number =>
  heads.reduce(
    (sum, { loss, weight }, k) => sum + weight * constantLossOf(loss, targets[k], count, row => weights?.[row] ?? 1),
    0,
  )
