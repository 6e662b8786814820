function syrk<T>(
  trans: i32,
  n: i32,
  k: i32,
  A: usize,
  lda: i32,
  C: usize,
  ldc: i32,
  accumulate: i32,
  from: i32,
  to: i32,
): void {
  const size = <i32>sizeof<T>()
  const ai = trans ? 1 : lda
  const ap = trans ? lda : 1
  for (let i = from; i < to; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = <T>0
      for (let p = 0; p < k; p++) sum += load<T>(A + (i * ai + p * ap) * size) * load<T>(A + (j * ai + p * ap) * size)
      const at = C + (i * ldc + j) * size
      store<T>(at, accumulate ? load<T>(at) + sum : sum)
    }
  }
}

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
  syrk<f32>(trans, n, k, A, lda, C, ldc, accumulate, from, to)
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
  syrk<f64>(trans, n, k, A, lda, C, ldc, accumulate, from, to)
}
