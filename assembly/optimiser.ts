import { Lanes } from './lanes'
import { Passes } from './passes'
import { Wide } from './wide'

@final
class Momentum {
  static run<T extends number>(
    theta: usize,
    g: usize,
    v: usize,
    next: usize,
    sums: usize,
    count: i32,
    rate: T,
    mu: T,
    from: i32,
    to: i32,
  ): void {
    const r = v128.splat<T>(<T>-rate)
    const m = v128.splat<T>(mu)
    const width = Lanes.count<T>()
    for (let b = from; b < to; b++) {
      const end = min((b + 1) * Passes.block, count)
      let squares = f64x2.splat(0)
      let moves = squares
      for (let i = b * Passes.block; i < end; i += width) {
        const at = <usize>i * sizeof<T>()
        const some = min(end - i, width)
        const gi = Lanes.load<T>(g + at, some)
        const vi = Lanes.madd<T>(m, Lanes.load<T>(v + at, some), gi)
        squares = Passes.squares<T>(squares, gi)
        moves = Passes.squares<T>(moves, vi)
        Lanes.store<T>(v + at, vi, some)
        Lanes.store<T>(next + at, Lanes.madd<T>(r, vi, Lanes.load<T>(theta + at, some)), some)
      }
      store<f64>(sums + ((<usize>b) << 4), Wide.sum(squares))
      store<f64>(sums + ((<usize>b) << 4), <f64>rate * <f64>rate * Wide.sum(moves), 8)
    }
  }
}

@final
class Adam {
  static run<T extends number>(
    theta: usize,
    g: usize,
    m: usize,
    v: usize,
    next: usize,
    sums: usize,
    count: i32,
    rate: f64,
    beta1: f64,
    beta2: f64,
    epsilon: f64,
    correction1: f64,
    correction2: f64,
    from: i32,
    to: i32,
  ): void {
    const width = Lanes.count<T>()
    const b1 = v128.splat<T>(<T>beta1)
    const b2 = v128.splat<T>(<T>beta2)
    const a1 = v128.splat<T>(<T>(1 - beta1))
    const a2 = v128.splat<T>(<T>(1 - beta2))
    const step = v128.splat<T>(<T>(rate / correction1))
    const unbias = v128.splat<T>(<T>(1 / correction2))
    const e = v128.splat<T>(<T>epsilon)
    for (let b = from; b < to; b++) {
      const end = min((b + 1) * Passes.block, count)
      let squares = f64x2.splat(0)
      let moves = squares
      for (let i = b * Passes.block; i < end; i += width) {
        const at = <usize>i * sizeof<T>()
        const some = min(end - i, width)
        const gi = Lanes.load<T>(g + at, some)
        const mi = Lanes.madd<T>(b1, Lanes.load<T>(m + at, some), v128.mul<T>(a1, gi))
        const vi = Lanes.madd<T>(b2, Lanes.load<T>(v + at, some), v128.mul<T>(a2, v128.mul<T>(gi, gi)))
        Lanes.store<T>(m + at, mi, some)
        Lanes.store<T>(v + at, vi, some)
        const root = v128.add<T>(v128.sqrt<T>(v128.mul<T>(vi, unbias)), e)
        let move = v128.div<T>(v128.mul<T>(step, mi), root)
        // Lanes beyond the last hold 0/ε, or 0/0 where ε = 0.
        if (some < width) move = v128.and(move, Lanes.first<T>(some))
        squares = Passes.squares<T>(squares, gi)
        moves = Passes.squares<T>(moves, move)
        Lanes.store<T>(next + at, v128.sub<T>(Lanes.load<T>(theta + at, some), move), some)
      }
      store<f64>(sums + ((<usize>b) << 4), Wide.sum(squares))
      store<f64>(sums + ((<usize>b) << 4), Wide.sum(moves), 8)
    }
  }
}

/**
 * v[i] = μ·v[i] + g[i]; next[i] = θ[i] − rate·v[i] for blocks [from, to) of advanceBlock numbers out of `count`;
 * sums[2b] = Σ g[i]², sums[2b+1] = Σ (rate·v[i])² over block b, in float64. next may be θ; no others overlap.
 */
export function momentumF32(
  theta: usize,
  g: usize,
  v: usize,
  next: usize,
  sums: usize,
  count: i32,
  rate: f64,
  mu: f64,
  from: i32,
  to: i32,
): void {
  Momentum.run<f32>(theta, g, v, next, sums, count, <f32>rate, <f32>mu, from, to)
}

export function momentumF64(
  theta: usize,
  g: usize,
  v: usize,
  next: usize,
  sums: usize,
  count: i32,
  rate: f64,
  mu: f64,
  from: i32,
  to: i32,
): void {
  Momentum.run<f64>(theta, g, v, next, sums, count, rate, mu, from, to)
}

/**
 * m[i] = β₁m[i] + (1−β₁)g[i]; v[i] = β₂v[i] + (1−β₂)g[i]²; next[i] = θ[i] − rate·(m[i]/c₁) / (√(v[i]/c₂) + ε), on the
 * same terms; the second sum is that of the squares of what θ moved by. c₁ = 1 − β₁ᵗ and c₂ = 1 − β₂ᵗ are the caller's
 * (Kingma & Ba 2015, algorithm 1).
 */
export function adamF32(
  theta: usize,
  g: usize,
  m: usize,
  v: usize,
  next: usize,
  sums: usize,
  count: i32,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  correction1: f64,
  correction2: f64,
  from: i32,
  to: i32,
): void {
  Adam.run<f32>(theta, g, m, v, next, sums, count, rate, beta1, beta2, epsilon, correction1, correction2, from, to)
}

export function adamF64(
  theta: usize,
  g: usize,
  m: usize,
  v: usize,
  next: usize,
  sums: usize,
  count: i32,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  correction1: f64,
  correction2: f64,
  from: i32,
  to: i32,
): void {
  Adam.run<f64>(theta, g, m, v, next, sums, count, rate, beta1, beta2, epsilon, correction1, correction2, from, to)
}
