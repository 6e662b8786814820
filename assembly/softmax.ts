function logSoftmax<T>(Z: usize, ldz: i32, out: usize, ldo: i32, cols: i32, from: i32, to: i32): void {
  const size = <i32>sizeof<T>()
  for (let r = from; r < to; r++) {
    const z = Z + r * ldz * size
    const o = out + r * ldo * size
    let top = -Infinity
    for (let c = 0; c < cols; c++) top = max(top, <f64>load<T>(z + c * size))
    let sum: f64 = 0
    for (let c = 0; c < cols; c++) sum += Math.exp(<f64>load<T>(z + c * size) - top)
    const log = top + Math.log(sum)
    for (let c = 0; c < cols; c++) store<T>(o + c * size, <T>(<f64>load<T>(z + c * size) - log))
  }
}

function softmax<T>(Z: usize, ldz: i32, out: usize, ldo: i32, cols: i32, from: i32, to: i32): void {
  const size = <i32>sizeof<T>()
  for (let r = from; r < to; r++) {
    const z = Z + r * ldz * size
    const o = out + r * ldo * size
    let top = -Infinity
    for (let c = 0; c < cols; c++) top = max(top, <f64>load<T>(z + c * size))
    let sum: f64 = 0
    for (let c = 0; c < cols; c++) sum += Math.exp(<f64>load<T>(z + c * size) - top)
    const log = top + Math.log(sum)
    for (let c = 0; c < cols; c++) store<T>(o + c * size, <T>Math.exp(<f64>load<T>(z + c * size) - log))
  }
}

export function logSoftmaxF32(Z: usize, ldz: i32, out: usize, ldo: i32, cols: i32, from: i32, to: i32): void {
  logSoftmax<f32>(Z, ldz, out, ldo, cols, from, to)
}
export function logSoftmaxF64(Z: usize, ldz: i32, out: usize, ldo: i32, cols: i32, from: i32, to: i32): void {
  logSoftmax<f64>(Z, ldz, out, ldo, cols, from, to)
}

export function softmaxF32(Z: usize, ldz: i32, out: usize, ldo: i32, cols: i32, from: i32, to: i32): void {
  softmax<f32>(Z, ldz, out, ldo, cols, from, to)
}
export function softmaxF64(Z: usize, ldz: i32, out: usize, ldo: i32, cols: i32, from: i32, to: i32): void {
  softmax<f64>(Z, ldz, out, ldo, cols, from, to)
}
