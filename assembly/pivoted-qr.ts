import { Lanes } from './lanes'
import { axpyF64 } from './vector'
import { Wide } from './wide'

/**
 * Householder QR with column pivoting (Businger & Golub 1965), the columns being the rows of A, so that every pass runs
 * along memory.
 */
@final
class PivotedQr {
  /** A squared norm that has lost so much of itself to differences is summed anew. */
  @inline private static get lost(): f64 {
    return 1e-8
  }

  static run(
    A: usize,
    rows: i32,
    pivots: i32,
    n: i32,
    lda: i32,
    steps: i32,
    tolerance: f64,
    order: usize,
    scratch: usize,
  ): i32 {
    const fresh = scratch + ((<usize>pivots) << 3)
    let first: f64 = 0
    for (let i = 0; i < pivots; i++) {
      const row = PivotedQr.row(A, lda, i)
      const squares = Wide.dot<f64>(row, row, n)
      if (!(squares < Infinity)) return -1
      PivotedQr.set(scratch, i, squares)
      PivotedQr.set(fresh, i, squares)
      store<i32>(order + ((<usize>i) << 2), i)
      first = max(first, squares)
    }
    const least = first * tolerance * tolerance
    const most = min(min(steps, pivots), n)
    for (let j = 0; j < most; j++) {
      const largest = PivotedQr.largest(scratch, j, pivots)
      if (!(PivotedQr.get(scratch, largest) > least)) return j
      if (largest !== j) PivotedQr.exchange(A, n, lda, j, largest, order, scratch, fresh)
      PivotedQr.reflect(A, rows, n, lda, j)
      for (let i = j + 1; i < pivots; i++) {
        const at = PivotedQr.row(A, lda, i) + ((<usize>j) << 3)
        const part = load<f64>(at)
        let left = PivotedQr.get(scratch, i) - part * part
        if (left <= PivotedQr.lost * PivotedQr.get(fresh, i)) {
          left = Wide.dot<f64>(at + 8, at + 8, n - j - 1)
          PivotedQr.set(fresh, i, left)
        }
        PivotedQr.set(scratch, i, left)
      }
    }
    return most
  }

  /** The reflector that leaves of row j, from its own place on, only one number; all rows below follow. */
  private static reflect(A: usize, rows: i32, n: i32, lda: i32, j: i32): void {
    const skip = (<usize>j) << 3
    const v = PivotedQr.row(A, lda, j) + skip
    const count = n - j
    const corner = load<f64>(v)
    const squares = Wide.dot<f64>(v + 8, v + 8, count - 1)
    if (squares === 0) return
    const length = sqrt(corner * corner + squares)
    const mirrored = corner > 0 ? -length : length
    const half = length * length - mirrored * corner
    store<f64>(v, corner - mirrored)
    for (let i = j + 1; i < rows; i++) {
      const row = PivotedQr.row(A, lda, i) + skip
      axpyF64(-Wide.dot<f64>(row, v, count) / half, v, row, 0, count)
    }
    store<f64>(v, mirrored)
    memory.fill(v + 8, 0, (<usize>(count - 1)) << 3)
  }

  private static largest(norms: usize, from: i32, to: i32): i32 {
    let best = from
    for (let i = from + 1; i < to; i++) {
      if (PivotedQr.get(norms, i) > PivotedQr.get(norms, best)) best = i
    }
    return best
  }

  private static exchange(
    A: usize,
    n: i32,
    lda: i32,
    j: i32,
    other: i32,
    order: usize,
    norms: usize,
    fresh: usize,
  ): void {
    let x = PivotedQr.row(A, lda, j)
    let y = PivotedQr.row(A, lda, other)
    for (let count = n; count > 0; count -= 2) {
      const some = min(count, 2)
      const a = Lanes.load<f64>(x, some)
      Lanes.store<f64>(x, Lanes.load<f64>(y, some), some)
      Lanes.store<f64>(y, a, some)
      x += 16
      y += 16
    }
    PivotedQr.set(norms, other, PivotedQr.get(norms, j))
    PivotedQr.set(fresh, other, PivotedQr.get(fresh, j))
    const own = order + ((<usize>j) << 2)
    const place = load<i32>(own)
    store<i32>(own, load<i32>(order + ((<usize>other) << 2)))
    store<i32>(order + ((<usize>other) << 2), place)
  }

  @inline private static row(A: usize, lda: i32, i: i32): usize {
    return A + ((<usize>i * lda) << 3)
  }

  @inline private static get(list: usize, i: i32): f64 {
    return load<f64>(list + ((<usize>i) << 3))
  }

  @inline private static set(list: usize, i: i32, value: f64): void {
    store<f64>(list + ((<usize>i) << 3), value)
  }
}

/**
 * P A = L Qᵀ in float64: the first `pivots` rows of A (rows × n, lda ≥ n) are put in order of how much of them those
 * before leave over, largest first, and every row is turned by the reflectors Q. So A becomes L: lower triangular in its
 * first r rows; each row below holds its part along those r and, from column r on, what they leave over. Rows from `pivots` on
 * are turned and never moved. Of the transpose it is Aᵀ Pᵀ = Q R, R = Lᵀ.
 *
 * `order`: `pivots` words, the place that each row came from; scratch: 2 · pivots numbers. No overlap. At most `steps` reflectors;
 * returns r, fewer where all that is left over is at most `tolerance` times the longest row, or −1 where a row to choose from is not
 * finite or its squares are not, and A is as it was. About 2 r (rows − r/2) (n − r/2) multiply-adds.
 */
export function pivotedQrF64(
  A: usize,
  rows: i32,
  pivots: i32,
  n: i32,
  lda: i32,
  steps: i32,
  tolerance: f64,
  order: usize,
  scratch: usize,
): i32 {
  return PivotedQr.run(A, rows, pivots, n, lda, steps, tolerance, order, scratch)
}
