function axpy<T>(alpha: f64, x: usize, y: usize, from: i32, to: i32): void {
  const size = <i32>sizeof<T>()
  for (let i = from; i < to; i++) store<T>(y + i * size, load<T>(y + i * size) + <T>alpha * load<T>(x + i * size))
}

function axpby<T>(alpha: f64, x: usize, beta: f64, y: usize, out: usize, from: i32, to: i32): void {
  const size = <i32>sizeof<T>()
  for (let i = from; i < to; i++)
    store<T>(out + i * size, <T>alpha * load<T>(x + i * size) + <T>beta * load<T>(y + i * size))
}

function scale<T>(alpha: f64, x: usize, from: i32, to: i32): void {
  const size = <i32>sizeof<T>()
  for (let i = from; i < to; i++) store<T>(x + i * size, alpha === 0 ? <T>0 : <T>alpha * load<T>(x + i * size))
}

function dot<T>(x: usize, y: usize, from: i32, to: i32): f64 {
  const size = <i32>sizeof<T>()
  let sum: f64 = 0
  for (let i = from; i < to; i++) sum += <f64>load<T>(x + i * size) * <f64>load<T>(y + i * size)
  return sum
}

function sumSquares<T>(x: usize, from: i32, to: i32): f64 {
  const size = <i32>sizeof<T>()
  let sum: f64 = 0
  for (let i = from; i < to; i++) sum += <f64>load<T>(x + i * size) * <f64>load<T>(x + i * size)
  return sum
}

export function axpyF32(alpha: f64, x: usize, y: usize, from: i32, to: i32): void {
  axpy<f32>(alpha, x, y, from, to)
}
export function axpyF64(alpha: f64, x: usize, y: usize, from: i32, to: i32): void {
  axpy<f64>(alpha, x, y, from, to)
}

export function axpbyF32(alpha: f64, x: usize, beta: f64, y: usize, out: usize, from: i32, to: i32): void {
  axpby<f32>(alpha, x, beta, y, out, from, to)
}
export function axpbyF64(alpha: f64, x: usize, beta: f64, y: usize, out: usize, from: i32, to: i32): void {
  axpby<f64>(alpha, x, beta, y, out, from, to)
}

export function scaleF32(alpha: f64, x: usize, from: i32, to: i32): void {
  scale<f32>(alpha, x, from, to)
}
export function scaleF64(alpha: f64, x: usize, from: i32, to: i32): void {
  scale<f64>(alpha, x, from, to)
}

export function dotF32(x: usize, y: usize, from: i32, to: i32): f64 {
  return dot<f32>(x, y, from, to)
}
export function dotF64(x: usize, y: usize, from: i32, to: i32): f64 {
  return dot<f64>(x, y, from, to)
}

export function sumSquaresF32(x: usize, from: i32, to: i32): f64 {
  return sumSquares<f32>(x, from, to)
}
export function sumSquaresF64(x: usize, from: i32, to: i32): f64 {
  return sumSquares<f64>(x, from, to)
}
