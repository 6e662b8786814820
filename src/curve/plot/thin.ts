/** Points that can be drawn one by one. */
export const MOST_POINTS = 2000

/** The lowest and the highest of points that are drawn as one stroke. */
export type Stroke = readonly [lowest: number, highest: number]

/**
 * What to draw of points in pixels, as their indices: each of a few as a stroke from itself to itself; of many one stroke
 * for each column of pixels, which looks the same.
 */
export function strokesOf(x: ArrayLike<number>, y: ArrayLike<number>): Stroke[] {
  const all = Array.from(x, (_, k) => k).filter(k => Number.isFinite(x[k]) && Number.isFinite(y[k]))
  if (all.length <= MOST_POINTS) return all.map(k => [k, k])
  const columns = new Map<number, [lowest: number, highest: number]>()
  for (const k of all) {
    const column = Math.floor(x[k])
    const found = columns.get(column)
    if (!found) columns.set(column, [k, k])
    // Pixels count from above.
    else if (y[k] > y[found[0]]) found[0] = k
    else if (y[k] < y[found[1]]) found[1] = k
  }
  return [...columns.values()]
}
