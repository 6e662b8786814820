import { Lanes } from './lanes'
import { Tile } from './micro-kernel'

/**
 * The second factor of a Gram matrix, weight(i,j) = G[⌊i/q⌋, ⌊j/q⌋] + bias, read for j ≤ i only.
 * q rows belong to one sample; G is the lower triangle over samples.
 */
@final
export class Weight {
  /** C[i,j] (mode) tile[i,j] · weight(i,j) for a tile of `down` × `across` entries at (i, j), clipped to j ≤ i. */
  static apply<T extends number>(
    tile: usize,
    i: i32,
    down: i32,
    j: i32,
    across: i32,
    G: usize,
    ldg: i32,
    q: i32,
    bias: T,
    C: usize,
    ldc: usize,
    mode: i32,
  ): void {
    const gathered = tile + Tile.bytes
    let sample = -1
    for (let r = 0; r < down; r++, tile += Tile.rowBytes, C += ldc) {
      const count = min(across, i + r - j + 1)
      if (count <= 0) continue
      let weights = gathered
      if (q === 1) weights = G + (<usize>(i + r) * ldg + j) * sizeof<T>()
      else {
        const owner = (i + r) / q
        // Not again for the rows of one sample, unless the last row was cut by the diagonal: the next reaches further.
        if (owner !== sample) Weight.gather<T>(G + <usize>owner * ldg * sizeof<T>(), j, count, q, gathered)
        sample = count < across ? -1 : owner
      }
      Weight.row<T>(tile, weights, bias, C, count, mode)
    }
  }

  private static gather<T extends number>(row: usize, j: i32, count: i32, q: i32, out: usize): void {
    let sample = j / q
    let left = q - (j - sample * q)
    for (let c = 0; c < count; c++) {
      store<T>(out + c * sizeof<T>(), load<T>(row + <usize>sample * sizeof<T>()))
      if (--left === 0) {
        left = q
        sample++
      }
    }
  }

  @inline private static row<T extends number>(
    tile: usize,
    weights: usize,
    bias: T,
    C: usize,
    count: i32,
    mode: i32,
  ): void {
    const width = Lanes.count<T>()
    const b = v128.splat<T>(bias)
    if (count === Tile.columns<T>()) {
      Weight.vector<T>(tile, weights, b, C, mode)
      Weight.vector<T>(tile + 16, weights + 16, b, C + 16, mode)
      return
    }
    let c = 0
    for (; c + width <= count; c += width) {
      const at = c * sizeof<T>()
      Weight.vector<T>(tile + at, weights + at, b, C + at, mode)
    }
    const rest = count - c
    if (rest > 0) {
      const at = c * sizeof<T>()
      const w = v128.add<T>(Lanes.loadSome<T>(weights + at, rest), b)
      const value = v128.load(tile + at)
      if (mode === Tile.store) Lanes.storeSome<T>(C + at, v128.mul<T>(value, w), rest)
      else Lanes.storeSome<T>(C + at, Lanes.madd<T>(value, w, Lanes.loadSome<T>(C + at, rest)), rest)
    }
  }

  @inline private static vector<T extends number>(tile: usize, weights: usize, b: v128, C: usize, mode: i32): void {
    const w = v128.add<T>(v128.load(weights), b)
    if (mode === Tile.store) v128.store(C, v128.mul<T>(v128.load(tile), w))
    else v128.store(C, Lanes.madd<T>(v128.load(tile), w, v128.load(C)))
  }
}
