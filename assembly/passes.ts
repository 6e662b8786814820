import { Lanes } from './lanes'
import { Wide } from './wide'

/**
 * Passes over a parameter vector that move it and sum squares on the way. They go by blocks of 4096 numbers and leave
 * each block's sums in memory of their own, so that no cut over threads changes a bit of the total.
 */
@final
export class Passes {
  static readonly block: i32 = 4096

  /** sum + Σ x² over the lanes, in float64. */
  @inline static squares<T extends number>(sum: v128, x: v128): v128 {
    const low = Wide.low<T>(x)
    sum = Lanes.madd<f64>(low, low, sum)
    if (sizeof<T>() === 8) return sum
    const high = Wide.high(x)
    return Lanes.madd<f64>(high, high, sum)
  }
}
