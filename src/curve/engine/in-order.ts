/**
 * The nearest values that do not fall along `order` (pool adjacent violators, Ayer et al. 1955, each counting alike): neighbours
 * that would change places share their mean. Returns whether any moved.
 */
export function putInOrder(p: Float64Array, order: Int32Array): boolean {
  const sums: number[] = []
  const counts: number[] = []
  let moved = false
  for (const k of order) {
    sums.push(p[k])
    counts.push(1)
    for (
      let last = sums.length - 1;
      last > 0 && sums[last] * counts[last - 1] < sums[last - 1] * counts[last];
      last--
    ) {
      sums[last - 1] += sums.pop() as number
      counts[last - 1] += counts.pop() as number
      moved = true
    }
  }
  if (!moved) return false
  let at = 0
  sums.forEach((sum, group) => {
    for (let member = 0; member < counts[group]; member++) p[order[at++]] = sum / counts[group]
  })
  return true
}
