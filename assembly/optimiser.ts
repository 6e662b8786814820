import { Lanes } from './lanes'
import { Passes } from './passes'
import { Wide } from './wide'

/** Σ g² and Σ (next − θ)² of one block, after it has moved. */
@final
class Squares {
  static put<T extends number>(theta: usize, g: usize, next: usize, sums: usize, b: i32, count: i32): void {
    const first = b * Passes.block
    const at = <usize>first * sizeof<T>()
    const length = min(Passes.block, count - first)
    const pair = sums + ((<usize>b) << 4)
    store<f64>(pair, Wide.dot<T>(g + at, g + at, length))
    store<f64>(pair, Wide.squaredDistance<T>(next + at, theta + at, length), 8)
  }
}

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
    const r = v128.splat<T>(rate)
    const m = v128.splat<T>(mu)
    const width = Lanes.count<T>()
    for (let b = from; b < to; b++) {
      const end = min((b + 1) * Passes.block, count)
      let i = b * Passes.block
      for (; i + width <= end; i += width) Momentum.at<T>(theta, g, v, next, r, m, i, width)
      if (i < end) Momentum.at<T>(theta, g, v, next, r, m, i, end - i)
      Squares.put<T>(theta, g, next, sums, b, count)
    }
  }

  @inline private static at<T extends number>(
    theta: usize,
    g: usize,
    v: usize,
    next: usize,
    rate: v128,
    mu: v128,
    i: i32,
    count: i32,
  ): void {
    const at = <usize>i * sizeof<T>()
    const vi = Lanes.madd<T>(mu, Lanes.load<T>(v + at, count), Lanes.load<T>(g + at, count))
    Lanes.store<T>(v + at, vi, count)
    Lanes.store<T>(next + at, Lanes.nmadd<T>(rate, vi, Lanes.load<T>(theta + at, count)), count)
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
      let i = b * Passes.block
      for (; i + width <= end; i += width) Adam.at<T>(theta, g, m, v, next, b1, a1, b2, a2, step, unbias, e, i, width)
      if (i < end) Adam.at<T>(theta, g, m, v, next, b1, a1, b2, a2, step, unbias, e, i, end - i)
      Squares.put<T>(theta, g, next, sums, b, count)
    }
  }

  @inline private static at<T extends number>(
    theta: usize,
    g: usize,
    m: usize,
    v: usize,
    next: usize,
    b1: v128,
    a1: v128,
    b2: v128,
    a2: v128,
    step: v128,
    unbias: v128,
    epsilon: v128,
    i: i32,
    count: i32,
  ): void {
    const at = <usize>i * sizeof<T>()
    const gi = Lanes.load<T>(g + at, count)
    const mi = Lanes.madd<T>(b1, Lanes.load<T>(m + at, count), v128.mul<T>(a1, gi))
    const vi = Lanes.madd<T>(b2, Lanes.load<T>(v + at, count), v128.mul<T>(a2, v128.mul<T>(gi, gi)))
    Lanes.store<T>(m + at, mi, count)
    Lanes.store<T>(v + at, vi, count)
    const root = v128.add<T>(v128.sqrt<T>(v128.mul<T>(vi, unbias)), epsilon)
    const move = v128.div<T>(v128.mul<T>(step, mi), root)
    Lanes.store<T>(next + at, v128.sub<T>(Lanes.load<T>(theta + at, count), move), count)
  }
}

/**
 * v[i] = μ·v[i] + g[i]; next[i] = θ[i] − rate·v[i] for blocks [from, to) of Passes.block numbers out of `count`;
 * sums[2b] = Σ g[i]², sums[2b+1] = Σ (next[i] − θ[i])² over block b, in float64. No two overlap.
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
 * same terms. c₁ = 1 − β₁ᵗ and c₂ = 1 − β₂ᵗ are the caller's (Kingma & Ba 2015, algorithm 1).
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
