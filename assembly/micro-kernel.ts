import { Lanes } from './lanes'
import { rows as favourite } from './tile'

/**
 * The one inner loop of matmul, syrk, gram and cholesky: a tile of 4, 5 or 6 rows × 1 or 2 vectors held in registers.
 *   store     C[i,j]  = Σ_p A[p,i]·B[p,j]
 *   add       C[i,j] += …
 *   subtract  C[i,j] −= …
 * A  step p begins stepA bytes after step p−1 and holds `rows` elements;  B  stepB bytes, 16 or 32 of them used;
 * C  row-major, ldc bytes a row, no alignment; `store` never reads it.  depth ≥ 1.
 * Every entry is summed in the order of p by itself, so the tile that computes it does not show in its bits.
 */
@final
export class Tile {
  /** Rows of the smallest tile. */
  static readonly rows: i32 = 4
  /** Bytes of a row of the widest tile, whatever the type. */
  static readonly rowBytes: i32 = 32
  /** Bytes of the largest tile. */
  static readonly bytes: i32 = 192

  @inline static columns<T extends number>(): i32 {
    return 32 / sizeof<T>()
  }

  /** Vectors that `columns` columns need, 1 or 2. */
  @inline static vectors<T extends number>(columns: i32): i32 {
    return columns > Lanes.count<T>() ? 2 : 1
  }

  static readonly store: i32 = 0
  static readonly add: i32 = 1
  static readonly subtract: i32 = 2

  /** Rows of the next panel of `left`: the engine's favourite, and near the end what leaves no rows over. */
  @inline static height(left: i32): i32 {
    if (favourite === 4) return min(left, 4)
    if (favourite === 5) {
      const fours = (5 - (left % 5)) % 5
      return left <= 4 ? left : left > 4 * fours ? 5 : 4
    }
    if (left >= 14 || left === 12 || left === 11) return 6
    if (left === 13 || left === 10 || left === 9) return 5
    return left > 6 ? 4 : left
  }

  /** From packed panels; `rows` ≤ 6, fewer than 4 as a tile of 4; `vectors` 1 or 2. */
  @inline static multiply<T extends number>(
    rows: i32,
    vectors: i32,
    A: usize,
    B: usize,
    depth: i32,
    C: usize,
    ldc: usize,
    mode: i32,
  ): void {
    if (vectors === 2) {
      if (rows === 6) Tile.six<T>(A, B, depth, C, ldc, mode)
      else if (rows === 5) Tile.five<T>(A, B, depth, C, ldc, mode)
      else Tile.four<T>(A, Tile.rows * sizeof<T>(), B, Tile.rowBytes, depth, C, ldc, mode)
    } else if (rows === 6) Tile.narrowSix<T>(A, B, depth, C, ldc, mode)
    else if (rows === 5) Tile.narrowFive<T>(A, B, depth, C, ldc, mode)
    else Tile.narrowFour<T>(A, B, depth, C, ldc, mode)
  }

  /** Four rows and two vectors of any operands. */
  static four<T extends number>(
    A: usize,
    stepA: usize,
    B: usize,
    stepB: usize,
    depth: i32,
    C: usize,
    ldc: usize,
    mode: i32,
  ): void {
    Tile.wide<T>(4, A, stepA, B, stepB, depth, C, ldc, mode)
  }

  private static five<T extends number>(A: usize, B: usize, depth: i32, C: usize, ldc: usize, mode: i32): void {
    Tile.wide<T>(5, A, 5 * sizeof<T>(), B, Tile.rowBytes, depth, C, ldc, mode)
  }

  private static six<T extends number>(A: usize, B: usize, depth: i32, C: usize, ldc: usize, mode: i32): void {
    Tile.wide<T>(6, A, 6 * sizeof<T>(), B, Tile.rowBytes, depth, C, ldc, mode)
  }

  private static narrowFour<T extends number>(A: usize, B: usize, depth: i32, C: usize, ldc: usize, mode: i32): void {
    Tile.narrow<T>(4, A, 4 * sizeof<T>(), B, 16, depth, C, ldc, mode)
  }

  private static narrowFive<T extends number>(A: usize, B: usize, depth: i32, C: usize, ldc: usize, mode: i32): void {
    Tile.narrow<T>(5, A, 5 * sizeof<T>(), B, 16, depth, C, ldc, mode)
  }

  private static narrowSix<T extends number>(A: usize, B: usize, depth: i32, C: usize, ldc: usize, mode: i32): void {
    Tile.narrow<T>(6, A, 6 * sizeof<T>(), B, 16, depth, C, ldc, mode)
  }

