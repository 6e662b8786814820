import { Tile } from './micro-kernel'
import { Triangle } from './triangle'

@final
class Gram {
  static run<T extends number>(
    K: usize,
    ldk: i32,
    D: usize,
    ldd: i32,
    d: i32,
    G: usize,
    ldg: i32,
    q: i32,
    bias: T,
    accumulate: i32,
    scratch: usize,
    from: i32,
    to: i32,
  ): void {
    if (d === 0) {
      if (!accumulate) Triangle.zero<T>(K, ldk, from, to)
      return
    }
    const mode = accumulate ? Tile.add : Tile.store
    Triangle.product<T>(D, ldd, false, d, K, ldk, mode, G, ldg, q, bias, scratch, 0, to, from, to)
  }
}

/**
 * One layer's term of the Gram matrix over rows: for s ≤ r, rows r in [from, to),
 *   K[r,s] = (Σ_c D[r,c]·D[s,c])·(G[⌊r/q⌋, ⌊s/q⌋] + bias), or += where accumulate is set.
 * D is rows×d, q rows to a sample; G, over samples, is read for j ≤ i only; the product stays in its tile.
 * Nothing above the diagonal of K is read or written; without accumulate nothing of K is read. Row-major, ld ≥ columns,
 * no alignment asked; K overlaps neither D nor G. scratch: 16-aligned, as for matmul.
 */
export function gramF32(
  K: usize,
  ldk: i32,
  D: usize,
  ldd: i32,
  rows: i32,
  d: i32,
  G: usize,
  ldg: i32,
  q: i32,
  bias: f64,
  accumulate: i32,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  Gram.run<f32>(K, ldk, D, ldd, d, G, ldg, q, <f32>bias, accumulate, scratch, from, to)
}

export function gramF64(
  K: usize,
  ldk: i32,
  D: usize,
  ldd: i32,
  rows: i32,
  d: i32,
  G: usize,
  ldg: i32,
  q: i32,
  bias: f64,
  accumulate: i32,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  Gram.run<f64>(K, ldk, D, ldd, d, G, ldg, q, <f64>bias, accumulate, scratch, from, to)
}
