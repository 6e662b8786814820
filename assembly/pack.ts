import { Lanes } from './lanes'
import { Tile } from './micro-kernel'

/**
 * Lays rows (or columns; here: lanes) of op(S) side by side for the micro-kernel: out[panel][p][lane], so that a step p
 * of a panel is contiguous. Lanes that only fill a panel up repeat another lane: zeros would do, garbage could be
 * subnormal, and slow.
 *   alongLanes = 1   S[p·ld + lane]  a step of op(S) is contiguous: copied
 *   alongLanes = 0   S[lane·ld + p]  a lane is contiguous: transposed in registers
 * out is 16-byte aligned and overlaps nothing.
 */
@final
export class Pack {
  /** Panels of two vectors, the last of one where that is enough: the right operand. */
  static columns<T extends number>(S: usize, ld: i32, alongLanes: bool, lanes: i32, depth: i32, out: usize): void {
    const laneStride = alongLanes ? sizeof<T>() : <usize>ld * sizeof<T>()
    let lane = 0
    if (alongLanes) {
      const four = 4 * Tile.columns<T>()
      for (; lane + four <= lanes; lane += four) {
        Pack.fourPanels(S + lane * laneStride, <usize>ld * sizeof<T>(), depth, out + <usize>lane * depth * sizeof<T>())
      }
    }
    for (; lane < lanes; lane += Tile.columns<T>()) {
      const count = min(lanes - lane, Tile.columns<T>())
      const filled = Tile.vectors<T>(count) * Lanes.count<T>()
      Pack.panel<T>(
        S + lane * laneStride,
        ld,
        alongLanes,
        count,
        filled,
        depth,
        out + <usize>lane * depth * sizeof<T>(),
      )
    }
  }

  /** Four panels of two vectors in one pass: two whole cache lines of every step, where one panel takes half of one. */
  private static fourPanels(S: usize, stride: usize, depth: i32, out: usize): void {
    const panel = (<usize>depth) << 5
    let second = out + panel
    let third = second + panel
    let fourth = third + panel
    for (const end = second; out < end; S += stride) {
      v128.store(out, v128.load(S))
      v128.store(out, v128.load(S, 16), 16)
      v128.store(second, v128.load(S, 32))
      v128.store(second, v128.load(S, 48), 16)
      v128.store(third, v128.load(S, 64))
      v128.store(third, v128.load(S, 80), 16)
      v128.store(fourth, v128.load(S, 96))
      v128.store(fourth, v128.load(S, 112), 16)
      out += 32
      second += 32
      third += 32
      fourth += 32
    }
  }

  /** Panels of Tile.height rows, none of fewer than four: the left operand. */
  static rows<T extends number>(S: usize, ld: i32, alongLanes: bool, lanes: i32, depth: i32, out: usize): void {
    const laneStride = alongLanes ? sizeof<T>() : <usize>ld * sizeof<T>()
    for (let lane = 0; lane < lanes; ) {
      const count = Tile.height(lanes - lane)
      const at = out + <usize>lane * depth * sizeof<T>()
      Pack.panel<T>(S + lane * laneStride, ld, alongLanes, count, max(count, Tile.rows), depth, at)
      lane += count
    }
  }

  /** One panel: `count` lanes, filled up to `filled`. */
  static panel<T extends number>(
    S: usize,
    ld: i32,
    alongLanes: bool,
    count: i32,
    filled: i32,
    depth: i32,
    out: usize,
  ): void {
    const width = Lanes.count<T>()
    const stride = <usize>ld * sizeof<T>()
    const step = <usize>filled * sizeof<T>()
    if (alongLanes && count === 2 * width) {
      for (let end = out + depth * step; out < end; out += step, S += stride) {
        v128.store(out, v128.load(S))
        v128.store(out, v128.load(S, 16), 16)
      }
      return
    }
    for (let lane = 0; lane < filled; lane += width) {
      const some = min(max(count - lane, 0), width)
      const stored = min(filled - lane, width)
      const at = out + lane * sizeof<T>()
      const from = some > 0 ? S + <usize>lane * (alongLanes ? sizeof<T>() : stride) : S
      if (alongLanes) Pack.copy<T>(from, stride, max(some, 1), stored, depth, step, at)
      else if (sizeof<T>() === 8) Pack.transpose2<T>(from, some < 2 ? 0 : stride, stored, depth, step, at)
      else if (some === 2 && stored === 2) Pack.transposePair(from, stride, depth, step, at)
      else if (some === 4) Pack.transpose4(from, stride, depth, step, at)
      else Pack.transposeSome(from, stride, some, stored, depth, step, at)
    }
  }

