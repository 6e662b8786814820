import { Exp } from './exp'
import { Polynomial } from './polynomial'

// An argument whose tanh rounds to 1 · −2 · 2.
const SINGLE = memory.data<f32>([9.1, -2, 2], 16)
const DOUBLE = memory.data<f64>([19.1, -2, 2], 16)

/** tanh |x| = −m / (m + 2) with m = e^(−2|x|) − 1, which keeps small arguments precise. */
@final
export class Tanh {
  @inline private static constant<T extends number>(k: i32): v128 {
    return Polynomial.constant<T>(sizeof<T>() === 4 ? SINGLE : DOUBLE, k)
  }

  @inline static of<T extends number>(x: v128): v128 {
    const size = v128.abs<T>(x)
    // pmin in this order hands a NaN on.
    const y = v128.mul<T>(v128.pmin<T>(size, Tanh.constant<T>(0)), Tanh.constant<T>(1))
    const scale = Exp.scale<T>(y)
    const power = Exp.times<T>(Exp.one<T>(), scale)
    // m = fraction·2ⁿ + (2ⁿ − 1), the bracket being exact.
    const m = v128.add<T>(v128.mul<T>(Exp.fraction<T>(y, scale), power), v128.sub<T>(power, Exp.one<T>()))
    const h = v128.abs<T>(v128.div<T>(m, v128.add<T>(m, Tanh.constant<T>(2))))
    return v128.or(h, v128.xor(x, size))
  }
}
