import { Lanes } from './lanes'

/** Triangular solves with one contiguous right-hand side x, four rows of L at a time: memory-bound for large n. */
@final
export class SolveVector {
  /** x := L⁻¹·x, row-wise: four dot products share each load of x. */
  static lower<T extends number>(L: usize, n: i32, ldl: i32, x: usize): void {
    const stride = <usize>ldl * sizeof<T>()
    for (let i = 0; i < n; i += 4) {
      const rows = min(n - i, 4)
      const l = L + i * stride
      if (rows === 4 && i > 0) {
        let s0 = v128.splat<T>(<T>0)
        let s1 = s0
        let s2 = s0
        let s3 = s0
        const end = x + <usize>i * sizeof<T>()
        let l0 = l
        for (let p = x; p < end; p += 16, l0 += 16) {
          const v = v128.load(p)
          s0 = Lanes.madd<T>(v128.load(l0), v, s0)
          s1 = Lanes.madd<T>(v128.load(l0 + stride), v, s1)
          s2 = Lanes.madd<T>(v128.load(l0 + 2 * stride), v, s2)
          s3 = Lanes.madd<T>(v128.load(l0 + 3 * stride), v, s3)
        }
        SolveVector.take<T>(end, s0)
        SolveVector.take<T>(end + sizeof<T>(), s1)
        SolveVector.take<T>(end + 2 * sizeof<T>(), s2)
        SolveVector.take<T>(end + 3 * sizeof<T>(), s3)
        SolveVector.triangle<T>(l, stride, x, i, i, 4)
      } else SolveVector.triangle<T>(l, stride, x, i, 0, rows)
    }
  }

  /** x := L⁻ᵀ·x, from the last row up: what a row of L has to say is taken from x at once. */
  static transposed<T extends number>(L: usize, n: i32, ldl: i32, x: usize): void {
    const stride = <usize>ldl * sizeof<T>()
    // Groups start at multiples of four, so what lies before one is whole vectors.
    for (let i = (n - 1) & ~3; i >= 0; i -= 4) {
      const rows = min(n - i, 4)
      const l = L + i * stride
      const own = x + <usize>i * sizeof<T>()
      for (let r = rows - 1; r >= 0; r--) {
        let value = load<T>(own + r * sizeof<T>())
        for (let s = r + 1; s < rows; s++) {
          const term = load<T>(l + s * stride + (i + r) * sizeof<T>()) * load<T>(own + s * sizeof<T>())
          value = <T>(value - term)
        }
        store<T>(own + r * sizeof<T>(), <T>(value / load<T>(l + r * stride + (i + r) * sizeof<T>())))
      }
      if (i === 0) return
      if (rows === 4) {
        const x0 = v128.load_splat<T>(own)
        const x1 = v128.load_splat<T>(own, sizeof<T>())
        const x2 = v128.load_splat<T>(own, 2 * sizeof<T>())
        const x3 = v128.load_splat<T>(own, 3 * sizeof<T>())
        let l0 = l
        for (let p = x; p < own; p += 16, l0 += 16) {
          let v = Lanes.nmadd<T>(v128.load(l0), x0, v128.load(p))
          v = Lanes.nmadd<T>(v128.load(l0 + stride), x1, v)
          v = Lanes.nmadd<T>(v128.load(l0 + 2 * stride), x2, v)
          v128.store(p, Lanes.nmadd<T>(v128.load(l0 + 3 * stride), x3, v))
        }
      } else {
        for (let r = 0; r < rows; r++) {
          const xr = v128.load_splat<T>(own + r * sizeof<T>())
          let l0 = l + r * stride
          for (let p = x; p < own; p += 16, l0 += 16) v128.store(p, Lanes.nmadd<T>(v128.load(l0), xr, v128.load(p)))
        }
      }
    }
  }

  /** Subtracts the sum of the lanes from the number at `at`. */
  @inline private static take<T extends number>(at: usize, sum: v128): void {
    store<T>(at, <T>(load<T>(at) - Lanes.sum<T>(sum)))
  }

  /** Forward substitution for rows i … i + rows, from column `left` on. */
  private static triangle<T extends number>(l: usize, stride: usize, x: usize, i: i32, left: i32, rows: i32): void {
    for (let r = i; r < i + rows; r++, l += stride) {
      let value = load<T>(x + r * sizeof<T>())
      for (let p = left; p < r; p++) value = <T>(value - load<T>(l + p * sizeof<T>()) * load<T>(x + p * sizeof<T>()))
      store<T>(x + r * sizeof<T>(), <T>(value / load<T>(l + r * sizeof<T>())))
    }
  }
}
