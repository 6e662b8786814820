import { Lanes } from './lanes'

/** Triangular solves with one contiguous right-hand side x, four rows of L at a time: memory-bound for large n. */
@final
class Solve {
  /** x := L⁻¹·x, row-wise: four dot products share each load of x. */
  static lower(L: usize, n: i32, ldl: i32, x: usize): void {
    const stride = <usize>ldl * 8
    for (let i = 0; i < n; i += 4) {
      const rows = min(n - i, 4)
      const l = L + i * stride
      if (rows === 4 && i > 0) {
        let s0 = v128.splat<f64>(0)
        let s1 = s0
        let s2 = s0
        let s3 = s0
        const end = x + <usize>i * 8
        let l0 = l
        for (let p = x; p < end; p += 16, l0 += 16) {
          const v = v128.load(p)
          s0 = Lanes.madd<f64>(v128.load(l0), v, s0)
          s1 = Lanes.madd<f64>(v128.load(l0 + stride), v, s1)
          s2 = Lanes.madd<f64>(v128.load(l0 + 2 * stride), v, s2)
          s3 = Lanes.madd<f64>(v128.load(l0 + 3 * stride), v, s3)
        }
        Solve.take(end, s0)
        Solve.take(end + 8, s1)
        Solve.take(end + 2 * 8, s2)
        Solve.take(end + 3 * 8, s3)
        Solve.triangle(l, stride, x, i, i, 4)
      } else Solve.triangle(l, stride, x, i, 0, rows)
    }
  }

  /** x := L⁻ᵀ·x, from the last row up: what a row of L has to say is taken from x at once. */
  static transposed(L: usize, n: i32, ldl: i32, x: usize): void {
    const stride = <usize>ldl * 8
    // Groups start at multiples of four, so what lies before one is whole vectors.
    for (let i = (n - 1) & ~3; i >= 0; i -= 4) {
      const rows = min(n - i, 4)
      const l = L + i * stride
      const own = x + <usize>i * 8
      for (let r = rows - 1; r >= 0; r--) {
        let value = load<f64>(own + r * 8)
        for (let s = r + 1; s < rows; s++) {
          const term = load<f64>(l + s * stride + (i + r) * 8) * load<f64>(own + s * 8)
          value = value - term
        }
        store<f64>(own + r * 8, value / load<f64>(l + r * stride + (i + r) * 8))
      }
      if (i === 0) return
      if (rows === 4) {
        const x0 = v128.load_splat<f64>(own)
        const x1 = v128.load_splat<f64>(own, 8)
        const x2 = v128.load_splat<f64>(own, 2 * 8)
        const x3 = v128.load_splat<f64>(own, 3 * 8)
        let l0 = l
        for (let p = x; p < own; p += 16, l0 += 16) {
          let v = Lanes.nmadd<f64>(v128.load(l0), x0, v128.load(p))
          v = Lanes.nmadd<f64>(v128.load(l0 + stride), x1, v)
          v = Lanes.nmadd<f64>(v128.load(l0 + 2 * stride), x2, v)
          v128.store(p, Lanes.nmadd<f64>(v128.load(l0 + 3 * stride), x3, v))
        }
      } else {
        for (let r = 0; r < rows; r++) {
          const xr = v128.load_splat<f64>(own + r * 8)
          let l0 = l + r * stride
          for (let p = x; p < own; p += 16, l0 += 16) v128.store(p, Lanes.nmadd<f64>(v128.load(l0), xr, v128.load(p)))
        }
      }
    }
  }

  /** Subtracts the sum of the lanes from the number at `at`. */
  @inline private static take(at: usize, sum: v128): void {
    store<f64>(at, load<f64>(at) - Lanes.sum<f64>(sum))
  }

  /** Forward substitution for rows i … i + rows, from column `left` on. */
  private static triangle(l: usize, stride: usize, x: usize, i: i32, left: i32, rows: i32): void {
    for (let r = i; r < i + rows; r++, l += stride) {
      let value = load<f64>(x + r * 8)
      for (let p = left; p < r; p++) value = value - load<f64>(l + p * 8) * load<f64>(x + p * 8)
      store<f64>(x + r * 8, value / load<f64>(l + r * 8))
    }
  }
}

/**
 * x := L⁻¹·x in place, in float64. L is n×n, only its lower triangle is read; no alignment asked, no overlap.
 * |Lx − b| ≤ (n + 1)u·|L||x|. A zero on the diagonal divides by zero.
 */
export function solveLowerF64(L: usize, n: i32, ldl: i32, x: usize): void {
  Solve.lower(L, n, ldl, x)
}

/** x := L⁻ᵀ·x in place, on the same terms. */
export function solveLowerTransposedF64(L: usize, n: i32, ldl: i32, x: usize): void {
  Solve.transposed(L, n, ldl, x)
}
