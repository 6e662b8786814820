import type { Samples } from '../../model/feed.js'
import { isFrozen } from '../../model/graph.js'
import { isLabels, type Loss } from '../../model/losses/loss.js'
import { rowsOf } from '../../model/losses/shared/target-rows.js'
import { lossOf } from '../../model/losses/table.js'
import type { ShapedGraph } from '../../model/shapes.js'
import type { FloatArray } from '../../runtime/dtype.js'

/** The losses with what their options left to the targets. */
export const settledBy = (losses: readonly Loss[], { targets, count, weights }: Samples): Loss[] =>
  losses.map((loss, k) => (loss.settled ? lossOf(loss.settled(rowsOf(targets[k], count, weights))) : loss))

/** Parameters whose output biases start where the losses ask, but for those that are not 0: they have been trained. */
export function startingParams(
  params: FloatArray,
  { nodes, outputs }: ShapedGraph,
  losses: readonly Loss[],
  { targets, count, weights }: Samples,
): FloatArray {
  const result = params.slice()
  outputs.forEach((at, k) => {
    const { node, slots, units } = nodes[at]
    const free = node.kind === 'dense' && node.activation === 'linear' && node.bias && !isFrozen(node)
    if (!free || isLabels(targets[k])) return
    const start = losses[k].startBias?.(rowsOf(targets[k], count, weights))
    const bias = slots[slots.length - 1].offset
    for (let unit = 0; start && unit < units; unit++) if (result[bias + unit] === 0) result[bias + unit] = start[unit]
  })
  return result
}
