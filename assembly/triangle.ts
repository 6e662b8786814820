import { Block } from './blocks'
import { Lanes } from './lanes'
import { Tile } from './micro-kernel'
import { Pack } from './pack'
import { Weight } from './weight'

/**
 * The lower triangle of a product of a matrix with itself: for rows i in [from, to), columns j in [left, right), j ≤ i
 *   C[i,j] (mode) Σ_p S[i,p]·S[j,p]                     G = 0
 *   C[i,j] (mode) Σ_p S[i,p]·S[j,p] · weight(i,j)       else; see Weight
 * S is n×k (alongLanes = 0) or stored transposed, k×n (alongLanes = 1), k ≥ 1. Tiles above the diagonal are not
 * computed; what lies above it is neither read nor written. Weights apply to each depth block, so the product never
 * leaves its tile. C may be the matrix that holds S where the columns read and written differ (cholesky).
 * With `parts` > 1 only the blocks of rows that belong to parts [first, last), for threads that keep theirs.
 */
@final
export class Triangle {
  static product<T extends number>(
    S: usize,
    lds: i32,
    alongLanes: bool,
    k: i32,
    C: usize,
    ldc: i32,
    mode: i32,
    G: usize,
    ldg: i32,
    q: i32,
    bias: T,
    scratch: usize,
    left: i32,
    right: i32,
    from: i32,
    to: i32,
    parts: i32 = 1,
    first: i32 = 0,
    last: i32 = 1,
  ): void {
    const deep = Block.depth(k, Block.deepestTriangle)
    const halves = deep > Block.deepest ? 2 : 1
    const tall = Block.rows / halves
    const wide = Block.columns<T>() / halves
    const rows = Block.rowsAt(scratch)
    const columns = Block.columnsAt<T>(scratch, tall, deep)
    right = min(right, to)
    for (let j = left; j < right; j += wide) {
      const width = min(right - j, wide)
      for (let p = 0; p < k; p += deep) {
        const depth = min(k - p, deep)
        const now = p && mode === Tile.store ? Tile.add : mode
        Pack.columns<T>(Triangle.at<T>(S, lds, alongLanes, j, p), lds, alongLanes, width, depth, columns)
        for (let i = max(from, j); i < to; i += tall) {
          const height = min(to - i, tall)
          if (!Block.owned(i, parts, first, last)) continue
          Pack.rows<T>(Triangle.at<T>(S, lds, alongLanes, i, p), lds, alongLanes, height, depth, rows)
          Triangle.block<T>(rows, columns, i, height, j, width, depth, C, ldc, now, G, ldg, q, bias, scratch)
        }
      }
    }
  }

  /** What a product of no depth leaves: zeros on and below the diagonal. */
  static zero<T extends number>(C: usize, ldc: i32, from: i32, to: i32): void {
    for (let i = from; i < to; i++) memory.fill(C + <usize>i * ldc * sizeof<T>(), 0, <usize>(i + 1) * sizeof<T>())
  }

  @inline private static at<T extends number>(S: usize, lds: i32, alongLanes: bool, lane: i32, p: i32): usize {
    return S + (alongLanes ? <usize>p * lds + lane : <usize>lane * lds + p) * sizeof<T>()
  }

  /** The tiles of rows [top, top + height) and columns [left, left + width) that reach the triangle. */
  private static block<T extends number>(
    rows: usize,
    columns: usize,
    top: i32,
    height: i32,
    left: i32,
    width: i32,
    depth: i32,
    C: usize,
    ldc: i32,
    mode: i32,
    G: usize,
    ldg: i32,
    q: i32,
    bias: T,
    scratch: usize,
  ): void {
    const stride = <usize>ldc * sizeof<T>()
    const tile = Block.tileAt(scratch)
    const bottom = top + height
    const end = min(left + width, bottom)
    for (let j = left; j < end; j += Tile.columns<T>()) {
      const b = columns + <usize>(j - left) * depth * sizeof<T>()
      const across = min(left + width - j, Tile.columns<T>())
      const vectors = Tile.vectors<T>(across)
      const whole = across === vectors * Lanes.count<T>()
      for (let i = top; i < bottom; ) {
        const down = Tile.height(bottom - i)
        if (i + down > j) {
          const a = rows + <usize>(i - top) * depth * sizeof<T>()
          const c = C + (<usize>i * ldc + j) * sizeof<T>()
          const inside = !G && whole && down >= Tile.rows && j + across <= i + 1
          const target = inside ? c : tile
          const step = inside ? stride : Tile.rowBytes
          Tile.multiply<T>(down, vectors, a, b, depth, target, step, inside ? mode : Tile.store)
          if (G) Weight.apply<T>(tile, i, down, j, across, G, ldg, q, bias, c, stride, mode)
          else if (!inside) Triangle.clip<T>(tile, i, down, j, across, c, stride, mode)
        }
        i += down
      }
    }
  }

  /** A finished tile without what lies above the diagonal or beyond the edge. */
  private static clip<T extends number>(
    tile: usize,
    i: i32,
    down: i32,
    j: i32,
    across: i32,
    C: usize,
    ldc: usize,
    mode: i32,
  ): void {
    for (let r = 0; r < down; r++) {
      const count = min(across, i + r - j + 1)
      if (count > 0) Tile.copy<T>(tile + r * Tile.rowBytes, C + r * ldc, ldc, 1, count, mode)
    }
  }
}
