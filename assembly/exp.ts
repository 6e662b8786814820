export function expF32(x: usize, out: usize, from: i32, to: i32): void {
  for (let i = from; i < to; i++) store<f32>(out + i * 4, <f32>Math.exp(<f64>load<f32>(x + i * 4)))
}
export function expF64(x: usize, out: usize, from: i32, to: i32): void {
  for (let i = from; i < to; i++) store<f64>(out + i * 8, Math.exp(load<f64>(x + i * 8)))
}
export function tanhF32(x: usize, out: usize, from: i32, to: i32): void {
  for (let i = from; i < to; i++) store<f32>(out + i * 4, <f32>Math.tanh(<f64>load<f32>(x + i * 4)))
}
export function tanhF64(x: usize, out: usize, from: i32, to: i32): void {
  for (let i = from; i < to; i++) store<f64>(out + i * 8, Math.tanh(load<f64>(x + i * 8)))
}
export function logF32(x: usize, out: usize, from: i32, to: i32): void {
  for (let i = from; i < to; i++) store<f32>(out + i * 4, <f32>Math.log(<f64>load<f32>(x + i * 4)))
}
export function logF64(x: usize, out: usize, from: i32, to: i32): void {
  for (let i = from; i < to; i++) store<f64>(out + i * 8, Math.log(load<f64>(x + i * 8)))
}
