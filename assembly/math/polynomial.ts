import { Lanes } from '../lanes'

/**
 * Constants and Horner's rule from a table in linear memory, highest power first. They are loaded, not written as v128
 * literals: V8 builds a literal anew at every turn of a loop, which measured 1.5 to 1.8 times slower for exp.
 */
@final
export class Polynomial {
  /** Number k of the table, in every lane. */
  @inline static constant<T extends number>(table: usize, k: i32): v128 {
    return v128.load_splat<T>(table + k * sizeof<T>())
  }

  /** sum·x + table[k] */
  @inline static step<T extends number>(sum: v128, x: v128, table: usize, k: i32): v128 {
    return Lanes.madd<T>(sum, x, Polynomial.constant<T>(table, k))
  }

  /** Four steps, table[k] … table[k + 3]. */
  @inline static steps4<T extends number>(sum: v128, x: v128, table: usize, k: i32): v128 {
    sum = Polynomial.step<T>(sum, x, table, k)
    sum = Polynomial.step<T>(sum, x, table, k + 1)
    sum = Polynomial.step<T>(sum, x, table, k + 2)
    return Polynomial.step<T>(sum, x, table, k + 3)
  }
}
