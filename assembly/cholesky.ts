import { FactorBlock } from './factor-block'
import { Tile } from './micro-kernel'
import { Triangle } from './triangle'

/** Left-looking by block columns [left, right): the product brings one up to date, then its block and its rows follow. */
@final
class Cholesky {
  static run(A: usize, n: i32, lda: i32, scratch: usize): i32 {
    for (let left = 0; left < n; left += FactorBlock.size) {
      const right = min(left + FactorBlock.size, n)
      Cholesky.update(A, lda, n, left, right, 1, scratch, 0, 1)
      const failed = Cholesky.diagonal(A, lda, left, right, scratch)
      if (failed >= 0) return failed
      Cholesky.below(A, lda, n, left, right, 1, scratch, 0, 1)
    }
    return -1
  }

  static update(
    A: usize,
    lda: i32,
    n: i32,
    left: i32,
    right: i32,
    parts: i32,
    scratch: usize,
    from: i32,
    to: i32,
  ): void {
    if (left === 0 || from >= to) return
    const mode = Tile.subtract
    Triangle.product<f64>(A, lda, false, left, A, lda, mode, 0, 0, 1, 0, scratch, left, right, left, n, parts, from, to)
  }

  static diagonal(A: usize, lda: i32, left: i32, right: i32, scratch: usize): i32 {
    const failed = FactorBlock.diagonal(Cholesky.at(A, lda, left, left), lda, right - left, scratch)
    return failed < 0 ? failed : left + failed
  }

  static below(
    A: usize,
    lda: i32,
    n: i32,
    left: i32,
    right: i32,
    parts: i32,
    scratch: usize,
    from: i32,
    to: i32,
  ): void {
    if (right < n && from < to) FactorBlock.below(A, lda, left, right - left, scratch, right, n, parts, from, to)
  }

  @inline private static at(A: usize, lda: i32, row: i32, column: i32): usize {
    return A + (<usize>row * lda + column) * 8
  }
}

/**
 * A = L·Lᵀ in place, in float64: the lower triangle of A (n×n, lda ≥ n, no alignment asked) becomes L; what lies above the diagonal
 * does not count and is not written. Returns −1, or the first index whose pivot is not positive (≤ 0 or NaN); what lies
 * below that row is then unfinished. |LLᵀ − A| ≤ (n + 3)u·|L||Lᵀ|. scratch: 16-aligned, as for matmul, n columns.
 */
export function choleskyF64(A: usize, n: i32, lda: i32, scratch: usize): i32 {
  return Cholesky.run(A, n, lda, scratch)
}

/**
 * The same in pieces, for several threads, with the bits of cholesky. Rows go by blocks of choleskyColumns, block b
 * belongs to part b mod `parts`: a thread that always takes the same parts finds its rows in its own cache. For each
 * block column [left, right) of choleskyColumns columns, with everyone's work done between the steps: choleskyUpdate,
 * choleskyDiagonal by one, choleskyBelow.
 */
export function choleskyColumns(): i32 {
  return FactorBlock.size
}

/** A[i,j] −= Σ_{p<left} L[i,p]·L[j,p] for left ≤ j < right, j ≤ i < n, rows of parts [from, to). */
export function choleskyUpdateF64(
  A: usize,
  lda: i32,
  n: i32,
  left: i32,
  right: i32,
  parts: i32,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  Cholesky.update(A, lda, n, left, right, parts, scratch, from, to)
}

/** Factors the up-to-date block [left, right)². Returns −1 or the index of the failing pivot, as cholesky does. */
export function choleskyDiagonalF64(A: usize, lda: i32, left: i32, right: i32, scratch: usize): i32 {
  return Cholesky.diagonal(A, lda, left, right, scratch)
}

/** Finishes columns [left, right) of rows i ≥ right of parts [from, to): L[i,:] = A[i,:]·L₁₁⁻ᵀ, L₁₁ the factored block. */
export function choleskyBelowF64(
  A: usize,
  lda: i32,
  n: i32,
  left: i32,
  right: i32,
  parts: i32,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  Cholesky.below(A, lda, n, left, right, parts, scratch, from, to)
}
