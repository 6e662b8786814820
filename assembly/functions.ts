import { Elementwise, VectorFunction } from './elementwise'
import { Exp } from './math/exp'
import { Tanh } from './math/tanh'

@final
class ExpOf extends VectorFunction {
  @inline override value<T extends number>(x: v128): v128 {
    return Exp.of<T>(x)
  }
}

@final
class TanhOf extends VectorFunction {
  @inline override value<T extends number>(x: v128): v128 {
    return Tanh.of<T>(x)
  }
}

/**
 * out[i] = e^x[i], i in [from, to); out may be x. Error ≤ 1 ulp; 1 at 0, ∞ at ∞, 0 at −∞. What would be subnormal is 0:
 * subnormal operands slow every later product down.
 */
export function expF32(x: usize, out: usize, from: i32, to: i32): void {
  Elementwise.map<f32, ExpOf>(x, out, from, to)
}

export function expF64(x: usize, out: usize, from: i32, to: i32): void {
  Elementwise.map<f64, ExpOf>(x, out, from, to)
}

/** out[i] = tanh x[i], i in [from, to); out may be x. Error ≤ 3 ulp; ±1 at ±∞, ±0 at ±0. */
export function tanhF32(x: usize, out: usize, from: i32, to: i32): void {
  Elementwise.map<f32, TanhOf>(x, out, from, to)
}

export function tanhF64(x: usize, out: usize, from: i32, to: i32): void {
  Elementwise.map<f64, TanhOf>(x, out, from, to)
}
