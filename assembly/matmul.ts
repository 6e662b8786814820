/** C[i,:] (+)= op(A)·op(B) */
function matmul<T>(
  transA: i32,
  transB: i32,
  m: i32,
  n: i32,
  k: i32,
  A: usize,
  lda: i32,
  B: usize,
  ldb: i32,
  C: usize,
  ldc: i32,
  accumulate: i32,
  from: i32,
  to: i32,
): void {
  const size = <i32>sizeof<T>()
  const ai = transA ? 1 : lda
  const ap = transA ? lda : 1
  const bp = transB ? 1 : ldb
  const bj = transB ? ldb : 1
  for (let i = from; i < to; i++) {
    for (let j = 0; j < n; j++) {
      let sum = <T>0
      for (let p = 0; p < k; p++) sum += load<T>(A + (i * ai + p * ap) * size) * load<T>(B + (p * bp + j * bj) * size)
      const at = C + (i * ldc + j) * size
      store<T>(at, accumulate ? load<T>(at) + sum : sum)
    }
  }
}

export function matmulF32(
  transA: i32,
  transB: i32,
  m: i32,
  n: i32,
  k: i32,
  A: usize,
  lda: i32,
  B: usize,
  ldb: i32,
  C: usize,
  ldc: i32,
  accumulate: i32,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  matmul<f32>(transA, transB, m, n, k, A, lda, B, ldb, C, ldc, accumulate, from, to)
}
export function matmulF64(
  transA: i32,
  transB: i32,
  m: i32,
  n: i32,
  k: i32,
  A: usize,
  lda: i32,
  B: usize,
  ldb: i32,
  C: usize,
  ldc: i32,
  accumulate: i32,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  matmul<f64>(transA, transB, m, n, k, A, lda, B, ldb, C, ldc, accumulate, from, to)
}

/** Bytes a thread needs for one product with at most n columns of op(B) and inner size k. */
export function matmulScratchF32(n: i32, k: i32): i32 {
  return 4096 + 4 * 256 * (512 + 96)
}
export function matmulScratchF64(n: i32, k: i32): i32 {
  return 4096 + 8 * 256 * (512 + 96)
}

/** Multiple at which row ranges should be cut. */
export function tileRows(): i32 {
  return 4
}
