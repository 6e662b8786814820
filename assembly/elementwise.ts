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
    let left = to - from
    x += <usize>from * sizeof<T>()
    out += <usize>from * sizeof<T>()
    for (; left >= 2 * width; left -= 2 * width) {
      const first = f.value<T>(v128.load(x))
      const second = f.value<T>(v128.load(x, 16))
      v128.store(out, first)
      v128.store(out, second, 16)
      x += 32
      out += 32
    }
    for (; left > 0; left -= width) {
      const count = min(left, width)
      Lanes.store<T>(out, f.value<T>(Lanes.load<T>(x, count)), count)
      x += 16
      out += 16
    }
  }
}
