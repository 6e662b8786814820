import type { Samples } from '../model/feed.js'
import type { HeadSpec } from '../model/heads.js'
import type { LossName, Target } from '../model/losses/loss.js'

/** Numbers of targets that are looked at; of more, rows evenly spread. */
const MOST = 2 ** 21

/** −p ln p, 0 at 0. */
const entropy = (p: number) => (p > 0 ? -p * Math.log(p) : 0)

/** Loss of the best constant outputs, of n rows of targets with weights. */
function constantLossOf(loss: LossName, targets: Target, count: number, weights: Float64Array | undefined): number {
  const m = targets.length / count
  const step = Math.ceil(targets.length / MOST)
  let total = 0
  for (let row = 0; row < count; row += step) total += weights?.[row] ?? 1
  if (loss === 'softmaxCrossEntropy') {
    const shares = new Map<number, number>()
    for (let row = 0; row < count; row += step)
      shares.set(targets[row], (shares.get(targets[row]) ?? 0) + (weights?.[row] ?? 1) / total)
    return [...shares.values()].reduce((sum, share) => sum + entropy(share), 0)
  }
  const means = new Float64Array(m)
  for (let row = 0; row < count; row += step) {
    const share = (weights?.[row] ?? 1) / total
    for (let a = 0; a < m; a++) means[a] += share * targets[row * m + a]
  }
  if (loss === 'sigmoidCrossEntropy') return means.reduce((sum, mean) => sum + entropy(mean) + entropy(1 - mean), 0)
  let squares = 0
  for (let row = 0; row < count; row += step) {
    const share = (weights?.[row] ?? 1) / total
    for (let a = 0; a < m; a++) squares += share * (targets[row * m + a] - means[a]) ** 2
  }
  return squares / m
}

/** The loss of a model that gives the same for every sample: the means of the targets, the shares of the classes. */
export const constantLoss = ({ targets, weights, count }: Samples, heads: readonly HeadSpec[]): number =>
  heads.reduce((sum, { loss, weight }, k) => sum + weight * constantLossOf(loss, targets[k], count, weights), 0)
