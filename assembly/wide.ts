import { Lanes } from './lanes'

/** Numbers of type T taken to float64, where sums are kept: a vector of float32 is two of float64, of float64 one. */
@final
export class Wide {
  /** Lanes 0 and 1 in float64. */
  @inline static low<T extends number>(v: v128): v128 {
    return sizeof<T>() === 4 ? f64x2.promote_low_f32x4(v) : v
  }

  /** Lanes 2 and 3 in float64; for float32 only. */
  @inline static high(v: v128): v128 {
    return f64x2.promote_low_f32x4(v128.shuffle<f64>(v, v, 1, 1))
  }

  /** Back to type T: for float32 two vectors to one, for float64 `low` alone. */
  @inline static narrow<T extends number>(low: v128, high: v128): v128 {
    if (sizeof<T>() === 8) return low
    return v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2)
  }

  @inline static sum(v: v128): f64 {
    return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1)
  }

  /** sum + Σ x·y over the lanes, products and sum in float64. */
  @inline private static add<T extends number>(sum: v128, x: v128, y: v128): v128 {
    sum = Lanes.madd<f64>(Wide.low<T>(x), Wide.low<T>(y), sum)
    return sizeof<T>() === 4 ? Lanes.madd<f64>(Wide.high(x), Wide.high(y), sum) : sum
  }

  /** Σ x[i]·y[i] over `count` contiguous numbers, in four interleaved sums whose order depends on count alone. */
  static dot<T extends number>(x: usize, y: usize, count: i32): f64 {
    const width = Lanes.count<T>()
    let s0 = f64x2.splat(0)
    let s1 = s0
    let s2 = s0
    let s3 = s0
    for (; count >= 4 * width; count -= 4 * width) {
      s0 = Wide.add<T>(s0, v128.load(x), v128.load(y))
      s1 = Wide.add<T>(s1, v128.load(x, 16), v128.load(y, 16))
      s2 = Wide.add<T>(s2, v128.load(x, 32), v128.load(y, 32))
      s3 = Wide.add<T>(s3, v128.load(x, 48), v128.load(y, 48))
      x += 64
      y += 64
    }
    for (; count >= width; count -= width) {
      s0 = Wide.add<T>(s0, v128.load(x), v128.load(y))
      x += 16
      y += 16
    }
    if (count > 0) s1 = Wide.add<T>(s1, Lanes.loadSome<T>(x, count), Lanes.loadSome<T>(y, count))
    return Wide.sum(f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3)))
  }

  /** Σ (x[i] − y[i])² over `count` contiguous numbers: differences in the type, squares and sums in float64. */
  static squaredDistance<T extends number>(x: usize, y: usize, count: i32): f64 {
    const width = Lanes.count<T>()
    let s0 = f64x2.splat(0)
    let s1 = s0
    for (; count >= 2 * width; count -= 2 * width) {
      const d0 = v128.sub<T>(v128.load(x), v128.load(y))
      const d1 = v128.sub<T>(v128.load(x, 16), v128.load(y, 16))
      s0 = Wide.add<T>(s0, d0, d0)
      s1 = Wide.add<T>(s1, d1, d1)
      x += 32
      y += 32
    }
    for (; count > 0; count -= width) {
      const some = min(count, width)
      const d = v128.sub<T>(Lanes.load<T>(x, some), Lanes.load<T>(y, some))
      s0 = Wide.add<T>(s0, d, d)
      x += 16
      y += 16
    }
    return Wide.sum(f64x2.add(s0, s1))
  }
}
