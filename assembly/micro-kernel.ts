import { Lanes } from './lanes'

/**
 * The one inner loop of matmul, syrk, gram and cholesky: a tile of 4 rows × 32 bytes (4×8 float32, 4×4 float64)
 * held in 8 accumulators.
 *   store     C[i,j]  = Σ_p A[p,i]·B[p,j]
 *   add       C[i,j] += …
 *   subtract  C[i,j] −= …
 * A  step p begins stepA bytes after step p−1 and holds 4 elements;  B  stepB bytes, 32 of them used;
 * C  row-major, ldc bytes a row, no alignment; `store` never reads it.  depth ≥ 1.
 */
@final
export class Tile {
  static readonly rows: i32 = 4
  /** Bytes of a row of the tile, whatever the type. */
  static readonly rowBytes: i32 = 32
  static readonly bytes: i32 = 128

  @inline static columns<T extends number>(): i32 {
    return 32 / sizeof<T>()
  }

  static readonly store: i32 = 0
  static readonly add: i32 = 1
  static readonly subtract: i32 = 2

  // One step a turn, two pointers, do-while on the end of B: older V8 spills as soon as the loop is unrolled.
  static multiply<T extends number>(
    A: usize,
    stepA: usize,
    B: usize,
    stepB: usize,
    depth: i32,
    C: usize,
    ldc: usize,
    mode: i32,
  ): void {
    let c00 = v128.splat<T>(<T>0)
    let c01 = c00
    let c10 = c00
    let c11 = c00
    let c20 = c00
    let c21 = c00
    let c30 = c00
    let c31 = c00
    const end = B + <usize>depth * stepB
    do {
      const b0 = v128.load(B)
      const b1 = v128.load(B, 16)
      const a0 = v128.load_splat<T>(A)
      c00 = Lanes.madd<T>(a0, b0, c00)
      c01 = Lanes.madd<T>(a0, b1, c01)
      const a1 = v128.load_splat<T>(A, sizeof<T>())
      c10 = Lanes.madd<T>(a1, b0, c10)
      c11 = Lanes.madd<T>(a1, b1, c11)
      const a2 = v128.load_splat<T>(A, 2 * sizeof<T>())
      c20 = Lanes.madd<T>(a2, b0, c20)
      c21 = Lanes.madd<T>(a2, b1, c21)
      const a3 = v128.load_splat<T>(A, 3 * sizeof<T>())
      c30 = Lanes.madd<T>(a3, b0, c30)
      c31 = Lanes.madd<T>(a3, b1, c31)
      A += stepA
      B += stepB
    } while (B !== end)
    Tile.put<T>(C, c00, c01, mode)
    Tile.put<T>(C + ldc, c10, c11, mode)
    Tile.put<T>(C + 2 * ldc, c20, c21, mode)
    Tile.put<T>(C + 3 * ldc, c30, c31, mode)
  }

  @inline private static put<T extends number>(at: usize, left: v128, right: v128, mode: i32): void {
    if (mode === Tile.add) {
      left = v128.add<T>(v128.load(at), left)
      right = v128.add<T>(v128.load(at, 16), right)
    } else if (mode === Tile.subtract) {
      left = v128.sub<T>(v128.load(at), left)
      right = v128.sub<T>(v128.load(at, 16), right)
    }
    v128.store(at, left)
    v128.store(at, right, 16)
  }

  /** Brings the first `rows` × `columns` of a finished tile to C, for tiles that reach beyond an edge. */
  static copy<T extends number>(tile: usize, C: usize, ldc: usize, rows: i32, columns: i32, mode: i32): void {
    const width = Lanes.count<T>()
    for (let r = 0; r < rows; r++, tile += Tile.rowBytes, C += ldc) {
      let c = 0
      for (; c + width <= columns; c += width) {
        const at = C + c * sizeof<T>()
        v128.store(at, Tile.merge<T>(at, v128.load(tile + c * sizeof<T>()), width, mode))
      }
      const rest = columns - c
      if (rest > 0) {
        const at = C + c * sizeof<T>()
        Lanes.storeSome<T>(at, Tile.merge<T>(at, v128.load(tile + c * sizeof<T>()), rest, mode), rest)
      }
    }
  }

  @inline private static merge<T extends number>(at: usize, value: v128, count: i32, mode: i32): v128 {
    if (mode === Tile.store) return value
    const old = count === Lanes.count<T>() ? v128.load(at) : Lanes.loadSome<T>(at, count)
    return mode === Tile.add ? v128.add<T>(old, value) : v128.sub<T>(old, value)
  }
}
