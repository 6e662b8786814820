import type { Samples } from '../model/feed.js'
import type { HeadSpec } from '../model/heads.js'
import type { Loss } from '../model/losses/loss.js'
import { rowsOf, type TargetRows } from '../model/losses/shared/target-rows.js'
import { lossOf } from '../model/losses/table.js'

const overHeads = (
  { targets, weights, count }: Samples,
  heads: readonly HeadSpec[],
  of: (loss: Loss, rows: TargetRows) => number,
): number =>
  heads.reduce((sum, { loss, weight }, k) => sum + weight * of(lossOf(loss), rowsOf(targets[k], count, weights)), 0)

/** The loss of the best model that gives the same for every sample: the means of the targets, the shares of the classes. */
export const constantLoss = (samples: Samples, heads: readonly HeadSpec[]): number =>
  overHeads(samples, heads, (loss, rows) => loss.constantLoss(rows))

/** What no model's loss is below: only what is above it has a ratio. 0 for most. */
export const leastLoss = (samples: Samples, heads: readonly HeadSpec[]): number =>
  overHeads(samples, heads, (loss, rows) => loss.leastLoss?.(rows) ?? 0)
