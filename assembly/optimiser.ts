function momentum<T>(theta: usize, g: usize, v: usize, rate: f64, mu: f64, from: i32, to: i32): void {
  const size = <i32>sizeof<T>()
  for (let i = from; i < to; i++) {
    const at = i * size
    const next = <T>mu * load<T>(v + at) + load<T>(g + at)
    store<T>(v + at, next)
    store<T>(theta + at, load<T>(theta + at) - <T>rate * next)
  }
}

function adam<T>(
  theta: usize,
  g: usize,
  m: usize,
  v: usize,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  correction1: f64,
  correction2: f64,
  from: i32,
  to: i32,
): void {
  const size = <i32>sizeof<T>()
  for (let i = from; i < to; i++) {
    const at = i * size
    const gi = load<T>(g + at)
    const mi = <T>beta1 * load<T>(m + at) + <T>(1 - beta1) * gi
    const vi = <T>beta2 * load<T>(v + at) + <T>(1 - beta2) * gi * gi
    store<T>(m + at, mi)
    store<T>(v + at, vi)
    store<T>(
      theta + at,
      load<T>(theta + at) - (<T>rate * (mi / <T>correction1)) / (sqrt<T>(vi / <T>correction2) + <T>epsilon),
    )
  }
}

export function momentumF32(theta: usize, g: usize, v: usize, rate: f64, mu: f64, from: i32, to: i32): void {
  momentum<f32>(theta, g, v, rate, mu, from, to)
}
export function momentumF64(theta: usize, g: usize, v: usize, rate: f64, mu: f64, from: i32, to: i32): void {
  momentum<f64>(theta, g, v, rate, mu, from, to)
}

export function adamF32(
  theta: usize,
  g: usize,
  m: usize,
  v: usize,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  correction1: f64,
  correction2: f64,
  from: i32,
  to: i32,
): void {
  adam<f32>(theta, g, m, v, rate, beta1, beta2, epsilon, correction1, correction2, from, to)
}
export function adamF64(
  theta: usize,
  g: usize,
  m: usize,
  v: usize,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  correction1: f64,
  correction2: f64,
  from: i32,
  to: i32,
): void {
  adam<f64>(theta, g, m, v, rate, beta1, beta2, epsilon, correction1, correction2, from, to)
}
