import { Lanes } from './lanes'
import { Tile } from './micro-kernel'

/**
 * Triangular solves with many right-hand sides. B goes by strips of one tile's columns, L by groups of four rows: what is
 * solved already is taken from the group as a tile, then four steps of substitution finish it. Columns beyond the last
 * whole strip are solved one by one.
 */
@final
export class SolveColumns {
  static lower<T extends number>(L: usize, n: i32, ldl: i32, B: usize, nrhs: i32, ldb: i32): void {
    const strideL = <usize>ldl * sizeof<T>()
    const strideB = <usize>ldb * sizeof<T>()
    let c = 0
    for (; c + Tile.columns<T>() <= nrhs; c += Tile.columns<T>()) {
      const b = B + c * sizeof<T>()
      for (let i = 0; i < n; i += Tile.rows) {
        const rows = min(n - i, Tile.rows)
        const whole = i > 0 && rows === Tile.rows
        if (whole) SolveColumns.subtract<T>(L + i * strideL, strideL, b, strideB, i)
        for (let r = i; r < i + rows; r++) {
          const l = L + r * strideL
          SolveColumns.row<T>(b + r * strideB, l, sizeof<T>(), b, strideB, whole ? i : 0, r, l + r * sizeof<T>())
        }
      }
    }
    for (; c < nrhs; c++) {
      const b = B + c * sizeof<T>()
      for (let r = 0; r < n; r++) {
        const l = L + r * strideL
        SolveColumns.element<T>(b + r * strideB, l, sizeof<T>(), b, strideB, 0, r, l + r * sizeof<T>())
      }
    }
  }

  static transposed<T extends number>(L: usize, n: i32, ldl: i32, B: usize, nrhs: i32, ldb: i32): void {
    const strideL = <usize>ldl * sizeof<T>()
    const strideB = <usize>ldb * sizeof<T>()
    let c = 0
    for (; c + Tile.columns<T>() <= nrhs; c += Tile.columns<T>()) {
      const b = B + c * sizeof<T>()
      for (let i = (n - 1) & ~(Tile.rows - 1); i >= 0; i -= Tile.rows) {
        const next = min(n, i + Tile.rows)
        if (next < n) {
          const l = L + next * strideL + i * sizeof<T>()
          const target = b + i * strideB
          Tile.four<T>(l, strideL, b + next * strideB, strideB, n - next, target, strideB, Tile.subtract)
        }
        for (let r = next - 1; r >= i; r--) {
          const l = L + r * sizeof<T>()
          SolveColumns.row<T>(b + r * strideB, l, strideL, b, strideB, r + 1, next, l + r * strideL)
        }
      }
    }
    for (; c < nrhs; c++) {
      const b = B + c * sizeof<T>()
      for (let r = n - 1; r >= 0; r--) {
        const l = L + r * sizeof<T>()
        SolveColumns.element<T>(b + r * strideB, l, strideL, b, strideB, r + 1, n, l + r * strideL)
      }
    }
  }

  /** One row of a strip: target := (target − Σ_{from ≤ p < to} l[p]·B[p]) / pivot, l stepping by `step` bytes. */
  @inline private static row<T extends number>(
    target: usize,
    l: usize,
    step: usize,
    B: usize,
    strideB: usize,
    from: i32,
    to: i32,
    pivot: usize,
  ): void {
    let left = v128.load(target)
    let right = v128.load(target, 16)
    for (let p = from; p < to; p++) {
      const a = v128.load_splat<T>(l + p * step)
      left = Lanes.nmadd<T>(a, v128.load(B + p * strideB), left)
      right = Lanes.nmadd<T>(a, v128.load(B + p * strideB, 16), right)
    }
    const d = v128.load_splat<T>(pivot)
    v128.store(target, v128.div<T>(left, d))
    v128.store(target, v128.div<T>(right, d), 16)
  }

  /** The same for one element. */
  @inline private static element<T extends number>(
    target: usize,
    l: usize,
    step: usize,
    B: usize,
    strideB: usize,
    from: i32,
    to: i32,
    pivot: usize,
  ): void {
    let value = load<T>(target)
    for (let p = from; p < to; p++) value = <T>(value - load<T>(l + p * step) * load<T>(B + p * strideB))
    store<T>(target, <T>(value / load<T>(pivot)))
  }

  /** Four rows of a strip, rows i … i + 3: B[i + r] −= Σ_{p < i} L[i + r, p]·B[p]. Here L keeps p contiguous. */
  private static subtract<T extends number>(L: usize, strideL: usize, B: usize, strideB: usize, i: i32): void {
    let c00 = v128.splat<T>(<T>0)
    let c01 = c00
    let c10 = c00
    let c11 = c00
    let c20 = c00
    let c21 = c00
    let c30 = c00
    let c31 = c00
    const end = B + i * strideB
    do {
      const b0 = v128.load(B)
      const b1 = v128.load(B, 16)
      const a0 = v128.load_splat<T>(L)
      c00 = Lanes.madd<T>(a0, b0, c00)
      c01 = Lanes.madd<T>(a0, b1, c01)
      const a1 = v128.load_splat<T>(L + strideL)
      c10 = Lanes.madd<T>(a1, b0, c10)
      c11 = Lanes.madd<T>(a1, b1, c11)
      const a2 = v128.load_splat<T>(L + 2 * strideL)
      c20 = Lanes.madd<T>(a2, b0, c20)
      c21 = Lanes.madd<T>(a2, b1, c21)
      const a3 = v128.load_splat<T>(L + 3 * strideL)
      c30 = Lanes.madd<T>(a3, b0, c30)
      c31 = Lanes.madd<T>(a3, b1, c31)
      L += sizeof<T>()
      B += strideB
    } while (B !== end)
    SolveColumns.take<T>(end, c00, c01)
    SolveColumns.take<T>(end + strideB, c10, c11)
    SolveColumns.take<T>(end + 2 * strideB, c20, c21)
    SolveColumns.take<T>(end + 3 * strideB, c30, c31)
  }

  @inline private static take<T extends number>(at: usize, left: v128, right: v128): void {
    v128.store(at, v128.sub<T>(v128.load(at), left))
    v128.store(at, v128.sub<T>(v128.load(at, 16), right), 16)
  }
}