  private static copy<T extends number>(
    S: usize,
    stride: usize,
    count: i32,
    stored: i32,
    depth: i32,
    step: usize,
    out: usize,
  ): void {
    const end = out + depth * step
    if (count === Lanes.count<T>()) {
      for (; out < end; out += step, S += stride) v128.store(out, v128.load(S))
    } else {
      for (; out < end; out += step, S += stride) Lanes.store<T>(out, Lanes.loadSome<T>(S, count), stored)
    }
  }

  private static transpose4(S: usize, stride: usize, depth: i32, step: usize, out: usize): void {
    const third = 2 * stride
    const fourth = 3 * stride
    let left = depth
    for (; left >= 4; left -= 4, S += 16) {
      const r0 = v128.load(S)
      const r1 = v128.load(S + stride)
      const r2 = v128.load(S + third)
      const r3 = v128.load(S + fourth)
      const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5)
      const t1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5)
      const t2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7)
      const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7)
      v128.store(out, v128.shuffle<f64>(t0, t1, 0, 2))
      v128.store(out + step, v128.shuffle<f64>(t0, t1, 1, 3))
      out += 2 * step
      v128.store(out, v128.shuffle<f64>(t2, t3, 0, 2))
      v128.store(out + step, v128.shuffle<f64>(t2, t3, 1, 3))
      out += 2 * step
    }
    if (left > 0) Pack.transposeSome(S, stride, 4, 4, left, step, out)
  }

  /** One step at a time: a panel of fewer than four lanes, and what a depth has over fours. */
  private static transposeSome(
    S: usize,
    stride: usize,
    count: i32,
    stored: i32,
    depth: i32,
    step: usize,
    out: usize,
  ): void {
    const second = count > 1 ? stride : 0
    const third = count > 2 ? 2 * stride : 0
    const fourth = count > 3 ? 3 * stride : 0
    for (const end = out + depth * step; out < end; out += step, S += 4) {
      const two = v128.load_lane<u32>(S + second, v128.load32_zero(S), 1)
      const three = v128.load_lane<u32>(S + third, two, 2)
      Lanes.store<f32>(out, v128.load_lane<u32>(S + fourth, three, 3), stored)
    }
  }

  /** Two lanes of float32: what a tile of six rows has over four. */
  private static transposePair(S: usize, stride: usize, depth: i32, step: usize, out: usize): void {
    let left = depth
    for (; left >= 4; left -= 4, S += 16) {
      const r0 = v128.load(S)
      const r1 = v128.load(S + stride)
      const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5)
      const t1 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7)
      v128.store_lane<u64>(out, t0, 0)
      v128.store_lane<u64>(out + step, t0, 1)
      v128.store_lane<u64>(out + 2 * step, t1, 0)
      v128.store_lane<u64>(out + 3 * step, t1, 1)
      out += 4 * step
    }
    for (; left > 0; left--, S += 4, out += step) {
      v128.store_lane<u64>(out, v128.load_lane<u32>(S + stride, v128.load32_zero(S), 1), 0)
    }
  }

  private static transpose2<T extends number>(
    S: usize,
    stride: usize,
    stored: i32,
    depth: i32,
    step: usize,
    out: usize,
  ): void {
    let left = depth
    for (; left >= 2; left -= 2, S += 16) {
      const r0 = v128.load(S)
      const r1 = v128.load(S + stride)
      Lanes.store<T>(out, v128.shuffle<f64>(r0, r1, 0, 2), stored)
      Lanes.store<T>(out + step, v128.shuffle<f64>(r0, r1, 1, 3), stored)
      out += 2 * step
    }
    if (left > 0) Lanes.store<T>(out, v128.load_lane<u64>(S + stride, v128.load64_zero(S), 1), stored)
  }
}
