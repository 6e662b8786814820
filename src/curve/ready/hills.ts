/** Spread of the noise: the median of |second differences|, which curves on many points hardly touch. */
export function noiseOf(y: Float64Array): number {
  const seconds = y
    .subarray(2)
    .map((at, i) => Math.abs(at - 2 * y[i + 1] + y[i]))
    .sort()
  return (seconds[seconds.length >> 1] ?? 0) / (0.6745 * Math.sqrt(6))
}

/** Means over 2m + 1 neighbours. */
function means(y: Float64Array, m: number): Float64Array {
  const sums = new Float64Array(y.length + 1)
  for (let i = 0; i < y.length; i++) sums[i + 1] = sums[i] + y[i]
  return y.map((_, i) => {
    const [from, to] = [Math.max(0, i - m), Math.min(y.length, i + m + 1)]
    return (sums[to] - sums[from]) / (to - from)
  })
}

/** The curve as means over so many neighbours that noise is `share` of its highest point, and the noise that is left. */
export function smooth(y: Float64Array, noise: number, share: number): { curve: Float64Array; noise: number } {
  for (let m = 0; ; m = 2 * m + 1) {
    // Twice, so that the steps of the window leave no maxima of their own.
    const curve = m > 0 ? means(means(y, m), m) : y
    const left = noise / Math.sqrt(2 * m + 1)
    if (m > y.length >> 6 || left <= share * curve.reduce((a, b) => Math.max(a, b), 0)) return { curve, noise: left }
  }
}

/**
 * Indices of the `count` most prominent maxima of a curve that stand at least `least` above the higher of the valleys to
 * either side; the valley reaches to the next higher point.
 */
export function hills(curve: Float64Array, least: number, count: number): number[] {
  const found: [at: number, prominence: number][] = []
  const valley = (at: number, direction: number) => {
    let low = curve[at]
    for (let i = at + direction; i >= 0 && i < curve.length && curve[i] <= curve[at]; i += direction)
      low = Math.min(low, curve[i])
    return low
  }
  const last = curve.length - 1
  for (let i = 0; i <= last; i++) {
    if ((i > 0 && curve[i] <= curve[i - 1]) || (i < last && curve[i] < curve[i + 1])) continue
    const prominence = curve[i] - Math.max(i > 0 ? valley(i, -1) : 0, i < last ? valley(i, 1) : 0)
    if (prominence > least) found.push([i, prominence])
  }
  return found
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([at]) => at)
}

/**
 * Full width at half height of the hill at `top`: twice the shorter side. A side that meets a valley first goes on as a
 * gaussian through that valley would.
 */
export function widthOf(x: Float64Array, curve: Float64Array, top: number): number {
  const height = curve[top]
  const side = (direction: number) => {
    let low = top
    for (let i = top + direction; i >= 0 && i < x.length && curve[i] < 1.02 * curve[low]; i += direction) {
      if (curve[i] < curve[low]) low = i
      if (curve[i] > height / 2) continue
      const part = (curve[i - direction] - height / 2) / (curve[i - direction] - curve[i])
      return Math.abs(x[i - direction] + part * (x[i] - x[i - direction]) - x[top])
    }
    return Math.abs(x[low] - x[top]) * Math.sqrt(Math.LN2 / Math.log(height / curve[low])) || Number.POSITIVE_INFINITY
  }
  return 2 * Math.min(side(1), side(-1))
}
