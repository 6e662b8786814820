import { FactorBlock } from './factor-block'
import { Tile } from './micro-kernel'
import { Triangle } from './triangle'

/** Left-looking by block columns: one product brings a block column up to date, then it is factored in place. */
@final
class Cholesky {
  static run<T extends number>(A: usize, n: i32, lda: i32, scratch: usize): i32 {
    for (let left = 0; left < n; left += FactorBlock.size) {
      const right = min(left + FactorBlock.size, n)
      if (left > 0) {
        Triangle.product<T>(A, lda, false, left, A, lda, Tile.subtract, 0, 0, 1, <T>0, scratch, left, right, left, n)
      }
      const failed = FactorBlock.run<T>(
        A + (<usize>left * lda + left) * sizeof<T>(),
        lda,
        right - left,
        n - left,
        scratch,
      )
      if (failed >= 0) return left + failed
    }
    return -1
  }
}

/**
 * A = L·Lᵀ in place: the lower triangle of A (n×n, lda ≥ n, no alignment asked) becomes L; nothing above the diagonal is
 * read or written. Returns −1, or the first index whose pivot is not positive (≤ 0 or NaN); what lies below that row is
 * then unfinished. |LLᵀ − A| ≤ (n + 3)u·|L||Lᵀ|. scratch: 16-aligned, matmulScratch(n, n) bytes.
 */
export function choleskyF32(A: usize, n: i32, lda: i32, scratch: usize): i32 {
  return Cholesky.run<f32>(A, n, lda, scratch)
}

export function choleskyF64(A: usize, n: i32, lda: i32, scratch: usize): i32 {
  return Cholesky.run<f64>(A, n, lda, scratch)
}
