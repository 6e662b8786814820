/** 128-bit vectors of T (f32: 4 lanes, f64: 2), and what both builds must spell the same way. */
@final
export class Lanes {
  /** Lanes in a vector. */
  @inline static count<T extends number>(): i32 {
    return 16 / sizeof<T>()
  }

  /** a·b + c; fused where the build has relaxed SIMD. Every kernel multiplies and adds through this one place. */
  @inline static madd<T extends number>(a: v128, b: v128, c: v128): v128 {
    if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c)
    return v128.add<T>(v128.mul<T>(a, b), c)
  }

  /** c − a·b; fused where the build has relaxed SIMD. */
  @inline static nmadd<T extends number>(a: v128, b: v128, c: v128): v128 {
    if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_nmadd<T>(a, b, c)
    return v128.sub<T>(c, v128.mul<T>(a, b))
  }

  /**
   * Numbers too small to matter as 0, NaN as it is. Only where products are not fused: there a subnormal product costs
   * as much as a hundred others.
   */
  @inline static flush<T extends number>(v: v128): v128 {
    if (ASC_FEATURE_RELAXED_SIMD) return v
    const least = sizeof<T>() === 4 ? f32x4.splat(1e-30) : f64x2.splat(1e-290)
    return v128.andnot(v, v128.lt<T>(v128.abs<T>(v), least))
  }

  /** One of four elements in every lane: float32 from `low`, float64 from `low` and `high`. */
  @inline static spread0<T extends number>(low: v128, high: v128): v128 {
    return sizeof<T>() === 4 ? v128.shuffle<f32>(low, low, 0, 0, 0, 0) : v128.shuffle<f64>(low, low, 0, 0)
  }

  @inline static spread1<T extends number>(low: v128, high: v128): v128 {
    return sizeof<T>() === 4 ? v128.shuffle<f32>(low, low, 1, 1, 1, 1) : v128.shuffle<f64>(low, low, 1, 1)
  }

  @inline static spread2<T extends number>(low: v128, high: v128): v128 {
    return sizeof<T>() === 4 ? v128.shuffle<f32>(low, low, 2, 2, 2, 2) : v128.shuffle<f64>(high, high, 0, 0)
  }

  @inline static spread3<T extends number>(low: v128, high: v128): v128 {
    return sizeof<T>() === 4 ? v128.shuffle<f32>(low, low, 3, 3, 3, 3) : v128.shuffle<f64>(high, high, 1, 1)
  }

  /** The sum of the lanes. */
  @inline static sum<T extends number>(v: v128): T {
    if (sizeof<T>() === 8) return <T>(f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1))
    const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1))
    return <T>(f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1))
  }

  /** The first `count` lanes (1 ≤ count < lanes) from memory, zeros in the others; reads nothing beyond. */
  @inline static loadSome<T extends number>(at: usize, count: i32): v128 {
    if (sizeof<T>() === 8) return v128.load64_zero(at)
    if (count === 1) return v128.load32_zero(at)
    const two = v128.load64_zero(at)
    return count === 2 ? two : v128.load_lane<u32>(at, two, 2, 8)
  }

  /** Writes the first `count` lanes (1 ≤ count < lanes) and nothing beyond. */
  @inline static storeSome<T extends number>(at: usize, value: v128, count: i32): void {
    if (sizeof<T>() === 8) v128.store_lane<u64>(at, value, 0)
    else if (count === 1) v128.store_lane<u32>(at, value, 0)
    else {
      v128.store_lane<u64>(at, value, 0)
      if (count === 3) v128.store_lane<u32>(at, value, 2, 8)
    }
  }

  /** The first `count` lanes, all of them where count says so. */
  @inline static load<T extends number>(at: usize, count: i32): v128 {
    return count === Lanes.count<T>() ? v128.load(at) : Lanes.loadSome<T>(at, count)
  }

  /** Writes the first `count` lanes, all of them where count says so. */
  @inline static store<T extends number>(at: usize, value: v128, count: i32): void {
    if (count === Lanes.count<T>()) v128.store(at, value)
    else Lanes.storeSome<T>(at, value, count)
  }

  /** a + b and a − b of the bit patterns as integers. */
  @inline static addBits<T extends number>(a: v128, b: v128): v128 {
    return sizeof<T>() === 4 ? i32x4.add(a, b) : i64x2.add(a, b)
  }

  @inline static subBits<T extends number>(a: v128, b: v128): v128 {
    return sizeof<T>() === 4 ? i32x4.sub(a, b) : i64x2.sub(a, b)
  }

  /** The low bits of an integer moved to where a number has its exponent, and the exponent moved down to an integer. */
  @inline static toExponent<T extends number>(bits: v128): v128 {
    return sizeof<T>() === 4 ? i32x4.shl(bits, 23) : i64x2.shl(bits, 52)
  }

  @inline static exponent<T extends number>(bits: v128): v128 {
    return sizeof<T>() === 4 ? i32x4.shr_s(bits, 23) : i64x2.shr_s(bits, 52)
  }

  /** The lowest bit moved to where a number has its sign. */
  @inline static toSign<T extends number>(bits: v128): v128 {
    return sizeof<T>() === 4 ? i32x4.shl(bits, 31) : i64x2.shl(bits, 63)
  }

  /** All bits of the first `count` lanes, none of the others. */
  @inline static first<T extends number>(count: i32): v128 {
    return sizeof<T>() === 4
      ? i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count))
      : i64x2.lt_s(i64x2(0, 1), i64x2.splat(count))
  }
}
