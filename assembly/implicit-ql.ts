import { Lanes } from './lanes'

/**
 * Eigenvalues of a symmetric tridiagonal matrix by QL with Wilkinson's shift, the rotations applied to the rows of V as
 * they come (Golub & Van Loan, Matrix Computations, 8.3.5; EISPACK's imtql2, transposed).
 */
@final
export class ImplicitQL {
  /** Sweeps for one eigenvalue; two or three are the rule. */
  @inline private static get most(): i32 {
    return 60
  }

  /**
   * `diagonal` (n numbers of size ~1) becomes the eigenvalues in no order; `off`[i] = T[i, i − 1] is used up. Row k of V
   * (n × n) becomes Σ_j Z[j, k]·V[j, :], T = ZDZᵀ. Returns −1, or the index of the eigenvalue that did not converge.
   */
  static run(diagonal: usize, off: usize, n: i32, V: usize, ldv: i32): i32 {
    // From here on off[i] couples i and i + 1.
    memory.copy(off, off + 8, (<usize>(n - 1)) << 3)
    store<f64>(off + ((<usize>(n - 1)) << 3), 0)
    for (let l = 0; l < n; l++) {
      let left = ImplicitQL.most
      let m = ImplicitQL.split(diagonal, off, n, l, 1e-30)
      while (m > l) {
        if (left-- === 0) return l
        ImplicitQL.sweep(diagonal, off, l, m, V, ldv, n)
        m = ImplicitQL.split(diagonal, off, n, l, ImplicitQL.least(left))
      }
    }
    return -1
  }

  /**
   * A coupling that is nothing in a matrix of size 1. Where a singular block of it is small throughout, the roundings of the
   * large one keep couplings far above those of the block: after half of the sweeps what is a rounding of the whole goes.
   */
  @inline private static least(left: i32): f64 {
    if (left > ImplicitQL.most / 2) return 1e-30
    return left > ImplicitQL.most / 4 ? f64.EPSILON * 0.5 : f64.EPSILON * 8
  }

  /** The first m ≥ l whose coupling to m + 1 rounds away, or is at most `least`. */
  private static split(diagonal: usize, off: usize, n: i32, l: i32, least: f64): i32 {
    for (let m = l; m < n - 1; m++) {
      const at = (<usize>m) << 3
      const size = abs(load<f64>(diagonal + at)) + abs(load<f64>(diagonal + at, 8))
      if (abs(load<f64>(off + at)) <= max(f64.EPSILON * 0.5 * size, least)) return m
    }
    return n - 1
  }

  private static sweep(diagonal: usize, off: usize, l: i32, m: i32, V: usize, ldv: i32, n: i32): void {
    const first = (<usize>l) << 3
    const last = (<usize>m) << 3
    const coupling = load<f64>(off + first)
    const d = load<f64>(diagonal + first)
    const half = (load<f64>(diagonal + first, 8) - d) / (2 * coupling)
    const shift = d - coupling / (half + copysign<f64>(ImplicitQL.hypotenuse(half, 1), half))
    let g = load<f64>(diagonal + last) - shift
    let s: f64 = 1
    let c: f64 = 1
    let p: f64 = 0
    for (let i = m - 1; i >= l; i--) {
      const at = (<usize>i) << 3
      const f = s * load<f64>(off + at)
      const b = c * load<f64>(off + at)
      const r = ImplicitQL.hypotenuse(f, g)
      store<f64>(off + at, r, 8)
      if (r === 0) {
        store<f64>(diagonal + at, load<f64>(diagonal + at, 8) - p, 8)
        store<f64>(off + last, 0)
        return
      }
      s = f / r
      c = g / r
      g = load<f64>(diagonal + at, 8) - p
      const t = (load<f64>(diagonal + at) - g) * s + 2 * c * b
      p = s * t
      store<f64>(diagonal + at, g + p, 8)
      g = c * t - b
      const row = V + ((<usize>i * ldv) << 3)
      ImplicitQL.rotate(row, row + ((<usize>ldv) << 3), c, s, n)
    }
    store<f64>(diagonal + first, load<f64>(diagonal + first) - p)
    store<f64>(off + first, g)
    store<f64>(off + last, 0)
  }

  /** √(a² + b²) without underflow, which would make a rotation that is none. */
  @inline private static hypotenuse(a: f64, b: f64): f64 {
    const large = max(abs(a), abs(b))
    if (large === 0) return 0
    const ratio = min(abs(a), abs(b)) / large
    return large * sqrt(1 + ratio * ratio)
  }

  /** x, y ← c·x − s·y, s·x + c·y. */
  private static rotate(x: usize, y: usize, cosine: f64, sine: f64, count: i32): void {
    const c = f64x2.splat(cosine)
    const s = f64x2.splat(sine)
    for (; count > 0; count -= 2) {
      const some = min(count, 2)
      const a = Lanes.load<f64>(x, some)
      const b = Lanes.load<f64>(y, some)
      Lanes.store<f64>(x, Lanes.nmadd<f64>(s, b, f64x2.mul(c, a)), some)
      Lanes.store<f64>(y, Lanes.madd<f64>(s, a, f64x2.mul(c, b)), some)
      x += 16
      y += 16
    }
  }
}
