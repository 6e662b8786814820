function cholesky<T>(A: usize, n: i32, lda: i32): i32 {
  const size = <i32>sizeof<T>()
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      const at = A + (i * lda + j) * size
      let sum = load<T>(at)
      for (let p = 0; p < j; p++) sum -= load<T>(A + (i * lda + p) * size) * load<T>(A + (j * lda + p) * size)
      if (i === j) {
        if (!(sum > 0)) return j
        store<T>(at, sqrt<T>(sum))
      } else store<T>(at, sum / load<T>(A + (j * lda + j) * size))
    }
  }
  return -1
}

export function choleskyF32(A: usize, n: i32, lda: i32, scratch: usize): i32 {
  return cholesky<f32>(A, n, lda)
}
export function choleskyF64(A: usize, n: i32, lda: i32, scratch: usize): i32 {
  return cholesky<f64>(A, n, lda)
}
