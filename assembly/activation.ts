function sigmoid(x: f64): f64 {
  return 1 / (1 + Math.exp(-x))
}

function erf(x: f64): f64 {
  const a = abs(x)
  if (a > 6) return x > 0 ? 1 : -1
  let sum = x
  let term = x
  for (let i = 1; i < 200; i++) {
    term *= (2 * x * x) / (2 * i + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum
}

function value(kind: i32, x: f64): f64 {
  if (kind === 1) return x < 0 ? 0 : x
  if (kind === 2) return x < 0 ? 0.01 * x : x
  if (kind === 3) return Math.tanh(x)
  if (kind === 4) return sigmoid(x)
  if (kind === 5) return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
  if (kind === 6) return 0.5 * x * (1 + erf(x * Math.SQRT1_2))
  if (kind === 7) return x * sigmoid(x)
  if (kind === 8) return Math.sin(x)
  return x
}

function derivative(kind: i32, x: f64): f64 {
  if (kind === 1) return x > 0 ? 1 : 0
  if (kind === 2) return x > 0 ? 1 : 0.01
  if (kind === 3) return 1 - Math.tanh(x) * Math.tanh(x)
  const s = sigmoid(x)
  if (kind === 4) return s * (1 - s)
  if (kind === 5) return s
  if (kind === 6) return 0.5 * (1 + erf(x * Math.SQRT1_2)) + (x * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI)
  if (kind === 7) return s * (1 + x * (1 - s))
  if (kind === 8) return Math.cos(x)
  return 1
}

function activation<T>(kind: i32, A: usize, H: usize, slope: usize, from: i32, to: i32): void {
  const size = <i32>sizeof<T>()
  for (let i = from; i < to; i++) {
    const x = <f64>load<T>(A + i * size)
    store<T>(H + i * size, <T>value(kind, x))
    if (slope) store<T>(slope + i * size, <T>derivative(kind, x))
  }
}

export function activationF32(kind: i32, A: usize, H: usize, slope: usize, from: i32, to: i32): void {
  activation<f32>(kind, A, H, slope, from, to)
}
export function activationF64(kind: i32, A: usize, H: usize, slope: usize, from: i32, to: i32): void {
  activation<f64>(kind, A, H, slope, from, to)
}
