import type { Random } from '../../random/index.js'

/** Probabilities in proportion to the sizes that sum to `count`, none above 1; sizes of 0 have none. */
export function inclusion(sizes: ArrayLike<number>, count: number): Float64Array {
  const pi = Float64Array.from(sizes, () => 0)
  let open = Array.from({ length: sizes.length }, (_, i) => i).filter(i => sizes[i] > 0)
  let left = Math.min(count, open.length)
  while (open.length > 0) {
    const sum = open.reduce((total, i) => total + sizes[i], 0)
    const certain = open.filter(i => left * sizes[i] >= sum)
    if (certain.length === 0) {
      for (const i of open) pi[i] = (left * sizes[i]) / sum
      break
    }
    for (const i of certain) pi[i] = 1
    left -= certain.length
    open = open.filter(i => pi[i] === 0)
  }
  return pi
}

/**
 * A sample without replacement in which i is with probability pi[i], ascending: two open probabilities at a time meet until one of them
 * is 0 or 1 (Deville & Tillé 1998). Two of a sample are never more likely together than apart, so that no sum
 * over it varies more than one of independent draws.
 */
export function pivotalSample(pi: Float64Array, random: Random): number[] {
  const p = pi.slice()
  let open = -1
  for (let i = 0; i < p.length; i++) {
    if (p[i] <= 0 || p[i] >= 1) continue
    if (open < 0) {
      open = i
      continue
    }
    const sum = p[open] + p[i]
    const draw = random.uniform()
    if (sum < 1) {
      const first = draw * sum < p[open]
      p[first ? i : open] = 0
      p[first ? open : i] = sum
      if (!first) open = i
    } else {
      const first = draw * (2 - sum) < 1 - p[i]
      p[first ? open : i] = 1
      p[first ? i : open] = sum - 1
      if (first) open = i
    }
    if (p[open] <= 0 || p[open] >= 1) open = -1
  }
  // Rounding leaves the last one a little beside 0 or 1.
  return Array.from(p.keys()).filter(i => p[i] >= 0.5)
}
