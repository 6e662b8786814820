import { Lanes } from '../lanes'
import { Exp } from './exp'
import { Polynomial } from './polynomial'

// Constants of both tables: −½ · 4 · −8 · 1/√(2π).
const SINGLE = memory.data<f32>([-0.5, 4, -8, 0.3989423], 16)
const DOUBLE = memory.data<f64>([-0.5, 4, -8, 0.3989422804014327], 16)

// p of Φ(−t) = e^(−t²/2)·p(q)/(t + 4), q = (t − 4)/(t + 4): minimax of the relative error, 7.6e−9 as long as float32 sees
// the tail (t ≤ 13), 9.1e−17 for float64 (t ≤ 40).
const SINGLE_P = memory.data<f32>(
  [
    -0.00012622055, 0.00019196239, 0.0015749224, -0.0035180168, -0.0075287875, 0.060404465, -0.18652289, 0.38713688,
    -0.6078966, 0.75528514,
  ],
  16,
)
const DOUBLE_P = memory.data<f64>(
  [
    1.4565921334451533e-9, 1.0474432804933997e-8, 9.356924161947092e-9, -7.104340379210612e-8, -1.4577959769953721e-7,
    2.5896763475660613e-7, 1.012056162651878e-6, -6.22487597821216e-7, -5.914536635260475e-6, 7.14014801562382e-7,
    3.51426305303612e-5, -1.9076140371495536e-6, -0.00023109447198106097, 0.00013334421097605258, 0.0016308183954600658,
    -0.0034796923576479073, -0.00754018896218934, 0.06039657489043305, -0.18652185795980739, 0.38713740074222514,
    -0.6078966419718906, 0.7552851304157514,
  ],
  16,
)

/** The normal distribution: Φ(x) = ½(1 + erf(x/√2)) and its density. */
@final
export class Normal {
  @inline private static constant<T extends number>(k: i32): v128 {
    return Polynomial.constant<T>(sizeof<T>() === 4 ? SINGLE : DOUBLE, k)
  }

  /** e^(−x²/2), from which the other two start. */
  @inline static bell<T extends number>(x: v128): v128 {
    return Exp.of<T>(v128.mul<T>(v128.mul<T>(x, x), Normal.constant<T>(0)))
  }

  /** The density from the bell. */
  @inline static density<T extends number>(bell: v128): v128 {
    return v128.mul<T>(bell, Normal.constant<T>(3))
  }

  /** Φ(x) from x and its bell; the lower tail keeps its relative precision but for what x² loses, (3 + x²/2)u. */
  @inline static cumulative<T extends number>(x: v128, bell: v128): v128 {
    const one = Exp.one<T>()
    const w = v128.div<T>(one, v128.add<T>(v128.abs<T>(x), Normal.constant<T>(1)))
    const q = Lanes.madd<T>(w, Normal.constant<T>(2), one)
    const table = sizeof<T>() === 4 ? SINGLE_P : DOUBLE_P
    let p = Polynomial.steps4<T>(Polynomial.constant<T>(table, 0), q, table, 1)
    p = Polynomial.steps4<T>(p, q, table, 5)
    if (sizeof<T>() === 4) p = Polynomial.step<T>(p, q, table, 9)
    else {
      p = Polynomial.steps4<T>(p, q, table, 9)
      p = Polynomial.steps4<T>(p, q, table, 13)
      p = Polynomial.steps4<T>(p, q, table, 17)
      p = Polynomial.step<T>(p, q, table, 21)
    }
    const tail = v128.mul<T>(v128.mul<T>(p, w), bell)
    return v128.bitselect(tail, v128.sub<T>(one, tail), v128.lt<T>(x, v128.splat<T>(<T>0)))
  }
}
