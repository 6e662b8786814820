import { Lanes } from './lanes'
import { Wide } from './wide'

@final
class Symmetric {
  /** Vectors of rows at a time, a block of the lower triangle transposed in registers for each block above the diagonal. */
  static mirror<T extends number>(G: usize, ldg: i32, M: usize, ldm: i32, n: i32, shift: T, from: i32, to: i32): void {
    const width = Lanes.count<T>()
    const stride = <usize>ldg * sizeof<T>()
    const s = v128.splat<T>(shift)
    for (let r = from; r < to; r++) {
      const m = M + <usize>r * ldm * sizeof<T>()
      const g = G + r * stride
      for (let c = 0; c <= r; c += width) {
        const at = <usize>c * sizeof<T>()
        const some = min(r + 1 - c, width)
        Lanes.store<T>(m + at, v128.add<T>(Lanes.load<T>(g + at, some), s), some)
      }
    }
    for (let r = from; r < to; r += width) {
      const rows = min(to - r, width)
      for (let c = r; c < n; c += width) {
        if (rows === width && c >= r + width && c + width <= n) {
          Symmetric.block<T>(G + c * stride + r * sizeof<T>(), stride, s, M + (<usize>r * ldm + c) * sizeof<T>(), ldm)
        } else Symmetric.edge<T>(G, ldg, M, ldm, n, shift, r, rows, c, min(n - c, width))
      }
    }
  }

  @inline private static block<T extends number>(g: usize, stride: usize, s: v128, m: usize, ldm: i32): void {
    const down = <usize>ldm * sizeof<T>()
    if (sizeof<T>() === 8) {
      const r0 = v128.load(g)
      const r1 = v128.load(g + stride)
      v128.store(m, f64x2.add(s, v128.shuffle<f64>(r0, r1, 0, 2)))
      v128.store(m + down, f64x2.add(s, v128.shuffle<f64>(r0, r1, 1, 3)))
      return
    }
    const r0 = v128.load(g)
    const r1 = v128.load(g + stride)
    const r2 = v128.load(g + 2 * stride)
    const r3 = v128.load(g + 3 * stride)
    const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5)
    const t1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5)
    const t2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7)
    const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7)
    v128.store(m, f32x4.add(s, v128.shuffle<f64>(t0, t1, 0, 2)))
    v128.store(m + down, f32x4.add(s, v128.shuffle<f64>(t0, t1, 1, 3)))
    v128.store(m + 2 * down, f32x4.add(s, v128.shuffle<f64>(t2, t3, 0, 2)))
    v128.store(m + 3 * down, f32x4.add(s, v128.shuffle<f64>(t2, t3, 1, 3)))
  }

  private static edge<T extends number>(
    G: usize,
    ldg: i32,
    M: usize,
    ldm: i32,
    n: i32,
    shift: T,
    top: i32,
    rows: i32,
    left: i32,
    cols: i32,
  ): void {
    for (let r = top; r < top + rows; r++) {
      for (let c = max(left, r + 1); c < left + cols; c++) {
        const value = load<T>(G + (<usize>c * ldg + r) * sizeof<T>())
        store<T>(M + (<usize>r * ldm + c) * sizeof<T>(), <T>(value + shift))
      }
    }
  }

  static form<T extends number>(K: usize, ldk: i32, n: i32, x: usize): f64 {
    let total: f64 = 0
    for (let r = 0; r < n; r++) {
      const k = K + <usize>r * ldk * sizeof<T>()
      let pairs = f64x2.splat(0)
      for (let s = 0; s + 2 <= r; s += 2) {
        const at = k + <usize>s * sizeof<T>()
        const pair = sizeof<T>() === 4 ? f64x2.promote_low_f32x4(v128.load64_zero(at)) : v128.load(at)
        pairs = Lanes.madd<f64>(pair, v128.load(x + ((<usize>s) << 3)), pairs)
      }
      let below = Wide.sum(pairs)
      if (r & 1) below += <f64>load<T>(k + <usize>(r - 1) * sizeof<T>()) * load<f64>(x + ((<usize>(r - 1)) << 3))
      const own = load<f64>(x + ((<usize>r) << 3))
      total += own * (2 * below + <f64>load<T>(k + <usize>r * sizeof<T>()) * own)
    }
    return total
  }
}

/** M = G + shift in full, rows [from, to) of n, from the lower triangle of G. No overlap. */
export function mirrorF32(G: usize, ldg: i32, M: usize, ldm: i32, n: i32, shift: f64, from: i32, to: i32): void {
  Symmetric.mirror<f32>(G, ldg, M, ldm, n, <f32>shift, from, to)
}

export function mirrorF64(G: usize, ldg: i32, M: usize, ldm: i32, n: i32, shift: f64, from: i32, to: i32): void {
  Symmetric.mirror<f64>(G, ldg, M, ldm, n, shift, from, to)
}

/** xᵀK x for a symmetric K of which the lower triangle is read; x is float64, and so are products and sum. */
export function quadraticF32(K: usize, ldk: i32, n: i32, x: usize): f64 {
  return Symmetric.form<f32>(K, ldk, n, x)
}

export function quadraticF64(K: usize, ldk: i32, n: i32, x: usize): f64 {
  return Symmetric.form<f64>(K, ldk, n, x)
}
