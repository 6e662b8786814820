function gram<T>(
  K: usize,
  ldk: i32,
  D: usize,
  ldd: i32,
  rows: i32,
  d: i32,
  G: usize,
  ldg: i32,
  q: i32,
  bias: f64,
  accumulate: i32,
  from: i32,
  to: i32,
): void {
  const size = <i32>sizeof<T>()
  for (let r = from; r < to; r++) {
    for (let s = 0; s <= r; s++) {
      let sum = <T>0
      for (let c = 0; c < d; c++) sum += load<T>(D + (r * ldd + c) * size) * load<T>(D + (s * ldd + c) * size)
      sum *= load<T>(G + ((r / q) * ldg + s / q) * size) + <T>bias
      const at = K + (r * ldk + s) * size
      store<T>(at, accumulate ? load<T>(at) + sum : sum)
    }
  }
}

export function gramF32(
  K: usize,
  ldk: i32,
  D: usize,
  ldd: i32,
  rows: i32,
  d: i32,
  G: usize,
  ldg: i32,
  q: i32,
  bias: f64,
  accumulate: i32,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  gram<f32>(K, ldk, D, ldd, rows, d, G, ldg, q, bias, accumulate, from, to)
}
export function gramF64(
  K: usize,
  ldk: i32,
  D: usize,
  ldd: i32,
  rows: i32,
  d: i32,
  G: usize,
  ldg: i32,
  q: i32,
  bias: f64,
  accumulate: i32,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  gram<f64>(K, ldk, D, ldd, rows, d, G, ldg, q, bias, accumulate, from, to)
}
