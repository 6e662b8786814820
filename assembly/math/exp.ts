import { Lanes } from '../lanes'
import { Polynomial } from './polynomial'

// Constants of both tables: log₂e · what rounds to an integer when added · ln 2 in two parts, the first so short that
// n times it is exact · least and greatest argument · a number near the greatest · 1.
const SINGLE = memory.data<f32>([1.442695, 12582912, 0.693145751953125, 1.4286068e-6, -87.33654, 88.72283, 3e38, 1], 16)
const DOUBLE = memory.data<f64>(
  [
    1.4426950408889634, 6755399441055744, 0.6931471803691238, 1.9082149292705877e-10, -708.39641853226,
    709.782712893384, 1e308, 1,
  ],
  16,
)

// q of eʳ = 1 + r + r²·q(r), |r| ≤ ln 2 / 2: minimax of the relative error, 3.1e−9 and 3.7e−18.
const SINGLE_Q = memory.data<f32>([0.0013814466, 0.008368781, 0.041668393, 0.1666652, 0.49999994], 16)
const DOUBLE_Q = memory.data<f64>(
  [
    2.4999961916114856e-8, 2.763037865194999e-7, 2.755758735299634e-6, 2.4801492762715684e-5, 1.9841269504753268e-4,
    0.0013888888943922701, 0.008333333333495629, 0.04166666666652919, 0.1666666666666641, 0.5000000000000011,
  ],
  16,
)

/** The exponential by x = n·ln 2 + r, eˣ = 2ⁿ·eʳ; the pieces are there for functions that are built on it. */
@final
export class Exp {
  @inline private static constant<T extends number>(k: i32): v128 {
    return Polynomial.constant<T>(sizeof<T>() === 4 ? SINGLE : DOUBLE, k)
  }

  @inline static one<T extends number>(): v128 {
    return Exp.constant<T>(7)
  }

  /** A number whose low bits are n = round(x / ln 2). */
  @inline static scale<T extends number>(x: v128): v128 {
    return Lanes.madd<T>(x, Exp.constant<T>(0), Exp.constant<T>(1))
  }

  /** e^(x − n·ln 2) − 1 for that n, with a relative error near u. */
  @inline static fraction<T extends number>(x: v128, scale: v128): v128 {
    const n = v128.sub<T>(scale, Exp.constant<T>(1))
    let r = Lanes.nmadd<T>(n, Exp.constant<T>(2), x)
    r = Lanes.nmadd<T>(n, Exp.constant<T>(3), r)
    const table = sizeof<T>() === 4 ? SINGLE_Q : DOUBLE_Q
    let q = Polynomial.steps4<T>(Polynomial.constant<T>(table, 0), r, table, 1)
    if (sizeof<T>() === 8) q = Polynomial.step<T>(Polynomial.steps4<T>(q, r, table, 5), r, table, 9)
    return Lanes.madd<T>(v128.mul<T>(r, r), q, r)
  }

  /** y·2ⁿ by adding n to the exponent of y; y·2ⁿ must be a normal number. */
  @inline static times<T extends number>(y: v128, scale: v128): v128 {
    return Lanes.addBits<T>(y, Lanes.toExponent<T>(scale))
  }

  /** eˣ: 0 where the result would be subnormal, ∞ where it overflows, NaN for NaN. */
  @inline static of<T extends number>(x: v128): v128 {
    const scale = Exp.scale<T>(x)
    let y = Exp.times<T>(v128.add<T>(Exp.fraction<T>(x, scale), Exp.one<T>()), scale)
    y = v128.and(y, v128.ge<T>(x, Exp.constant<T>(4)))
    // Beyond the greatest argument the product is what is wanted: ∞, or NaN for NaN.
    return v128.bitselect(y, v128.mul<T>(x, Exp.constant<T>(6)), v128.le<T>(x, Exp.constant<T>(5)))
  }
}
