import { Lanes } from '../lanes'
import { Exp } from './exp'
import { Polynomial } from './polynomial'

// Constants of both tables: √½ · what holds an integer in its low bits · least normal number · power of two that makes
// a subnormal normal · its exponent · ln 2 in two parts · 2 · a small number.
const SINGLE = memory.data<f32>(
  [0.70710677, 12582912, 1.17549435e-38, 16777216, 24, 0.693145751953125, 1.4286068e-6, 2, 1e-12],
  16,
)
const DOUBLE = memory.data<f64>(
  [
    0.7071067811865476, 6755399441055744, 2.2250738585072014e-308, 18014398509481984, 54, 0.6931471803691238,
    1.9082149292705877e-10, 2, 1e-12,
  ],
  16,
)

// p of atanh s = s + s·z·p(z), z = s²: minimax for √½ ≤ m ≤ √2, s = (m − 1)/(m + 1), 8e−10 and 1.3e−18.
const SINGLE_P = memory.data<f32>([0.14936537, 0.19988748, 0.33333388], 16)
const DOUBLE_P = memory.data<f64>(
  [
    0.07398753878732131, 0.07656951621300331, 0.09091784869962753, 0.11111099237992493, 0.1428571437163134,
    0.19999999999705545, 0.33333333333333676,
  ],
  16,
)

// The same for 1 ≤ m ≤ 2, so 0 ≤ z ≤ 1/9: 1.2e−10 and 1.4e−18.
const SINGLE_WIDE = memory.data<f32>([0.121504664, 0.10713829, 0.14308442, 0.19999439, 0.33333337], 16)
const DOUBLE_WIDE = memory.data<f64>(
  [
    0.0850928823293222, 0.0417005054282475, 0.060530431460604876, 0.06650486795447624, 0.07693279960879316,
    0.09090871962521731, 0.11111111984862931, 0.14285714273927003, 0.20000000000078622, 0.33333333333333154,
  ],
  16,
)

/** The natural logarithm by x = 2ᵏ·m, ln m = 2 atanh((m − 1)/(m + 1)). */
@final
export class Log {
  @inline private static constant<T extends number>(k: i32): v128 {
    return Polynomial.constant<T>(sizeof<T>() === 4 ? SINGLE : DOUBLE, k)
  }

  /** ln x: −∞ at 0, NaN below it. Error ≤ 2 ulp. */
  @inline static of<T extends number>(x: v128): v128 {
    const small = v128.lt<T>(x, Log.constant<T>(2))
    const lifted = v128.bitselect(v128.mul<T>(x, Log.constant<T>(3)), x, small)
    const half = Log.constant<T>(0)
    const exponent = Lanes.exponent<T>(Lanes.subBits<T>(lifted, half))
    const m = Lanes.subBits<T>(lifted, Lanes.toExponent<T>(exponent))
    const magic = Log.constant<T>(1)
    let k = v128.sub<T>(Lanes.addBits<T>(exponent, magic), magic)
    k = v128.sub<T>(k, v128.and(small, Log.constant<T>(4)))
    const f = v128.sub<T>(m, Exp.one<T>())
    const s = v128.div<T>(f, v128.add<T>(f, Log.constant<T>(7)))
    const z = v128.mul<T>(s, s)
    const table = sizeof<T>() === 4 ? SINGLE_P : DOUBLE_P
    let p = Polynomial.step<T>(Polynomial.constant<T>(table, 0), z, table, 1)
    p = Polynomial.step<T>(p, z, table, 2)
    if (sizeof<T>() === 8) p = Polynomial.steps4<T>(p, z, table, 3)
    const twice = v128.add<T>(s, s)
    let y = Lanes.madd<T>(v128.mul<T>(twice, z), p, v128.mul<T>(k, Log.constant<T>(6)))
    y = Lanes.madd<T>(k, Log.constant<T>(5), v128.add<T>(twice, y))
    const zero = v128.splat<T>(<T>0)
    const infinity = v128.splat<T>(<T>Infinity)
    // √x is what is wanted of ∞, of negative numbers and of NaN.
    const special = v128.bitselect(v128.neg<T>(infinity), v128.sqrt<T>(x), v128.eq<T>(x, zero))
    return v128.bitselect(y, special, v128.and(v128.gt<T>(x, zero), v128.lt<T>(x, infinity)))
  }

  /** ln(1 + x) for 0 ≤ x ≤ 1, error ≤ 3 ulp. */
  @inline static onePlus<T extends number>(x: v128): v128 {
    const s = v128.div<T>(x, v128.add<T>(x, Log.constant<T>(7)))
    // No digit of 1 + z·p is lost by the floor, and no product is subnormal, which costs tens of cycles each.
    const floored = v128.pmax<T>(s, Log.constant<T>(8))
    const z = v128.mul<T>(floored, floored)
    const table = sizeof<T>() === 4 ? SINGLE_WIDE : DOUBLE_WIDE
    let p = Polynomial.steps4<T>(Polynomial.constant<T>(table, 0), z, table, 1)
    if (sizeof<T>() === 8) p = Polynomial.step<T>(Polynomial.steps4<T>(p, z, table, 5), z, table, 9)
    return v128.mul<T>(v128.add<T>(s, s), Lanes.madd<T>(z, p, Exp.one<T>()))
  }
}
