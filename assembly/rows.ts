import { Lanes } from './lanes'

@final
class Rows {
  static addBias<T extends number>(A: usize, lda: i32, bias: usize, cols: i32, from: i32, to: i32): void {
    const width = Lanes.count<T>()
    for (let r = from; r < to; r++) {
      const a = A + <usize>r * lda * sizeof<T>()
      let c = 0
      for (; c + width <= cols; c += width) Rows.add<T>(a, bias, c, width)
      if (c < cols) Rows.add<T>(a, bias, c, cols - c)
    }
  }

  @inline private static add<T extends number>(a: usize, b: usize, c: i32, count: i32): void {
    const at = <usize>c * sizeof<T>()
    Lanes.store<T>(a + at, v128.add<T>(Lanes.load<T>(a + at, count), Lanes.load<T>(b + at, count)), count)
  }

  static mulRows<T extends number>(
    D: usize,
    ldd: i32,
    P: usize,
    ldp: i32,
    q: i32,
    cols: i32,
    from: i32,
    to: i32,
  ): void {
    const width = Lanes.count<T>()
    for (let r = from; r < to; r++) {
      const d = D + <usize>r * ldd * sizeof<T>()
      const p = P + <usize>(r / q) * ldp * sizeof<T>()
      let c = 0
      for (; c + width <= cols; c += width) Rows.mul<T>(d, p, c, width)
      if (c < cols) Rows.mul<T>(d, p, c, cols - c)
    }
  }

  @inline private static mul<T extends number>(d: usize, p: usize, c: i32, count: i32): void {
    const at = <usize>c * sizeof<T>()
    const product = v128.mul<T>(Lanes.load<T>(d + at, count), Lanes.load<T>(p + at, count))
    Lanes.store<T>(d + at, Lanes.flush<T>(product), count)
  }

  static copyColumns<T extends number>(
    dst: usize,
    ldd: i32,
    src: usize,
    lds: i32,
    cols: i32,
    accumulate: i32,
    from: i32,
    to: i32,
  ): void {
    const width = Lanes.count<T>()
    for (let r = from; r < to; r++) {
      const d = dst + <usize>r * ldd * sizeof<T>()
      const s = src + <usize>r * lds * sizeof<T>()
      if (!accumulate) {
        memory.copy(d, s, <usize>cols * sizeof<T>())
        continue
      }
      let c = 0
      for (; c + width <= cols; c += width) Rows.add<T>(d, s, c, width)
      if (c < cols) Rows.add<T>(d, s, c, cols - c)
    }
  }

  static gatherRows<T extends number>(dst: usize, src: usize, places: usize, cols: i32, from: i32, to: i32): void {
    const bytes = <usize>cols * sizeof<T>()
    for (let r = from; r < to; r++)
      memory.copy(dst + <usize>r * bytes, src + <usize>load<u32>(places + ((<usize>r) << 2)) * bytes, bytes)
  }

  static combineRows<T extends number>(
    E: usize,
    lde: i32,
    D: usize,
    ldd: i32,
    x: usize,
    q: i32,
    cols: i32,
    from: i32,
    to: i32,
  ): void {
    const width = Lanes.count<T>()
    const stride = <usize>ldd * sizeof<T>()
    for (let i = from; i < to; i++) {
      const e = E + <usize>i * lde * sizeof<T>()
      const d = D + <usize>i * q * stride
      const weights = x + ((<usize>i * q) << 3)
      let c = 0
      for (; c + width <= cols; c += width) Rows.combine<T>(e, d, stride, weights, q, c, width)
      if (c < cols) Rows.combine<T>(e, d, stride, weights, q, c, cols - c)
    }
  }

  @inline private static combine<T extends number>(
    e: usize,
    d: usize,
    stride: usize,
    weights: usize,
    q: i32,
    c: i32,
    count: i32,
  ): void {
    const at = <usize>c * sizeof<T>()
    let sum = v128.splat<T>(<T>0)
    for (let a = 0; a < q; a++) {
      const weight = v128.splat<T>(<T>load<f64>(weights + ((<usize>a) << 3)))
      sum = Lanes.madd<T>(weight, Lanes.load<T>(d + a * stride + at, count), sum)
    }
    Lanes.store<T>(e + at, sum, count)
  }
}

/** A[r,c] += bias[c], rows r in [from, to). */
export function addBiasF32(A: usize, lda: i32, bias: usize, cols: i32, from: i32, to: i32): void {
  Rows.addBias<f32>(A, lda, bias, cols, from, to)
}

export function addBiasF64(A: usize, lda: i32, bias: usize, cols: i32, from: i32, to: i32): void {
  Rows.addBias<f64>(A, lda, bias, cols, from, to)
}

/** D[r,c] *= P[⌊r/q⌋, c], rows r in [from, to): the q rows of a sample share a row of P. D may be P where q = 1. The plain
 * build takes |D| < 1e−30 (float64: 1e−290) as 0: later products would crawl. */
export function mulRowsF32(D: usize, ldd: i32, P: usize, ldp: i32, q: i32, cols: i32, from: i32, to: i32): void {
  Rows.mulRows<f32>(D, ldd, P, ldp, q, cols, from, to)
}

export function mulRowsF64(D: usize, ldd: i32, P: usize, ldp: i32, q: i32, cols: i32, from: i32, to: i32): void {
  Rows.mulRows<f64>(D, ldd, P, ldp, q, cols, from, to)
}

/** dst[r,c] = src[r,c], or += where accumulate is set; rows r in [from, to). No overlap. */
export function copyColumnsF32(
  dst: usize,
  ldd: i32,
  src: usize,
  lds: i32,
  cols: i32,
  accumulate: i32,
  from: i32,
  to: i32,
): void {
  Rows.copyColumns<f32>(dst, ldd, src, lds, cols, accumulate, from, to)
}

export function copyColumnsF64(
  dst: usize,
  ldd: i32,
  src: usize,
  lds: i32,
  cols: i32,
  accumulate: i32,
  from: i32,
  to: i32,
): void {
  Rows.copyColumns<f64>(dst, ldd, src, lds, cols, accumulate, from, to)
}

/** dst[r,c] = src[places[r],c], rows r in [from, to) of `cols` numbers without gaps; places are u32. */
export function gatherRowsF32(dst: usize, src: usize, places: usize, cols: i32, from: i32, to: i32): void {
  Rows.gatherRows<f32>(dst, src, places, cols, from, to)
}

export function gatherRowsF64(dst: usize, src: usize, places: usize, cols: i32, from: i32, to: i32): void {
  Rows.gatherRows<f64>(dst, src, places, cols, from, to)
}

/** E[i,c] = Σ_{a<q} x[i·q + a]·D[i·q + a, c], samples i in [from, to); x is float64 and is rounded to the type of D. */
export function combineRowsF32(
  E: usize,
  lde: i32,
  D: usize,
  ldd: i32,
  x: usize,
  q: i32,
  cols: i32,
  from: i32,
  to: i32,
): void {
  Rows.combineRows<f32>(E, lde, D, ldd, x, q, cols, from, to)
}

export function combineRowsF64(
  E: usize,
  lde: i32,
  D: usize,
  ldd: i32,
  x: usize,
  q: i32,
  cols: i32,
  from: i32,
  to: i32,
): void {
  Rows.combineRows<f64>(E, lde, D, ldd, x, q, cols, from, to)
}
