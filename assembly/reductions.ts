import { Lanes } from './lanes'
import { Wide } from './wide'

@final
class Reductions {
  static rowDot<T extends number>(
    out: usize,
    D: usize,
    ldd: i32,
    W: usize,
    ldw: i32,
    q: i32,
    cols: i32,
    from: i32,
    to: i32,
  ): void {
    for (let r = from; r < to; r++) {
      const d = D + <usize>r * ldd * sizeof<T>()
      const w = W + <usize>(r / q) * ldw * sizeof<T>()
      const at = out + ((<usize>r) << 3)
      store<f64>(at, load<f64>(at) + Wide.dot<T>(d, w, cols))
    }
  }

  static columnSum<T extends number>(
    out: usize,
    A: usize,
    lda: i32,
    rows: i32,
    accumulate: i32,
    from: i32,
    to: i32,
  ): void {
    const width = Lanes.count<T>()
    let c = from
    for (; c + 4 * width <= to; c += 4 * width) Reductions.fourSums<T>(out, A, lda, rows, accumulate, c)
    for (; c + width <= to; c += width) Reductions.oneSum<T>(out, A, lda, rows, accumulate, c, width)
    if (c < to) Reductions.oneSum<T>(out, A, lda, rows, accumulate, c, to - c)
  }

  /** Four vectors at a time use the cache lines whole. */
  @inline private static fourSums<T extends number>(
    out: usize,
    A: usize,
    lda: i32,
    rows: i32,
    accumulate: i32,
    c: i32,
  ): void {
    const stride = <usize>lda * sizeof<T>()
    out += <usize>c * sizeof<T>()
    A += <usize>c * sizeof<T>()
    const o0 = Reductions.start<T>(out, accumulate, Lanes.count<T>())
    const o1 = Reductions.start<T>(out + 16, accumulate, Lanes.count<T>())
    const o2 = Reductions.start<T>(out + 32, accumulate, Lanes.count<T>())
    const o3 = Reductions.start<T>(out + 48, accumulate, Lanes.count<T>())
    let l0 = Wide.low<T>(o0)
    let l1 = Wide.low<T>(o1)
    let l2 = Wide.low<T>(o2)
    let l3 = Wide.low<T>(o3)
    let h0 = l0
    let h1 = l1
    let h2 = l2
    let h3 = l3
    if (sizeof<T>() === 4) {
      h0 = Wide.high(o0)
      h1 = Wide.high(o1)
      h2 = Wide.high(o2)
      h3 = Wide.high(o3)
    }
    for (let r = 0; r < rows; r++, A += stride) {
      const a0 = v128.load(A)
      const a1 = v128.load(A, 16)
      const a2 = v128.load(A, 32)
      const a3 = v128.load(A, 48)
      l0 = f64x2.add(l0, Wide.low<T>(a0))
      l1 = f64x2.add(l1, Wide.low<T>(a1))
      l2 = f64x2.add(l2, Wide.low<T>(a2))
      l3 = f64x2.add(l3, Wide.low<T>(a3))
      if (sizeof<T>() === 4) {
        h0 = f64x2.add(h0, Wide.high(a0))
        h1 = f64x2.add(h1, Wide.high(a1))
        h2 = f64x2.add(h2, Wide.high(a2))
        h3 = f64x2.add(h3, Wide.high(a3))
      }
    }
    v128.store(out, Wide.narrow<T>(l0, h0))
    v128.store(out, Wide.narrow<T>(l1, h1), 16)
    v128.store(out, Wide.narrow<T>(l2, h2), 32)
    v128.store(out, Wide.narrow<T>(l3, h3), 48)
  }

  @inline private static oneSum<T extends number>(
    out: usize,
    A: usize,
    lda: i32,
    rows: i32,
    accumulate: i32,
    c: i32,
    count: i32,
  ): void {
    const stride = <usize>lda * sizeof<T>()
    out += <usize>c * sizeof<T>()
    A += <usize>c * sizeof<T>()
    const o = Reductions.start<T>(out, accumulate, count)
    let low = Wide.low<T>(o)
    let high = sizeof<T>() === 4 ? Wide.high(o) : low
    for (let r = 0; r < rows; r++, A += stride) {
      const a = Lanes.load<T>(A, count)
      low = f64x2.add(low, Wide.low<T>(a))
      if (sizeof<T>() === 4) high = f64x2.add(high, Wide.high(a))
    }
    Lanes.store<T>(out, Wide.narrow<T>(low, high), count)
  }

  @inline private static start<T extends number>(out: usize, accumulate: i32, count: i32): v128 {
    return accumulate ? Lanes.load<T>(out, count) : v128.splat<T>(<T>0)
  }
}

/** out[r] += Σ_c D[r,c]·W[⌊r/q⌋, c], rows r in [from, to); out is float64, and so are products and sum. */
export function rowDotF32(
  out: usize,
  D: usize,
  ldd: i32,
  W: usize,
  ldw: i32,
  q: i32,
  cols: i32,
  from: i32,
  to: i32,
): void {
  Reductions.rowDot<f32>(out, D, ldd, W, ldw, q, cols, from, to)
}

export function rowDotF64(
  out: usize,
  D: usize,
  ldd: i32,
  W: usize,
  ldw: i32,
  q: i32,
  cols: i32,
  from: i32,
  to: i32,
): void {
  Reductions.rowDot<f64>(out, D, ldd, W, ldw, q, cols, from, to)
}

/** out[c] = Σ_r A[r,c], or += where accumulate is set; columns c in [from, to); the sum in float64, rows in order. */
export function columnSumF32(out: usize, A: usize, lda: i32, rows: i32, accumulate: i32, from: i32, to: i32): void {
  Reductions.columnSum<f32>(out, A, lda, rows, accumulate, from, to)
}

export function columnSumF64(out: usize, A: usize, lda: i32, rows: i32, accumulate: i32, from: i32, to: i32): void {
  Reductions.columnSum<f64>(out, A, lda, rows, accumulate, from, to)
}
