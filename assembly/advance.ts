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
      const end = min((b + 1) * Passes.block, count)
      let sum = f64x2.splat(0)
      for (let i = b * Passes.block; i < end; i += width) {
        const at = <usize>i * sizeof<T>()
        const some = min(end - i, width)
        const di = Lanes.load<T>(d + at, some)
        sum = Passes.squares<T>(sum, di)
        Lanes.store<T>(next + at, Lanes.madd<T>(a, di, Lanes.load<T>(theta + at, some)), some)
      }
      store<f64>(sums + ((<usize>b) << 3), Wide.sum(sum))
    }
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
