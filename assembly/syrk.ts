import { Tile } from './micro-kernel'
import { Triangle } from './triangle'

@final
class Syrk {
  static run<T extends number>(
    trans: i32,
    k: i32,
    A: usize,
    lda: i32,
    C: usize,
    ldc: i32,
    accumulate: i32,
    scratch: usize,
    from: i32,
    to: i32,
  ): void {
    if (k === 0) {
      if (!accumulate) Triangle.zero<T>(C, ldc, from, to)
      return
    }
    const mode = accumulate ? Tile.add : Tile.store
    Triangle.product<T>(A, lda, !!trans, k, C, ldc, mode, 0, 0, 1, <T>0, scratch, 0, to, from, to)
  }
}

/**
 * The lower triangle (j ≤ i) of C = A·Aᵀ (trans = 0, A n×k) or AᵀA (trans = 1, A k×n), or += where accumulate is set,
 * for rows i in [from, to). Nothing above the diagonal is read or written; without accumulate nothing of C is read.
 * Row-major, ld ≥ columns, no alignment asked; C and A do not overlap. scratch: 16-aligned, as for matmul.
 */
export function syrkF32(
  trans: i32,
  n: i32,
  k: i32,
  A: usize,
  lda: i32,
  C: usize,
  ldc: i32,
  accumulate: i32,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  Syrk.run<f32>(trans, k, A, lda, C, ldc, accumulate, scratch, from, to)
}

export function syrkF64(
  trans: i32,
  n: i32,
  k: i32,
  A: usize,
  lda: i32,
  C: usize,
  ldc: i32,
  accumulate: i32,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  Syrk.run<f64>(trans, k, A, lda, C, ldc, accumulate, scratch, from, to)
}
