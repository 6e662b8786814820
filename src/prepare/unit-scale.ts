import type { Samples } from '../model/feed.js'
import { isLabels } from '../model/losses/loss.js'
import { AT_CALL } from './look-over.js'

/** Mean square above which numbers are not of unit scale. */
const MOST = 10

/** Whether inputs and targets, as the network sees them, have a mean square of at most 10, by the first 2 million numbers of each. */
export const ofUnitScale = ({ inputs, targets }: Samples): boolean =>
  [...inputs, ...targets].every(values => isLabels(values) || meanSquare(values) <= MOST)

function meanSquare(values: ArrayLike<number>): number {
  const count = Math.min(values.length, AT_CALL)
  let sum = 0
  for (let i = 0; i < count; i++) sum += values[i] * values[i]
  return count === 0 ? 0 : sum / count
}
