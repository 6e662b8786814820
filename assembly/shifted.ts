import { Wide } from './wide'

@final
class Shifted {
  static run<T extends number>(
    K: usize,
    ldk: i32,
    F: usize,
    ldf: i32,
    scale: f64,
    shift: f64,
    from: i32,
    to: i32,
  ): void {
    const s = f64x2.splat(scale)
    for (let i = from; i < to; i++) {
      let k = K + <usize>i * ldk * sizeof<T>()
      let f = F + ((<usize>i * ldf) << 3)
      const diagonal = f + ((<usize>i) << 3)
      const last = <f64>load<T>(k + <usize>i * sizeof<T>())
      for (; f < diagonal; f += 16, k += 2 * sizeof<T>()) {
        // A pair may reach the diagonal, never beyond it.
        const pair = sizeof<T>() === 4 ? v128.load64_zero(k) : v128.load(k)
        v128.store(f, f64x2.mul(s, Wide.low<T>(pair)))
      }
      store<f64>(diagonal, scale * last + shift)
    }
  }
}

/**
 * F = scale·K + shift·I on and below the diagonal, rows [from, to). F is float64 whatever K is; what lies above the
 * diagonal is neither read nor written. F and K do not overlap, but K float64 may be F itself.
 */
export function shiftedF32(K: usize, ldk: i32, F: usize, ldf: i32, scale: f64, shift: f64, from: i32, to: i32): void {
  Shifted.run<f32>(K, ldk, F, ldf, scale, shift, from, to)
}

export function shiftedF64(K: usize, ldk: i32, F: usize, ldf: i32, scale: f64, shift: f64, from: i32, to: i32): void {
  Shifted.run<f64>(K, ldk, F, ldf, scale, shift, from, to)
}
