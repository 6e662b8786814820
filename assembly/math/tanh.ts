import { Lanes } from '../lanes'
import { Exp } from './exp'
import { Polynomial } from './polynomial'

// 2·log₂e · what rounds to an integer when added · ½ ln 2 · ½ · −½ · an argument whose tanh rounds to 1, negated.
const SINGLE = memory.data<f32>([2.88539004, 12582912, 0.34657359, 0.5, -0.5, -9.1], 16)
const DOUBLE = memory.data<f64>([2.8853900817779268, 6755399441055744, 0.34657359027997264, 0.5, -0.5, -19.1], 16)

// The q of exp in terms of half its argument, each coefficient times a power of two: (e²ʳ − 1)/2 = r + r²·q(r).
const SINGLE_Q = memory.data<f32>([0.0442062914, 0.133900493, 0.333347142, 0.666660786, 0.999999881], 16)
const DOUBLE_Q = memory.data<f64>(
  [
    2.5599961002101613e-5, 0.00014146753869798395, 0.0007054742362367063, 0.0031745910736276075, 0.012698412483042092,
    0.044444444620552644, 0.13333333333593006, 0.33333333333223353, 0.6666666666666564, 1.0000000000000022,
  ],
  16,
)

/**
 * tanh |x| = −m / (m + 1) with m = (e^(−2|x|) − 1)/2, which keeps small arguments precise. ln 2 in one part is enough:
 * where n is large, what it loses is multiplied by e^(−2|x|).
 */
@final
export class Tanh {
  @inline private static constant<T extends number>(k: i32): v128 {
    return Polynomial.constant<T>(sizeof<T>() === 4 ? SINGLE : DOUBLE, k)
  }

  @inline static of<T extends number>(x: v128): v128 {
    const minus = v128.splat<T>(<T>-0.0)
    // pmax in this order hands a NaN on.
    const y = v128.pmax<T>(v128.or(x, minus), Tanh.constant<T>(5))
    const scale = Lanes.madd<T>(y, Tanh.constant<T>(0), Tanh.constant<T>(1))
    const r = Lanes.nmadd<T>(v128.sub<T>(scale, Tanh.constant<T>(1)), Tanh.constant<T>(2), y)
    const table = sizeof<T>() === 4 ? SINGLE_Q : DOUBLE_Q
    let q = Polynomial.steps4<T>(Polynomial.constant<T>(table, 0), r, table, 1)
    if (sizeof<T>() === 8) q = Polynomial.step<T>(Polynomial.steps4<T>(q, r, table, 5), r, table, 9)
    const fraction = Lanes.madd<T>(v128.mul<T>(r, r), q, r)
    const power = Exp.times<T>(Exp.one<T>(), scale)
    // The second term is exact.
    const m = Lanes.madd<T>(fraction, power, Lanes.madd<T>(power, Tanh.constant<T>(3), Tanh.constant<T>(4)))
    const h = v128.div<T>(m, v128.add<T>(m, Exp.one<T>()))
    return v128.bitselect(x, h, minus)
  }
}
