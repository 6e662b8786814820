import { Block } from './blocks'
import { Lanes } from './lanes'
import { Tile } from './micro-kernel'
import { Pack } from './pack'

/**
 * Factors a block column of an otherwise up-to-date matrix: the block on its diagonal, then any rows below it.
 * Rows go by panels of one tile's columns, kept packed (step p: one element of each row) as they are finished, so that
 * they serve the micro-kernel at once: four columns t of four to eight rows r are T[t,r] = Σ_p L[t,p]·L[r,p], then
 * L[r,t] = (A[r,t] − T[t,r] − Σ_{u<t} L[r,u]·L[t,u]) / L[t,t] with rows in lanes. Substitution, not an inverse: its
 * error stays small however small a pivot is.
 */
@final
export class FactorBlock {
  /** Columns of a block, a multiple of both tile widths; 48 to 128 measured within 4 % of each other. */
  static readonly size: i32 = 96

  /** The block on the diagonal, width×width at A. Index of the pivot that is not positive, or −1. */
  static diagonal(A: usize, lda: i32, width: i32, scratch: usize): i32 {
    const stride = <usize>lda * 8
    const lanes = Tile.columns<f64>()
    for (let top = 0; top < width; top += lanes) {
      const own = FactorBlock.panel(scratch, width, top / lanes)
      const rows = min(lanes, width - top)
      const failed = FactorBlock.rows(A + top * stride, A, stride, own, top, rows, width, scratch)
      if (failed >= 0) return failed
    }
    return -1
  }

  /**
   * Rows [from, to) of A below a finished block on the diagonal, its first column `left`, `width` wide; no two rows need
   * each other. Of them only the blocks that belong to parts [first, last), see Block.owned.
   */
  static below(
    A: usize,
    lda: i32,
    left: i32,
    width: i32,
    scratch: usize,
    from: i32,
    to: i32,
    parts: i32,
    first: i32,
    last: i32,
  ): void {
    const stride = <usize>lda * 8
    const lanes = Tile.columns<f64>()
    const L = A + left * stride + <usize>left * 8
    const reciprocals = FactorBlock.reciprocals(scratch, width)
    for (let t = 0; t < width; t++) {
      store<f64>(reciprocals + t * 8, 1 / load<f64>(L + t * stride + t * 8))
    }
    for (let top = 0; top < width; top += lanes) {
      const depth = min(width, top + lanes)
      const panel = FactorBlock.panel(scratch, width, top / lanes)
      Pack.panel<f64>(L + top * stride, lda, false, min(lanes, width - top), lanes, depth, panel)
    }
    const own = FactorBlock.panel(scratch, width, (width + lanes - 1) / lanes)
    for (let top = from; top < to; top += lanes) {
      if (!Block.owned(top, parts, first, last)) continue
      const rows = min(lanes, to - top)
      const a = A + top * stride + <usize>left * 8
      FactorBlock.rows(a, L, stride, own, width, rows, width, scratch)
    }
  }

  /** Packed panel number `index` of the block; the one behind the last serves the rows below. */
  @inline private static panel(scratch: usize, width: i32, index: i32): usize {
    return Block.rowsAt(scratch) + <usize>width * index * Tile.rowBytes
  }

  @inline private static reciprocals(scratch: usize, width: i32): usize {
    const lanes = Tile.columns<f64>()
    return FactorBlock.panel(scratch, width, (width + lanes - 1) / lanes + 1)
  }

  /** One panel of rows, the first of them number `top` of the block or beyond it. `own` is where it is packed. */
  private static rows(
    A: usize,
    L: usize,
    stride: usize,
    own: usize,
    top: i32,
    rows: i32,
    width: i32,
    scratch: usize,
  ): i32 {
    const tile = Block.tileAt(scratch)
    const lanes = Tile.columns<f64>()
    const half = Lanes.count<f64>()
    const end = min(width, top + rows)
    for (let t = 0; t < end; t += Tile.rows) {
      const finished = FactorBlock.panel(scratch, width, t / lanes) + (t & (lanes - 1)) * 8
      if (t > 0) Tile.four<f64>(finished, Tile.rowBytes, own, Tile.rowBytes, t, tile, Tile.rowBytes, Tile.store)
      else memory.fill(tile, 0, Tile.bytes)
      const l = L + t * stride + t * 8
      const reciprocal = FactorBlock.reciprocals(scratch, width) + t * 8
      for (let r = 0; r < rows; r += half) {
        const a = A + r * stride + t * 8
        const x = own + t * Tile.rowBytes + r * 8
        const update = tile + r * 8
        if (rows - r >= half && t + Tile.rows <= min(top, width)) {
          FactorBlock.vector(a, stride, update, x, l, reciprocal)
        } else {
          const count = min(half, rows - r)
          const columns = min(Tile.rows, width - t)
          const failed = FactorBlock.edge(a, stride, update, x, l, reciprocal, top + r - t, count, columns)
          if (failed >= 0) return t + failed
        }
      }
    }
    return -1
  }

