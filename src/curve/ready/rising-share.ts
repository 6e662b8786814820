import { floats } from '../algebra/floats.js'

/** Where a + b / (1 + exp(−slope (t − middle))) comes nearest to points. */
export interface RisingShare {
  readonly middle: number
  /** Above 0: a curve that falls has b < 0. */
  readonly slope: number
  readonly a: number
  readonly b: number
}

/** Rounds of single steps, that halve where none helps. */
const HALVINGS = 5
/** Exponents of larger size are as good as infinite. */
const LARGEST_EXPONENT = 700
/** A share whose spread is less of its squares is the same at all points. */
const LEAST_SPREAD = 1e-12

/**
 * Middle and slope by search, a and b by their closed form: the best of a grid of middles (evenly over `range` from `from`) and
 * slopes (evenly in the logarithm, 2 to 40 over `range`), then single steps. Thousands of small fits begin here, so that a pair
 * costs a division a point: exponentials of the points serve all middles of a slope.
 * @param t finite, or −∞ where the share is 0
 */
export function risingShare(t: Float64Array, y: Float64Array, from: number, range: number): RisingShare {
  const n = t.length
  const powers = floats(n)
  let mean = 0
  for (let i = 0; i < n; i++) mean += y[i] / n
  let logSlope = Number.NaN
  let slope = 0
  /** Mean of the share at the pair last looked at, its squares about it, and their products with y. */
  const [MEAN, SPREAD, PRODUCT] = [0, 1, 2]
  const seen = floats(3)

  /** How much of Σ(y − mean)² the pair takes away. */
  const gain = (middle: number, log: number): number => {
    if (log !== logSlope) {
      logSlope = log
      slope = Math.exp(log)
      for (let i = 0; i < n; i++) powers[i] = Math.exp(Math.min(-slope * (t[i] - from), LARGEST_EXPONENT))
    }
    const shift = Math.exp(Math.min(slope * (middle - from), LARGEST_EXPONENT))
    let sum = 0
    let squares = 0
    let product = 0
    for (let i = 0; i < n; i++) {
      const share = 1 / (1 + powers[i] * shift)
      sum += share
      squares += share * share
      product += share * (y[i] - mean)
    }
    const spread = squares - (sum * sum) / n
    if (!(spread > LEAST_SPREAD * squares)) return 0
    seen[MEAN] = sum / n
    seen[SPREAD] = spread
    seen[PRODUCT] = product
    return (product * product) / spread
  }

  let best = { middle: from, log: Math.log(2 / range), gain: -1 }
  const better = (middle: number, log: number): boolean => {
    const found = gain(middle, log)
    if (!(found > best.gain)) return false
    best = { middle, log, gain: found }
    return true
  }
  const [middles, slopes] = [9, 4]
  const [shift, turn] = [range / middles, Math.log(20) / slopes]
  for (let j = 0; j <= slopes; j++)
    for (let k = 0; k <= middles; k++) better(from + k * shift, Math.log(2 / range) + j * turn)
  for (let round = 0, size = 0.5; round < HALVINGS; round++, size /= 2)
    for (const [right, steeper] of [
      [size * shift, 0],
      [0, size * turn],
    ])
      for (const sign of [1, -1]) {
        const step = () => better(best.middle + sign * right, best.log + sign * steeper)
        if (step()) {
          step()
          break
        }
      }
  const b = gain(best.middle, best.log) > 0 ? seen[PRODUCT] / seen[SPREAD] : 0
  return { middle: best.middle, slope, a: mean - b * seen[MEAN], b }
}
