import { Lanes } from './lanes'
import { Exp } from './math/exp'
import { Log } from './math/log'
import { Wide } from './wide'

/** Rows are taken in float64 whatever their type, two numbers at a time: 1 − p of a confident row keeps its digits. */
@final
class Softmax {
  @inline private static pair<T extends number>(z: usize, count: i32): v128 {
    if (sizeof<T>() === 8) return Lanes.load<f64>(z, count)
    return f64x2.promote_low_f32x4(count === 2 ? v128.load64_zero(z) : v128.load32_zero(z))
  }

  static run<T extends number>(
    Z: usize,
    ldz: i32,
    logs: usize,
    probabilities: usize,
    cols: i32,
    from: i32,
    to: i32,
  ): void {
    const rowBytes = (<usize>cols) << 3
    for (let r = from; r < to; r++) {
      const z = Z + <usize>r * ldz * sizeof<T>()
      const log = logs + r * rowBytes
      const p = probabilities + r * rowBytes
      let top: f64 = -Infinity
      for (let c = 0; c < cols; c++) top = max<f64>(top, <f64>load<T>(z + c * sizeof<T>()))
      const greatest = f64x2.splat(top)
      let sum = f64x2.splat(0)
      for (let c = 0; c < cols; c += 2) {
        const count = min(cols - c, 2)
        const d = f64x2.sub(Softmax.pair<T>(z + c * sizeof<T>(), count), greatest)
        const e = Exp.of<f64>(d)
        Lanes.store<f64>(log + (c << 3), d, count)
        Lanes.store<f64>(p + (c << 3), e, count)
        sum = f64x2.add(sum, v128.and(e, Lanes.first<f64>(count)))
      }
      const total = f64x2.splat(Wide.sum(sum))
      const logTotal = Log.of<f64>(total)
      for (let c = 0; c < cols; c += 2) {
        const count = min(cols - c, 2)
        const at = (<usize>c) << 3
        Lanes.store<f64>(log + at, f64x2.sub(Lanes.load<f64>(log + at, count), logTotal), count)
        Lanes.store<f64>(p + at, f64x2.div(Lanes.load<f64>(p + at, count), total), count)
      }
    }
  }
}

/**
 * logs[r,c] = z − m − ln Σ e^(z − m) and probabilities[r,c] = e^(z − m) / Σ e^(z − m), m the greatest of row r; rows in
 * [from, to), cols ≥ 1. Both results are float64 of leading dimension cols, whatever Z is. No overlap.
 */
export function softmaxF32(Z: usize, ldz: i32, logs: usize, probabilities: usize, cols: i32, from: i32, to: i32): void {
  Softmax.run<f32>(Z, ldz, logs, probabilities, cols, from, to)
}

export function softmaxF64(Z: usize, ldz: i32, logs: usize, probabilities: usize, cols: i32, from: i32, to: i32): void {
  Softmax.run<f64>(Z, ldz, logs, probabilities, cols, from, to)
}
