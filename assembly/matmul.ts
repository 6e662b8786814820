import { Block } from './blocks'
import { Lanes } from './lanes'
import { MatrixVector } from './matrix-vector'
import { Tile } from './micro-kernel'
import { Pack } from './pack'

@final
class Matmul {
  static run<T extends number>(
    transA: i32,
    transB: i32,
    m: i32,
    n: i32,
    k: i32,
    A: usize,
    lda: i32,
    B: usize,
    ldb: i32,
    C: usize,
    ldc: i32,
    accumulate: i32,
    scratch: usize,
    from: i32,
    to: i32,
  ): void {
    if (k === 0) {
      if (!accumulate) Matmul.zero<T>(n, C, ldc, from, to)
      return
    }
    const size = sizeof<T>()
    if (n <= MatrixVector.most) {
      for (let j = 0; j < n; j++) {
        const b = B + (transB ? <usize>j * ldb : <usize>j) * size
        const c = C + j * size
        Matmul.vector<T>(A, lda, !!transA, k, b, transB ? 1 : ldb, c, <usize>ldc * size, accumulate, scratch, from, to)
      }
      return
    }
    if (m <= MatrixVector.most) {
      for (let i = from; i < to; i++) {
        const a = A + (transA ? <usize>i : <usize>i * lda) * size
        const c = C + <usize>i * ldc * size
        Matmul.vector<T>(B, ldb, !transB, k, a, transA ? lda : 1, c, size, accumulate, scratch, 0, n)
      }
      return
    }
    const rows = Block.rowsAt(scratch)
    const deep = Block.depth(k, Block.deepest)
    const columns = Block.columnsAt<T>(scratch, Block.rows, deep)
    for (let j = 0; j < n; j += Block.columns<T>()) {
      const width = min(n - j, Block.columns<T>())
      for (let p = 0; p < k; p += deep) {
        const depth = min(k - p, deep)
        const mode = accumulate || p ? Tile.add : Tile.store
        const b = B + (transB ? <usize>j * ldb + p : <usize>p * ldb + j) * size
        Pack.columns<T>(b, ldb, !transB, width, depth, columns)
        for (let i = from; i < to; i += Block.rows) {
          const height = min(to - i, Block.rows)
          const a = A + (transA ? <usize>p * lda + i : <usize>i * lda + p) * size
          Pack.rows<T>(a, lda, !!transA, height, depth, rows)
          const c = C + (<usize>i * ldc + j) * size
          Matmul.block<T>(rows, columns, height, width, depth, c, <usize>ldc * size, mode, Block.tileAt(scratch))
        }
      }
    }
  }

  /** One column or row of C: the matrix M against the vector x of step ldx. */
  private static vector<T extends number>(
    M: usize,
    ldm: i32,
    alongLanes: bool,
    k: i32,
    x: usize,
    ldx: i32,
    y: usize,
    stepY: usize,
    accumulate: i32,
    scratch: usize,
    from: i32,
    to: i32,
  ): void {
    const gathered = Block.rowsAt(scratch)
    for (let p = 0; p < k; p += MatrixVector.depth) {
      const depth = min(k - p, MatrixVector.depth)
      const mode = accumulate || p ? Tile.add : Tile.store
      let part = x + <usize>p * ldx * sizeof<T>()
      if (ldx !== 1) {
        for (let r = 0; r < depth; r++) {
          store<T>(gathered + <usize>r * sizeof<T>(), load<T>(part + <usize>r * ldx * sizeof<T>()))
        }
        part = gathered
      }
      const m = M + (alongLanes ? <usize>p * ldm : <usize>p) * sizeof<T>()
      MatrixVector.run<T>(m, ldm, alongLanes, depth, part, y, stepY, mode, Block.tileAt(scratch), from, to)
    }
  }

  /** One block of C from packed operands: every tile of it, those over an edge by way of the scratch tile. */
  private static block<T extends number>(
    rows: usize,
    columns: usize,
    height: i32,
    width: i32,
    depth: i32,
    C: usize,
    ldc: usize,
    mode: i32,
    tile: usize,
  ): void {
    for (let j = 0; j < width; j += Tile.columns<T>()) {
      const b = columns + <usize>j * depth * sizeof<T>()
      const across = min(width - j, Tile.columns<T>())
      const vectors = Tile.vectors<T>(across)
      const whole = across === vectors * Lanes.count<T>()
      for (let i = 0; i < height; ) {
        const a = rows + <usize>i * depth * sizeof<T>()
        const c = C + i * ldc + j * sizeof<T>()
        const down = Tile.height(height - i)
        const inside = whole && down >= Tile.rows
        const target = inside ? c : tile
        const stride = inside ? ldc : Tile.rowBytes
        Tile.multiply<T>(down, vectors, a, b, depth, target, stride, inside ? mode : Tile.store)
        if (!inside) Tile.copy<T>(tile, c, ldc, down, across, mode)
        i += down
      }
    }
  }

  private static zero<T extends number>(n: i32, C: usize, ldc: i32, from: i32, to: i32): void {
    for (let i = from; i < to; i++) memory.fill(C + <usize>i * ldc * sizeof<T>(), 0, <usize>n * sizeof<T>())
  }
}

/**
 * C[i,:] = op(A)·op(B), or += where accumulate is set, for rows i in [from, to); op(A) is m×k, op(B) k×n.
 * trans = 1: stored transposed (A k×m, B n×k); not both at once. Row-major, ld ≥ columns, no alignment asked.
 * Without accumulate C is never read, and k = 0 stores zeros. C overlaps neither A nor B.
 * scratch: 16-aligned, one for each thread; its bytes are in src/runtime/memory/scratch.ts. Error ≤ (k + 2)u·(|A||B| + |C|).
 */
export function matmulF32(
  transA: i32,
  transB: i32,
  m: i32,
  n: i32,
  k: i32,
  A: usize,
  lda: i32,
  B: usize,
  ldb: i32,
  C: usize,
  ldc: i32,
  accumulate: i32,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  Matmul.run<f32>(transA, transB, m, n, k, A, lda, B, ldb, C, ldc, accumulate, scratch, from, to)
}

export function matmulF64(
  transA: i32,
  transB: i32,
  m: i32,
  n: i32,
  k: i32,
  A: usize,
  lda: i32,
  B: usize,
  ldb: i32,
  C: usize,
  ldc: i32,
  accumulate: i32,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  Matmul.run<f64>(transA, transB, m, n, k, A, lda, B, ldb, C, ldc, accumulate, scratch, from, to)
}
