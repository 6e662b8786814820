import type { Smw } from './smw-options.js'

/** Steps over which the memory grows: as many as make a run whose precision of λ is whole. */
const STEPS = 1000

/**
 * SPRING's μ after so many batches: the memory h = 1/(1 − μ) goes from that of `momentum` to that of
 * `momentumEnd` in equal parts, so that no early direction is carried for long.
 */
export function momentumAt(
  { momentum, momentumEnd = momentum }: Pick<Smw, 'momentum' | 'momentumEnd'>,
  batches: number,
): number {
  if (momentum === 0 || batches === 0) return momentum
  const [from, to] = [1 / (1 - momentum), 1 / (1 - Math.max(momentum, momentumEnd))]
  return to > from ? 1 - 1 / (from + (to - from) * Math.min(batches / STEPS, 1)) : momentum
}
