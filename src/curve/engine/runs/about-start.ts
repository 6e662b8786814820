import type { Random } from '../../../random/stream.js'
import type { Problem } from '../problem.js'

/** The share of draws with the other sign. */
const OTHER_SIGN = 0.25

/** A tenth to ten times the start of a parameter of which nothing else is known. */
export function aboutStart({ start, typical }: Problem, k: number, share: number, random: Random): number {
  const size = start[k] || typical[k] || 1
  return (random.uniform() < OTHER_SIGN ? -1 : 1) * size * 10 ** (2 * share - 1)
}

/** A value mirrored into what is open on one side at least. */
export function mirrored(value: number, lower: number, upper: number): number {
  if (value < lower) return 2 * lower - value
  return value > upper ? 2 * upper - value : value
}
