import { Lanes } from './lanes'

/** A function of one vector, as a type. */
export class VectorFunction {
  @inline value<_T extends number>(x: v128): v128 {
    return x
  }
}

/**
 * out[i] = F.value(x[i]) for i in [from, to); out may be x. F is inlined.
 * The tail goes through the same code as the rest, so no cut of a range changes a bit.
 */
@final
export class Elementwise {
  @inline static map<T extends number, F extends VectorFunction>(x: usize, out: usize, from: i32, to: i32): void {
    const f = changetype<F>(0)
    const width = Lanes.count<T>()
    let i = from
    for (; i + width <= to; i += width) {
      const at = <usize>i * sizeof<T>()
      v128.store(out + at, f.value<T>(v128.load(x + at)))
    }
    const rest = to - i
    if (rest > 0) {
      const at = <usize>i * sizeof<T>()
      Lanes.storeSome<T>(out + at, f.value<T>(Lanes.loadSome<T>(x + at, rest)), rest)
    }
  }
}
