function shifted<T>(K: usize, ldk: i32, F: usize, ldf: i32, scale: f64, shift: f64, from: i32, to: i32): void {
  const size = <i32>sizeof<T>()
  for (let i = from; i < to; i++) {
    for (let j = 0; j <= i; j++) {
      store<f64>(F + (i * ldf + j) * 8, scale * <f64>load<T>(K + (i * ldk + j) * size) + (i === j ? shift : 0))
    }
  }
}

export function shiftedF32(K: usize, ldk: i32, F: usize, ldf: i32, scale: f64, shift: f64, from: i32, to: i32): void {
  shifted<f32>(K, ldk, F, ldf, scale, shift, from, to)
}
export function shiftedF64(K: usize, ldk: i32, F: usize, ldf: i32, scale: f64, shift: f64, from: i32, to: i32): void {
  shifted<f64>(K, ldk, F, ldf, scale, shift, from, to)
}
