import { Lanes } from './lanes'

/**
 * Lays `lanes` rows of op(S) (or columns; here: lanes) side by side for the micro-kernel. A panel is `vectors` (1 or 2)
 * vectors wide; out[panel][p][lane], so that a step p of a panel is contiguous. Lanes beyond the last are zeros.
 *   alongLanes = 1   S[p·ld + lane]  a step of op(S) is contiguous: copied
 *   alongLanes = 0   S[lane·ld + p]  a lane is contiguous: transposed in registers
 * out needs lanes rounded up to whole panels times depth elements, 16-byte aligned; it overlaps nothing.
 */
@final
export class Pack {
  static panels<T extends number>(
    S: usize,
    ld: i32,
    alongLanes: bool,
    lanes: i32,
    depth: i32,
    vectors: i32,
    out: usize,
  ): void {
    const width = Lanes.count<T>()
    const step = (<usize>vectors) << 4
    const stride = <usize>ld * sizeof<T>()
    const laneStride = alongLanes ? sizeof<T>() : stride
    const groups = ((lanes + width * vectors - 1) / (width * vectors)) * vectors
    for (let g = 0; g < groups; g++) {
      const panel = g / vectors
      const at = out + <usize>panel * depth * step + ((<usize>(g - panel * vectors)) << 4)
      const from = S + <usize>(g * width) * laneStride
      const count = min(lanes - g * width, width)
      if (count <= 0) Pack.zero(depth, step, at)
      else if (alongLanes) Pack.copy<T>(from, stride, count, depth, step, at)
      else if (count < width) Pack.gather<T>(from, stride, count, 0, depth, step, at)
      else if (sizeof<T>() === 4) Pack.transpose4<T>(from, stride, depth, step, at)
      else Pack.transpose2<T>(from, stride, depth, step, at)
    }
  }

  private static zero(depth: i32, step: usize, out: usize): void {
    const end = out + <usize>depth * step
    for (; out < end; out += step) v128.store(out, i64x2.splat(0))
  }

  private static copy<T extends number>(
    S: usize,
    stride: usize,
    count: i32,
    depth: i32,
    step: usize,
    out: usize,
  ): void {
    const end = out + <usize>depth * step
    if (count === Lanes.count<T>()) {
      for (; out < end; out += step, S += stride) v128.store(out, v128.load(S))
    } else {
      for (; out < end; out += step, S += stride) v128.store(out, Lanes.loadSome<T>(S, count))
    }
  }

  private static gather<T extends number>(
    S: usize,
    stride: usize,
    count: i32,
    from: i32,
    depth: i32,
    step: usize,
    out: usize,
  ): void {
    for (let p = from; p < depth; p++) {
      const at = out + p * step
      v128.store(at, i64x2.splat(0))
      for (let lane = 0; lane < count; lane++) {
        store<T>(at + lane * sizeof<T>(), load<T>(S + lane * stride + p * sizeof<T>()))
      }
    }
  }

  private static transpose4<T extends number>(S: usize, stride: usize, depth: i32, step: usize, out: usize): void {
    const whole = depth & ~3
    let at = out
    for (let s = S, end = S + ((<usize>whole) << 2); s < end; s += 16) {
      const r0 = v128.load(s)
      const r1 = v128.load(s + stride)
      const r2 = v128.load(s + 2 * stride)
      const r3 = v128.load(s + 3 * stride)
      const t0 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5)
      const t1 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5)
      const t2 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7)
      const t3 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7)
      v128.store(at, v128.shuffle<f64>(t0, t1, 0, 2))
      v128.store(at + step, v128.shuffle<f64>(t0, t1, 1, 3))
      v128.store(at + 2 * step, v128.shuffle<f64>(t2, t3, 0, 2))
      v128.store(at + 3 * step, v128.shuffle<f64>(t2, t3, 1, 3))
      at += 4 * step
    }
    Pack.gather<T>(S, stride, 4, whole, depth, step, out)
  }

  private static transpose2<T extends number>(S: usize, stride: usize, depth: i32, step: usize, out: usize): void {
    const whole = depth & ~1
    let at = out
    for (let s = S, end = S + ((<usize>whole) << 3); s < end; s += 16) {
      const r0 = v128.load(s)
      const r1 = v128.load(s + stride)
      v128.store(at, v128.shuffle<f64>(r0, r1, 0, 2))
      v128.store(at + step, v128.shuffle<f64>(r0, r1, 1, 3))
      at += 2 * step
    }
    Pack.gather<T>(S, stride, 2, whole, depth, step, out)
  }
}
