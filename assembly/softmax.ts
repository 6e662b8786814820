import { Lanes } from './lanes'
import { Exp } from './math/exp'
import { Log } from './math/log'
import { Wide } from './wide'

@final
class Softmax {
  /** The greatest of a row; NaN if one is NaN. */
  @inline private static top<T extends number>(z: usize, cols: i32): v128 {
    const width = Lanes.count<T>()
    let top = v128.splat<T>(<T>-Infinity)
    let c = 0
    for (; c + width <= cols; c += width) top = v128.max<T>(top, v128.load(z + <usize>c * sizeof<T>()))
    for (; c < cols; c++) top = v128.max<T>(top, v128.load_splat<T>(z + <usize>c * sizeof<T>()))
    if (sizeof<T>() === 4) top = v128.max<T>(top, v128.shuffle<f32>(top, top, 1, 0, 3, 2))
    return v128.max<T>(top, v128.shuffle<f64>(top, top, 1, 0))
  }

  /** Σ e^(z − top), in float64. */
  @inline private static total<T extends number>(z: usize, top: v128, cols: i32): f64 {
    const width = Lanes.count<T>()
    let sum = f64x2.splat(0)
    let c = 0
    for (; c + width <= cols; c += width) {
      sum = Softmax.add<T>(sum, Exp.of<T>(v128.sub<T>(v128.load(z + <usize>c * sizeof<T>()), top)))
    }
    if (c < cols) {
      const e = Exp.of<T>(v128.sub<T>(Lanes.loadSome<T>(z + <usize>c * sizeof<T>(), cols - c), top))
      sum = Softmax.add<T>(sum, v128.and(e, Lanes.first<T>(cols - c)))
    }
    return Wide.sum(sum)
  }

  @inline private static add<T extends number>(sum: v128, e: v128): v128 {
    sum = f64x2.add(sum, Wide.low<T>(e))
    return sizeof<T>() === 4 ? f64x2.add(sum, Wide.high(e)) : sum
  }

  static log<T extends number>(Z: usize, ldz: i32, out: usize, ldo: i32, cols: i32, from: i32, to: i32): void {
    const width = Lanes.count<T>()
    for (let r = from; r < to; r++) {
      const z = Z + <usize>r * ldz * sizeof<T>()
      const o = out + <usize>r * ldo * sizeof<T>()
      const top = Softmax.top<T>(z, cols)
      const sum = f64x2.extract_lane(Log.of<f64>(f64x2.splat(Softmax.total<T>(z, top, cols))), 0)
      const log = v128.splat<T>(<T>sum)
      let c = 0
      for (; c + width <= cols; c += width) Softmax.logAt<T>(z, o, top, log, c, width)
      if (c < cols) Softmax.logAt<T>(z, o, top, log, c, cols - c)
    }
  }

  @inline private static logAt<T extends number>(z: usize, o: usize, top: v128, log: v128, c: i32, count: i32): void {
    const at = <usize>c * sizeof<T>()
    Lanes.store<T>(o + at, v128.sub<T>(v128.sub<T>(Lanes.load<T>(z + at, count), top), log), count)
  }

  static plain<T extends number>(Z: usize, ldz: i32, out: usize, ldo: i32, cols: i32, from: i32, to: i32): void {
    const width = Lanes.count<T>()
    for (let r = from; r < to; r++) {
      const z = Z + <usize>r * ldz * sizeof<T>()
      const o = out + <usize>r * ldo * sizeof<T>()
      const top = Softmax.top<T>(z, cols)
      const inverse = v128.splat<T>(<T>(1 / Softmax.total<T>(z, top, cols)))
      let c = 0
      for (; c + width <= cols; c += width) Softmax.plainAt<T>(z, o, top, inverse, c, width)
      if (c < cols) Softmax.plainAt<T>(z, o, top, inverse, c, cols - c)
    }
  }

  @inline private static plainAt<T extends number>(
    z: usize,
    o: usize,
    top: v128,
    inverse: v128,
    c: i32,
    count: i32,
  ): void {
    const at = <usize>c * sizeof<T>()
    const e = Exp.of<T>(v128.sub<T>(Lanes.load<T>(z + at, count), top))
    Lanes.store<T>(o + at, v128.mul<T>(e, inverse), count)
  }
}

/**
 * out[r,c] = z − m − ln Σ e^(z − m), m the greatest of row r; rows in [from, to), cols ≥ 1; the sum in float64.
 * out may be Z. Error ≤ 3u·(|z − m| + |ln Σ| + 1).
 */
export function logSoftmaxF32(Z: usize, ldz: i32, out: usize, ldo: i32, cols: i32, from: i32, to: i32): void {
  Softmax.log<f32>(Z, ldz, out, ldo, cols, from, to)
}

export function logSoftmaxF64(Z: usize, ldz: i32, out: usize, ldo: i32, cols: i32, from: i32, to: i32): void {
  Softmax.log<f64>(Z, ldz, out, ldo, cols, from, to)
}

/** out[r,c] = e^(z − m) / Σ e^(z − m), m the greatest of row r; rows in [from, to), cols ≥ 1. out may be Z. */
export function softmaxF32(Z: usize, ldz: i32, out: usize, ldo: i32, cols: i32, from: i32, to: i32): void {
  Softmax.plain<f32>(Z, ldz, out, ldo, cols, from, to)
}

export function softmaxF64(Z: usize, ldz: i32, out: usize, ldo: i32, cols: i32, from: i32, to: i32): void {
  Softmax.plain<f64>(Z, ldz, out, ldo, cols, from, to)
}
