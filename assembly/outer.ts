import { Lanes } from './lanes'

@final
class Outer {
  static rows<T extends number>(
    J: usize,
    ldj: i32,
    D: usize,
    ldd: i32,
    dcols: i32,
    H: usize,
    ldh: i32,
    hcols: i32,
    q: i32,
    hasBias: i32,
    from: i32,
    to: i32,
  ): void {
    for (let r = from; r < to; r++) {
      const d = D + <usize>r * ldd * sizeof<T>()
      const h = H + <usize>(r / q) * ldh * sizeof<T>()
      let j = J + <usize>r * ldj * sizeof<T>()
      if (dcols === 1) Outer.scaled<T>(j, load<T>(d), h, hcols)
      else {
        for (let i = 0; i < hcols; i++) {
          Outer.scaled<T>(j + <usize>i * dcols * sizeof<T>(), load<T>(h + <usize>i * sizeof<T>()), d, dcols)
        }
      }
      j += <usize>hcols * dcols * sizeof<T>()
      if (hasBias) memory.copy(j, d, <usize>dcols * sizeof<T>())
    }
  }

  /** out[c] = factor·v[c] */
  @inline private static scaled<T extends number>(out: usize, factor: T, v: usize, cols: i32): void {
    const f = v128.splat<T>(factor)
    const width = Lanes.count<T>()
    let c = 0
    for (; c + width <= cols; c += width) {
      const at = <usize>c * sizeof<T>()
      v128.store(out + at, v128.mul<T>(f, v128.load(v + at)))
    }
    if (c < cols) {
      const at = <usize>c * sizeof<T>()
      Lanes.storeSome<T>(out + at, v128.mul<T>(f, Lanes.loadSome<T>(v + at, cols - c)), cols - c)
    }
  }
}

/**
 * Rows of a Jacobian written out: J[r, i·dcols + o] = H[⌊r/q⌋, i]·D[r, o], then, where hasBias is set,
 * J[r, hcols·dcols + o] = D[r, o]; rows r in [from, to). Kernels are stored input-major, as in the model. No overlap.
 */
export function outerRowsF32(
  J: usize,
  ldj: i32,
  D: usize,
  ldd: i32,
  dcols: i32,
  H: usize,
  ldh: i32,
  hcols: i32,
  q: i32,
  hasBias: i32,
  from: i32,
  to: i32,
): void {
  Outer.rows<f32>(J, ldj, D, ldd, dcols, H, ldh, hcols, q, hasBias, from, to)
}

export function outerRowsF64(
  J: usize,
  ldj: i32,
  D: usize,
  ldd: i32,
  dcols: i32,
  H: usize,
  ldh: i32,
  hcols: i32,
  q: i32,
  hasBias: i32,
  from: i32,
  to: i32,
): void {
  Outer.rows<f64>(J, ldj, D, ldd, dcols, H, ldh, hcols, q, hasBias, from, to)
}
