import { ImplicitQL } from './implicit-ql'
import { Lanes } from './lanes'
import { Tridiagonal } from './tridiagonal'

@final
class EigenSymmetric {
  static run(A: usize, n: i32, lda: i32, values: usize, scratch: usize): i32 {
    if (n === 0) return -1
    const largest = EigenSymmetric.largest(A, n, lda)
    if (!(largest < Infinity)) return n
    // A power of two, so that scaling is exact; the largest number is then in [1, 4), but for subnormal ones.
    const exponent = largest > 0 ? min(max(<i32>(reinterpret<u64>(largest) >> 52) - 1023, -1022), 1022) : 0
    EigenSymmetric.scale(A, n, lda, EigenSymmetric.power(-exponent))
    const product = scratch + ((<usize>n) << 3)
    Tridiagonal.reduce(A, n, lda, scratch, values, product)
    Tridiagonal.accumulate(A, n, lda, values, values)
    const failed = ImplicitQL.run(values, scratch, n, A, lda)
    if (failed >= 0) return failed
    const back = EigenSymmetric.power(exponent)
    for (let i = 0; i < n; i++) {
      const at = values + ((<usize>i) << 3)
      store<f64>(at, load<f64>(at) * back)
    }
    EigenSymmetric.sort(A, n, lda, values)
    return -1
  }

  /** The largest |a| of the lower triangle; NaN if there is one. */
  private static largest(A: usize, n: i32, lda: i32): f64 {
    let most = f64x2.splat(0)
    for (let i = 0; i < n; i++) {
      const row = A + ((<usize>i * lda) << 3)
      for (let j = 0; j <= i; j += 2) {
        most = f64x2.max(most, f64x2.abs(Lanes.load<f64>(row + ((<usize>j) << 3), min(i + 1 - j, 2))))
      }
    }
    return max(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1))
  }

  private static scale(A: usize, n: i32, lda: i32, factor: f64): void {
    const f = f64x2.splat(factor)
    for (let i = 0; i < n; i++) {
      const row = A + ((<usize>i * lda) << 3)
      for (let j = 0; j <= i; j += 2) {
        const at = row + ((<usize>j) << 3)
        const some = min(i + 1 - j, 2)
        Lanes.store<f64>(at, f64x2.mul(f, Lanes.load<f64>(at, some)), some)
      }
    }
  }

  @inline private static power(exponent: i32): f64 {
    return reinterpret<f64>((<u64>(1023 + exponent)) << 52)
  }

  /** By selection: n − 1 exchanges of rows at most. */
  private static sort(V: usize, n: i32, ldv: i32, values: usize): void {
    for (let i = 0; i < n - 1; i++) {
      const at = values + ((<usize>i) << 3)
      let least = i
      for (let j = i + 1; j < n; j++) {
        if (load<f64>(values + ((<usize>j) << 3)) < load<f64>(values + ((<usize>least) << 3))) least = j
      }
      if (least === i) continue
      const other = values + ((<usize>least) << 3)
      const value = load<f64>(at)
      store<f64>(at, load<f64>(other))
      store<f64>(other, value)
      EigenSymmetric.exchange(V + ((<usize>i * ldv) << 3), V + ((<usize>least * ldv) << 3), n)
    }
  }

  private static exchange(x: usize, y: usize, count: i32): void {
    for (; count > 0; count -= 2) {
      const some = min(count, 2)
      const a = Lanes.load<f64>(x, some)
      Lanes.store<f64>(x, Lanes.load<f64>(y, some), some)
      Lanes.store<f64>(y, a, some)
      x += 16
      y += 16
    }
  }
}

/**
 * A = VᵀDV for a symmetric A (n × n, lda ≥ n, no alignment asked), in float64: of A the lower triangle is read, and its
 * **rows** become the orthonormal eigenvectors, row k that of values[k]; values: n numbers, ascending. scratch: 2n
 * numbers. No overlap.
 *
 * Returns −1; n where the lower triangle holds a number that is not finite, and A is as it was; or the index of an
 * eigenvalue that 60 sweeps have not found, and A is then used up. About 4n³ multiply-adds. Errors are relative to the
 * largest |λ|: of much smaller ones fewer digits are right, and what is below 1e-30 of it may be 0. One beyond the range
 * of float64 is infinite.
 */
export function eigenSymmetricF64(A: usize, n: i32, lda: i32, values: usize, scratch: usize): i32 {
  return EigenSymmetric.run(A, n, lda, values, scratch)
}
