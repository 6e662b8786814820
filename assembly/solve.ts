function solveLower<T>(L: usize, n: i32, ldl: i32, B: usize, nrhs: i32, ldb: i32): void {
  const size = <i32>sizeof<T>()
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < nrhs; c++) {
      const at = B + (i * ldb + c) * size
      let sum = load<T>(at)
      for (let p = 0; p < i; p++) sum -= load<T>(L + (i * ldl + p) * size) * load<T>(B + (p * ldb + c) * size)
      store<T>(at, sum / load<T>(L + (i * ldl + i) * size))
    }
  }
}

function solveLowerTransposed<T>(L: usize, n: i32, ldl: i32, B: usize, nrhs: i32, ldb: i32): void {
  const size = <i32>sizeof<T>()
  for (let i = n - 1; i >= 0; i--) {
    for (let c = 0; c < nrhs; c++) {
      const at = B + (i * ldb + c) * size
      let sum = load<T>(at)
      for (let p = i + 1; p < n; p++) sum -= load<T>(L + (p * ldl + i) * size) * load<T>(B + (p * ldb + c) * size)
      store<T>(at, sum / load<T>(L + (i * ldl + i) * size))
    }
  }
}

export function solveLowerF32(L: usize, n: i32, ldl: i32, B: usize, nrhs: i32, ldb: i32): void {
  solveLower<f32>(L, n, ldl, B, nrhs, ldb)
}
export function solveLowerF64(L: usize, n: i32, ldl: i32, B: usize, nrhs: i32, ldb: i32): void {
  solveLower<f64>(L, n, ldl, B, nrhs, ldb)
}
export function solveLowerTransposedF32(L: usize, n: i32, ldl: i32, B: usize, nrhs: i32, ldb: i32): void {
  solveLowerTransposed<f32>(L, n, ldl, B, nrhs, ldb)
}
export function solveLowerTransposedF64(L: usize, n: i32, ldl: i32, B: usize, nrhs: i32, ldb: i32): void {
  solveLowerTransposed<f64>(L, n, ldl, B, nrhs, ldb)
}
