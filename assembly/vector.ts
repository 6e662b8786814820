import { Lanes } from './lanes'
import { Wide } from './wide'

@final
class Vector {
  static axpy<T extends number>(alpha: T, x: usize, y: usize, from: i32, to: i32): void {
    const a = v128.splat<T>(alpha)
    const width = Lanes.count<T>()
    let i = from
    for (; i + width <= to; i += width) Vector.axpyAt<T>(a, x, y, i, width)
    if (i < to) Vector.axpyAt<T>(a, x, y, i, to - i)
  }

  @inline private static axpyAt<T extends number>(a: v128, x: usize, y: usize, i: i32, count: i32): void {
    const at = <usize>i * sizeof<T>()
    Lanes.store<T>(y + at, Lanes.madd<T>(a, Lanes.load<T>(x + at, count), Lanes.load<T>(y + at, count)), count)
  }

  static axpby<T extends number>(alpha: T, x: usize, beta: T, y: usize, out: usize, from: i32, to: i32): void {
    const a = v128.splat<T>(alpha)
    const b = v128.splat<T>(beta)
    const width = Lanes.count<T>()
    let i = from
    for (; i + width <= to; i += width) Vector.axpbyAt<T>(a, x, b, y, out, i, width)
    if (i < to) Vector.axpbyAt<T>(a, x, b, y, out, i, to - i)
  }

  @inline private static axpbyAt<T extends number>(
    a: v128,
    x: usize,
    b: v128,
    y: usize,
    out: usize,
    i: i32,
    count: i32,
  ): void {
    const at = <usize>i * sizeof<T>()
    const scaled = v128.mul<T>(b, Lanes.load<T>(y + at, count))
    Lanes.store<T>(out + at, Lanes.madd<T>(a, Lanes.load<T>(x + at, count), scaled), count)
  }

  static scale<T extends number>(alpha: T, x: usize, from: i32, to: i32): void {
    if (alpha === 0) {
      memory.fill(x + <usize>from * sizeof<T>(), 0, <usize>max(to - from, 0) * sizeof<T>())
      return
    }
    const a = v128.splat<T>(alpha)
    const width = Lanes.count<T>()
    let i = from
    for (; i + width <= to; i += width) Vector.scaleAt<T>(a, x, i, width)
    if (i < to) Vector.scaleAt<T>(a, x, i, to - i)
  }

  @inline private static scaleAt<T extends number>(a: v128, x: usize, i: i32, count: i32): void {
    const at = x + <usize>i * sizeof<T>()
    Lanes.store<T>(at, v128.mul<T>(a, Lanes.load<T>(at, count)), count)
  }

  static dot<T extends number>(x: usize, y: usize, from: i32, to: i32): f64 {
    const at = <usize>from * sizeof<T>()
    return Wide.dot<T>(x + at, y + at, to - from)
  }
}

/** y[i] += α·x[i], i in [from, to). x may be y. */
export function axpyF32(alpha: f64, x: usize, y: usize, from: i32, to: i32): void {
  Vector.axpy<f32>(<f32>alpha, x, y, from, to)
}

export function axpyF64(alpha: f64, x: usize, y: usize, from: i32, to: i32): void {
  Vector.axpy<f64>(<f64>alpha, x, y, from, to)
}

/** out[i] = α·x[i] + β·y[i], i in [from, to). out may be x or y. */
export function axpbyF32(alpha: f64, x: usize, beta: f64, y: usize, out: usize, from: i32, to: i32): void {
  Vector.axpby<f32>(<f32>alpha, x, <f32>beta, y, out, from, to)
}

export function axpbyF64(alpha: f64, x: usize, beta: f64, y: usize, out: usize, from: i32, to: i32): void {
  Vector.axpby<f64>(<f64>alpha, x, <f64>beta, y, out, from, to)
}

/** x[i] *= α, i in [from, to); α = 0 stores zeros whatever x holds. */
export function scaleF32(alpha: f64, x: usize, from: i32, to: i32): void {
  Vector.scale<f32>(<f32>alpha, x, from, to)
}

export function scaleF64(alpha: f64, x: usize, from: i32, to: i32): void {
  Vector.scale<f64>(<f64>alpha, x, from, to)
}

/** Σ x[i]·y[i], i in [from, to), products and sum in float64. The order of the sum depends on to − from alone. */
export function dotF32(x: usize, y: usize, from: i32, to: i32): f64 {
  return Vector.dot<f32>(x, y, from, to)
}

export function dotF64(x: usize, y: usize, from: i32, to: i32): f64 {
  return Vector.dot<f64>(x, y, from, to)
}

/** Σ x[i]², i in [from, to), products and sum in float64. */
export function sumSquaresF32(x: usize, from: i32, to: i32): f64 {
  return Vector.dot<f32>(x, x, from, to)
}

export function sumSquaresF64(x: usize, from: i32, to: i32): f64 {
  return Vector.dot<f64>(x, x, from, to)
}
