import { Lanes } from './lanes'

@final
class SmallSystems {
  /** In place, lower triangle, rows n apart. Returns −1, or the pivot that is not positive. */
  static factor(A: usize, n: i32): i32 {
    const row = (<usize>n) << 3
    for (let i = 0; i < n; i++) {
      const a = A + <usize>i * row
      for (let j = 0; j < i; j++) {
        const b = A + <usize>j * row
        const at = a + ((<usize>j) << 3)
        store<f64>(at, (load<f64>(at) - SmallSystems.dot(a, b, j)) / load<f64>(b + ((<usize>j) << 3)))
      }
      const diagonal = a + ((<usize>i) << 3)
      const pivot = load<f64>(diagonal) - SmallSystems.dot(a, a, i)
      if (!(pivot > 0 && pivot < Infinity)) return i
      store<f64>(diagonal, Math.sqrt(pivot))
    }
    return -1
  }

  /** x := (L Lᵀ)⁻¹ x: both halves go along the rows of L. */
  static solve(L: usize, n: i32, x: usize): void {
    const row = (<usize>n) << 3
    for (let i = 0; i < n; i++) {
      const l = L + <usize>i * row
      const at = x + ((<usize>i) << 3)
      store<f64>(at, (load<f64>(at) - SmallSystems.dot(l, x, i)) / load<f64>(l + ((<usize>i) << 3)))
    }
    for (let i = n - 1; i >= 0; i--) {
      const l = L + <usize>i * row
      const at = x + ((<usize>i) << 3)
      const value = load<f64>(at) / load<f64>(l + ((<usize>i) << 3))
      store<f64>(at, value)
      SmallSystems.subtract(x, value, l, i)
    }
  }

  private static dot(x: usize, y: usize, count: i32): f64 {
    let even = f64x2.splat(0)
    let odd = f64x2.splat(0)
    for (; count >= 4; count -= 4) {
      even = Lanes.madd<f64>(v128.load(x), v128.load(y), even)
      odd = Lanes.madd<f64>(v128.load(x, 16), v128.load(y, 16), odd)
      x += 32
      y += 32
    }
    for (; count > 0; count -= 2) {
      const some = min(count, 2)
      even = Lanes.madd<f64>(Lanes.load<f64>(x, some), Lanes.load<f64>(y, some), even)
      x += 16
      y += 16
    }
    return Lanes.sum<f64>(f64x2.add(even, odd))
  }

  /** x −= factor·y */
  private static subtract(x: usize, factor: f64, y: usize, count: i32): void {
    const f = f64x2.splat(factor)
    for (; count > 0; count -= 2) {
      const some = min(count, 2)
      Lanes.store<f64>(x, Lanes.nmadd<f64>(f, Lanes.load<f64>(y, some), Lanes.load<f64>(x, some)), some)
      x += 16
      y += 16
    }
  }
}

/**
 * The Cholesky factors of many small matrices, in float64 and in place: of block b of [from, to), n × n and n² numbers behind
 * the one before, the lower triangle is read and becomes L; what lies above it stays. status[b], one number each: −1, or
 * the pivot that is not positive or not finite, from whose row on the block is as it was. About n³/6 multiply-adds a block.
 */
export function factorSmallF64(A: usize, n: i32, status: usize, from: i32, to: i32): void {
  const size = (<usize>n * n) << 3
  for (let b = from; b < to; b++) {
    store<f64>(status + ((<usize>b) << 3), <f64>SmallSystems.factor(A + <usize>b * size, n))
  }
}

/** x_b := (L_b L_bᵀ)⁻¹ x_b for the factors of `factorSmallF64`, x_b the n numbers of row b of X, b of [from, to). No overlap. */
export function solveSmallF64(L: usize, n: i32, X: usize, from: i32, to: i32): void {
  const size = (<usize>n * n) << 3
  for (let b = from; b < to; b++) SmallSystems.solve(L + <usize>b * size, n, X + ((<usize>b * n) << 3))
}
