import { Lanes } from '../lanes'
import { Polynomial } from './polynomial'

// Constants of both tables: 1/π · what rounds to an integer when added · π in three parts, the first two so short that
// up to 2^13 (2^22) half turns times them are exact · π/2 and a little · ½.
const SINGLE = memory.data<f32>([0.31830987, 12582912, 3.140625, 0.0009675025939941406, 1.5099067e-7, 1.5708, 0.5], 16)
const DOUBLE = memory.data<f64>(
  [0.3183098861837907, 6755399441055744, 3.141592651605606, 1.984187158327044e-9, 1.034036596358821e-18, 1.5708, 0.5],
  16,
)

// s of sin r = r + r·z·s(z), z = r², |r| ≤ π/2: minimax of the relative error, 6.1e−9 and 2.8e−19.
const SINGLE_S = memory.data<f32>([2.6057508e-6, -0.0001980959, 0.0083330665, -0.1666666], 16)
const DOUBLE_S = memory.data<f64>(
  [
    2.7211569611348754e-15, -7.642989815403659e-13, 1.6058939643008842e-10, -2.505210687158105e-8, 2.755731921112428e-6,
    -0.00019841269841209145, 0.008333333333333194, -0.16666666666666666,
  ],
  16,
)

/**
 * Sine and cosine by x = kπ + r. Precise while k times the short parts of π is exact, |x| ≤ 2.5e4 (1e7); beyond it the
 * result loses digits with |x| but stays in [−1, 1]; NaN for infinities.
 */
@final
export class Sine {
  @inline private static constant<T extends number>(k: i32): v128 {
    return Polynomial.constant<T>(sizeof<T>() === 4 ? SINGLE : DOUBLE, k)
  }

  @inline static of<T extends number>(x: v128): v128 {
    const scale = Lanes.madd<T>(x, Sine.constant<T>(0), Sine.constant<T>(1))
    return Sine.turned<T>(x, scale, v128.sub<T>(scale, Sine.constant<T>(1)))
  }

  /** cos x = −(−1)ⁿ·sin r with x = (n + ½)π + r. */
  @inline static cosine<T extends number>(x: v128): v128 {
    const half = Sine.constant<T>(6)
    const scale = v128.add<T>(v128.sub<T>(v128.mul<T>(x, Sine.constant<T>(0)), half), Sine.constant<T>(1))
    return v128.neg<T>(Sine.turned<T>(x, scale, v128.add<T>(v128.sub<T>(scale, Sine.constant<T>(1)), half)))
  }

  /** sin(x − kπ), its sign turned where the lowest bit of scale is set. */
  @inline private static turned<T extends number>(x: v128, scale: v128, k: v128): v128 {
    let r = Lanes.nmadd<T>(k, Sine.constant<T>(2), x)
    r = Lanes.nmadd<T>(k, Sine.constant<T>(3), r)
    r = Lanes.nmadd<T>(k, Sine.constant<T>(4), r)
    const limit = Sine.constant<T>(5)
    r = v128.pmax<T>(v128.pmin<T>(r, limit), v128.neg<T>(limit))
    const z = v128.mul<T>(r, r)
    const table = sizeof<T>() === 4 ? SINGLE_S : DOUBLE_S
    let s = Polynomial.step<T>(Polynomial.constant<T>(table, 0), z, table, 1)
    s = Polynomial.step<T>(s, z, table, 2)
    s = Polynomial.step<T>(s, z, table, 3)
    if (sizeof<T>() === 8) s = Polynomial.steps4<T>(s, z, table, 4)
    return v128.xor(Lanes.madd<T>(v128.mul<T>(r, z), s, r), Lanes.toSign<T>(scale))
  }
}