  /** Four columns of as many rows as a vector has lanes, all below the diagonal. x is the packed result. */
  @inline private static vector(a: usize, stride: usize, tile: usize, x: usize, l: usize, reciprocal: usize): void {
    const r0 = v128.load(a)
    const s0 = v128.load(a, 16)
    const r1 = v128.load(a + stride)
    const s1 = v128.load(a + stride, 16)
    let x0 = v128.shuffle<f64>(r0, r1, 0, 2)
    let x1 = v128.shuffle<f64>(r0, r1, 1, 3)
    let x2 = v128.shuffle<f64>(s0, s1, 0, 2)
    let x3 = v128.shuffle<f64>(s0, s1, 1, 3)
    x0 = v128.mul<f64>(v128.sub<f64>(x0, v128.load(tile)), v128.load_splat<f64>(reciprocal))
    x1 = v128.sub<f64>(x1, v128.load(tile, 32))
    x2 = v128.sub<f64>(x2, v128.load(tile, 64))
    x3 = v128.sub<f64>(x3, v128.load(tile, 96))
    l += stride
    x1 = Lanes.nmadd<f64>(x0, v128.load_splat<f64>(l), x1)
    x1 = v128.mul<f64>(x1, v128.load_splat<f64>(reciprocal, 8))
    l += stride
    x2 = Lanes.nmadd<f64>(x0, v128.load_splat<f64>(l), x2)
    x2 = Lanes.nmadd<f64>(x1, v128.load_splat<f64>(l, 8), x2)
    x2 = v128.mul<f64>(x2, v128.load_splat<f64>(reciprocal, 2 * 8))
    l += stride
    x3 = Lanes.nmadd<f64>(x0, v128.load_splat<f64>(l), x3)
    x3 = Lanes.nmadd<f64>(x1, v128.load_splat<f64>(l, 8), x3)
    x3 = Lanes.nmadd<f64>(x2, v128.load_splat<f64>(l, 2 * 8), x3)
    x3 = v128.mul<f64>(x3, v128.load_splat<f64>(reciprocal, 3 * 8))
    v128.store(x, x0)
    v128.store(x, x1, 32)
    v128.store(x, x2, 64)
    v128.store(x, x3, 96)
    v128.store(a, v128.shuffle<f64>(x0, x1, 0, 2))
    v128.store(a, v128.shuffle<f64>(x2, x3, 0, 2), 16)
    v128.store(a + stride, v128.shuffle<f64>(x0, x1, 1, 3))
    v128.store(a + stride, v128.shuffle<f64>(x2, x3, 1, 3), 16)
  }

  /**
   * The same where the diagonal passes (row r has its pivot in column t = offset + r) or the last row or column cuts, one
   * element at a time; places that hold no entry of L are packed as zeros.
   */
  private static edge(
    a: usize,
    stride: usize,
    tile: usize,
    x: usize,
    l: usize,
    reciprocal: usize,
    offset: i32,
    rows: i32,
    columns: i32,
  ): i32 {
    for (let t = 0; t < columns; t++) {
      const xt = x + t * Tile.rowBytes
      v128.store(xt, i64x2.splat(0))
      for (let r = max(0, t - offset); r < rows; r++) {
        const at = a + r * stride + t * 8
        let value = load<f64>(at) - load<f64>(tile + t * Tile.rowBytes + r * 8)
        for (let u = 0; u < t; u++) {
          const xu = load<f64>(x + u * Tile.rowBytes + r * 8)
          value = value - xu * load<f64>(l + t * stride + u * 8)
        }
        if (offset + r === t) {
          if (!(value > 0)) return t
          value = sqrt<f64>(value)
          store<f64>(reciprocal + t * 8, 1 / value)
        } else value = value * load<f64>(reciprocal + t * 8)
        store<f64>(at, value)
        store<f64>(xt + r * 8, value)
      }
    }
    return -1
  }
}
