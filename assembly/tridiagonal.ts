import { Lanes } from './lanes'
import { axpyF64 } from './vector'
import { Wide } from './wide'

/**
 * A = QTQᵀ by Householder reflectors from the last row up, each in the row that it clears, so that every pass is along
 * rows of the lower triangle (Golub & Van Loan, Matrix Computations, 8.3.1).
 */
@final
export class Tridiagonal {
  /**
   * Squares of numbers up to 1 whose sum is below this are as good as zero: some of them have underflowed, and a
   * reflector of the others would not be orthogonal.
   */
  @inline private static get least(): f64 {
    return 1e-280
  }

  /**
   * The lower triangle of A (n × n, |a| < 4) becomes the reflectors' vectors below the diagonal of T; `off`[i] is
   * T[i, i − 1], `norms`[i] half the squared norm of row i's vector, 0 where there is none. `product`: n numbers.
   */
  static reduce(A: usize, n: i32, lda: i32, off: usize, norms: usize, product: usize): void {
    for (let i = n - 1; i > 0; i--) {
      const u = Tridiagonal.row(A, lda, i)
      const last = u + ((<usize>(i - 1)) << 3)
      const corner = load<f64>(last)
      const squares = Wide.dot<f64>(u, u, i - 1)
      if (squares < Tridiagonal.least) {
        store<f64>(off + ((<usize>i) << 3), corner)
        store<f64>(norms + ((<usize>i) << 3), 0)
        continue
      }
      const length = sqrt(squares + corner * corner)
      const mirrored = corner > 0 ? -length : length
      const half = length * length - mirrored * corner
      store<f64>(last, corner - mirrored)
      store<f64>(off + ((<usize>i) << 3), mirrored)
      store<f64>(norms + ((<usize>i) << 3), half)
      Tridiagonal.reflect(A, i, lda, u, half, product)
    }
    store<f64>(off, 0)
  }

  /** The leading m × m triangle becomes that of PAP, P = I − uuᵀ/half: p = Au/half, q = p − (uᵀp / 2half)·u, A −= uqᵀ + quᵀ. */
  private static reflect(A: usize, m: i32, lda: i32, u: usize, half: f64, p: usize): void {
    for (let j = 0; j < m; j++) {
      const row = Tridiagonal.row(A, lda, j)
      const own = load<f64>(u + ((<usize>j) << 3))
      const sum = Tridiagonal.both(row, u, own, p, j)
      store<f64>(p + ((<usize>j) << 3), sum + load<f64>(row + ((<usize>j) << 3)) * own)
    }
    const scale = 1 / half
    axpyF64(-0.5 * scale * Wide.dot<f64>(u, p, m), u, p, 0, m)
    for (let j = 0; j < m; j++) {
      const row = Tridiagonal.row(A, lda, j)
      const uj = scale * load<f64>(u + ((<usize>j) << 3))
      Tridiagonal.subtract(row, uj, p, scale * load<f64>(p + ((<usize>j) << 3)), u, j + 1)
    }
  }

  /**
   * The rows of A, which `reduce` has left, become those of Qᵀ = P₁P₂ ⋯ Pₙ₋₁, and `diagonal` that of T. `norms` may be
   * `diagonal`.
   */
  static accumulate(A: usize, n: i32, lda: i32, norms: usize, diagonal: usize): void {
    for (let i = 0; i < n; i++) {
      const u = Tridiagonal.row(A, lda, i)
      const own = u + ((<usize>i) << 3)
      const half = i > 0 ? load<f64>(norms + ((<usize>i) << 3)) : 0
      store<f64>(diagonal + ((<usize>i) << 3), load<f64>(own))
      for (let r = 0; r < i; r++) {
        const row = Tridiagonal.row(A, lda, r)
        if (half > 0) axpyF64(-Wide.dot<f64>(row, u, i) / half, u, row, 0, i)
        store<f64>(row + ((<usize>i) << 3), 0)
      }
      memory.fill(u, 0, (<usize>i) << 3)
      store<f64>(own, 1)
    }
  }

  @inline private static row(A: usize, lda: i32, i: i32): usize {
    return A + ((<usize>i * lda) << 3)
  }

  /** p += α·row, and ⟨row, u⟩, over `count` numbers: one pass over the row for both halves of a symmetric product. */
  private static both(row: usize, u: usize, alpha: f64, p: usize, count: i32): f64 {
    const a = f64x2.splat(alpha)
    let s0 = f64x2.splat(0)
    let s1 = s0
    for (; count >= 4; count -= 4) {
      const r0 = v128.load(row)
      const r1 = v128.load(row, 16)
      s0 = Lanes.madd<f64>(r0, v128.load(u), s0)
      s1 = Lanes.madd<f64>(r1, v128.load(u, 16), s1)
      v128.store(p, Lanes.madd<f64>(a, r0, v128.load(p)))
      v128.store(p, Lanes.madd<f64>(a, r1, v128.load(p, 16)), 16)
      row += 32
      u += 32
      p += 32
    }
    for (; count > 0; count -= 2) {
      const some = min(count, 2)
      const r = Lanes.load<f64>(row, some)
      s0 = Lanes.madd<f64>(r, Lanes.load<f64>(u, some), s0)
      Lanes.store<f64>(p, Lanes.madd<f64>(a, r, Lanes.load<f64>(p, some)), some)
      row += 16
      u += 16
      p += 16
    }
    return Wide.sum(f64x2.add(s0, s1))
  }

  /** row −= α·x + β·y over `count` numbers. */
  private static subtract(row: usize, alpha: f64, x: usize, beta: f64, y: usize, count: i32): void {
    const a = f64x2.splat(alpha)
    const b = f64x2.splat(beta)
    for (; count > 0; count -= 2) {
      const some = min(count, 2)
      const less = Lanes.nmadd<f64>(a, Lanes.load<f64>(x, some), Lanes.load<f64>(row, some))
      Lanes.store<f64>(row, Lanes.nmadd<f64>(b, Lanes.load<f64>(y, some), less), some)
      row += 16
      x += 16
      y += 16
    }
  }
}