  // One step a turn, two pointers, do-while on the end of B: older V8 spills as soon as the loop is unrolled.
  // `rows` is a literal at every call, so what it decides is decided at compile time.
  @inline private static wide<T extends number>(
    rows: i32,
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
    let c40 = c00
    let c41 = c00
    let c50 = c00
    let c51 = c00
    // Where every load is checked against the bounds, four elements by one load and shuffles gain a third.
    const shuffled = ASC_FEATURE_RELAXED_SIMD && rows === 5
    const end = B + <usize>depth * stepB
    do {
      const b0 = v128.load(B)
      const b1 = v128.load(B, 16)
      const low = shuffled ? v128.load(A) : b0
      const high = shuffled && sizeof<T>() === 8 ? v128.load(A, 16) : low
      const a0 = shuffled ? Lanes.spread0<T>(low, high) : v128.load_splat<T>(A)
      c00 = Lanes.madd<T>(a0, b0, c00)
      c01 = Lanes.madd<T>(a0, b1, c01)
      const a1 = shuffled ? Lanes.spread1<T>(low, high) : v128.load_splat<T>(A, sizeof<T>())
      c10 = Lanes.madd<T>(a1, b0, c10)
      c11 = Lanes.madd<T>(a1, b1, c11)
      const a2 = shuffled ? Lanes.spread2<T>(low, high) : v128.load_splat<T>(A, 2 * sizeof<T>())
      c20 = Lanes.madd<T>(a2, b0, c20)
      c21 = Lanes.madd<T>(a2, b1, c21)
      const a3 = shuffled ? Lanes.spread3<T>(low, high) : v128.load_splat<T>(A, 3 * sizeof<T>())
      c30 = Lanes.madd<T>(a3, b0, c30)
      c31 = Lanes.madd<T>(a3, b1, c31)
      if (rows > 4) {
        const a4 = v128.load_splat<T>(A, 4 * sizeof<T>())
        c40 = Lanes.madd<T>(a4, b0, c40)
        c41 = Lanes.madd<T>(a4, b1, c41)
      }
      if (rows > 5) {
        const a5 = v128.load_splat<T>(A, 5 * sizeof<T>())
        c50 = Lanes.madd<T>(a5, b0, c50)
        c51 = Lanes.madd<T>(a5, b1, c51)
      }
      A += stepA
      B += stepB
    } while (B !== end)
    Tile.put<T>(C, c00, mode)
    Tile.put<T>(C + 16, c01, mode)
    C += ldc
    Tile.put<T>(C, c10, mode)
    Tile.put<T>(C + 16, c11, mode)
    C += ldc
    Tile.put<T>(C, c20, mode)
    Tile.put<T>(C + 16, c21, mode)
    C += ldc
    Tile.put<T>(C, c30, mode)
    Tile.put<T>(C + 16, c31, mode)
    if (rows > 4) {
      C += ldc
      Tile.put<T>(C, c40, mode)
      Tile.put<T>(C + 16, c41, mode)
    }
    if (rows > 5) {
      C += ldc
      Tile.put<T>(C, c50, mode)
      Tile.put<T>(C + 16, c51, mode)
    }
  }

  @inline private static narrow<T extends number>(
    rows: i32,
    A: usize,
    stepA: usize,
    B: usize,
    stepB: usize,
    depth: i32,
    C: usize,
    ldc: usize,
    mode: i32,
  ): void {
    let c0 = v128.splat<T>(<T>0)
    let c1 = c0
    let c2 = c0
    let c3 = c0
    let c4 = c0
    let c5 = c0
    const end = B + <usize>depth * stepB
    do {
      const b = v128.load(B)
      c0 = Lanes.madd<T>(v128.load_splat<T>(A), b, c0)
      c1 = Lanes.madd<T>(v128.load_splat<T>(A, sizeof<T>()), b, c1)
      c2 = Lanes.madd<T>(v128.load_splat<T>(A, 2 * sizeof<T>()), b, c2)
      c3 = Lanes.madd<T>(v128.load_splat<T>(A, 3 * sizeof<T>()), b, c3)
      if (rows > 4) c4 = Lanes.madd<T>(v128.load_splat<T>(A, 4 * sizeof<T>()), b, c4)
      if (rows > 5) c5 = Lanes.madd<T>(v128.load_splat<T>(A, 5 * sizeof<T>()), b, c5)
      A += stepA
      B += stepB
    } while (B !== end)
    Tile.put<T>(C, c0, mode)
    Tile.put<T>(C + ldc, c1, mode)
    Tile.put<T>(C + 2 * ldc, c2, mode)
    Tile.put<T>(C + 3 * ldc, c3, mode)
    if (rows > 4) Tile.put<T>(C + 4 * ldc, c4, mode)
    if (rows > 5) Tile.put<T>(C + 5 * ldc, c5, mode)
  }

  @inline private static put<T extends number>(at: usize, value: v128, mode: i32): void {
    if (mode === Tile.add) value = v128.add<T>(v128.load(at), value)
    else if (mode === Tile.subtract) value = v128.sub<T>(v128.load(at), value)
    v128.store(at, value)
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
