import { Lanes } from './lanes'
import { Passes } from './passes'
import { Wide } from './wide'

@final
class Advance {
  static run<T extends number>(
    theta: usize,
    alpha: T,
    d: usize,
    next: usize,
    sums: usize,
    count: i32,
    from: i32,
    to: i32,
  ): void {
    const a = v128.splat<T>(alpha)
    const width = Lanes.count<T>()
    for (let b = from; b < to; b++) {
      const first = b * Passes.block
      const end = min(first + Passes.block, count)
      const at = <usize>first * sizeof<T>()
      store<f64>(sums + ((<usize>b) << 3), Wide.dot<T>(d + at, d + at, end - first))
      let i = first
      for (; i + width <= end; i += width) Advance.at<T>(theta, a, d, next, i, width)
      if (i < end) Advance.at<T>(theta, a, d, next, i, end - i)
    }
  }

  @inline private static at<T extends number>(theta: usize, a: v128, d: usize, next: usize, i: i32, count: i32): void {
    const at = <usize>i * sizeof<T>()
    Lanes.store<T>(next + at, Lanes.madd<T>(a, Lanes.load<T>(d + at, count), Lanes.load<T>(theta + at, count)), count)
  }
}

/** Numbers in a block of `advance`, `momentum` and `adam`. */
export function advanceBlock(): i32 {
  return Passes.block
}

/**
 * next[i] = θ[i] + α·d[i] and sums[b] = Σ d[i]² over block b, for blocks b in [from, to) of `count` numbers; sums in
 * float64. next may be θ or d.
 */
export function advanceF32(
  theta: usize,
  alpha: f64,
  d: usize,
  next: usize,
  sums: usize,
  count: i32,
  from: i32,
  to: i32,
): void {
  Advance.run<f32>(theta, <f32>alpha, d, next, sums, count, from, to)
}

export function advanceF64(
  theta: usize,
  alpha: f64,
  d: usize,
  next: usize,
  sums: usize,
  count: i32,
  from: i32,
  to: i32,
): void {
  Advance.run<f64>(theta, alpha, d, next, sums, count, from, to)
}
