import { Lanes } from './lanes'
import { Tile } from './micro-kernel'

/**
 * y[i] (mode) Σ_p M(i,p)·x[p] for i in [from, to): the product when one side is a vector, where a register tile would
 * compute mostly padding. x is contiguous; y[i] lies stepY bytes after y[i − 1].
 *   alongLanes = 0   M(i,p) at M[i·ldm + p]: dot products, four rows sharing each load of x
 *   alongLanes = 1   M(i,p) at M[p·ldm + i]: sums in lanes, down the rows of M
 * The order of every sum depends on k alone. buffer: 32 bytes.
 */
@final
export class MatrixVector {
  /** How many rows or columns are still taken one by one. */
  static readonly most: i32 = 2

  /** Longest stretch of x at a time, for callers that gather it into scratch. */
  static readonly depth: i32 = 8192

  static run<T extends number>(
    M: usize,
    ldm: i32,
    alongLanes: bool,
    k: i32,
    x: usize,
    y: usize,
    stepY: usize,
    mode: i32,
    buffer: usize,
    from: i32,
    to: i32,
  ): void {
    const stride = <usize>ldm * sizeof<T>()
    const width = Lanes.count<T>()
    let i = from
    if (alongLanes) {
      for (; i + 2 * width <= to; i += 2 * width) {
        MatrixVector.sums<T>(M + <usize>i * sizeof<T>(), stride, k, x, buffer)
        MatrixVector.put<T>(y + i * stepY, stepY, buffer, 2 * width, mode)
      }
      for (; i < to; i += width) {
        const count = min(to - i, width)
        MatrixVector.sum<T>(M + <usize>i * sizeof<T>(), stride, k, x, buffer, count)
        MatrixVector.put<T>(y + i * stepY, stepY, buffer, count, mode)
      }
    } else {
      for (; i + 4 <= to; i += 4) {
        MatrixVector.dots<T>(M + i * stride, stride, k, x, buffer)
        MatrixVector.put<T>(y + i * stepY, stepY, buffer, 4, mode)
      }
      for (; i < to; i++) {
        MatrixVector.dot<T>(M + i * stride, k, x, buffer)
        MatrixVector.put<T>(y + i * stepY, stepY, buffer, 1, mode)
      }
    }
  }

  private static put<T extends number>(y: usize, stepY: usize, buffer: usize, count: i32, mode: i32): void {
    if (stepY === sizeof<T>()) Tile.copy<T>(buffer, y, 0, 1, count, mode)
    else for (let r = 0; r < count; r++) Tile.copy<T>(buffer + r * sizeof<T>(), y + r * stepY, 0, 1, 1, mode)
  }

  @inline private static sums<T extends number>(m: usize, stride: usize, k: i32, x: usize, buffer: usize): void {
    let s0 = v128.splat<T>(<T>0)
    let s1 = s0
    const end = x + <usize>k * sizeof<T>()
    for (; x !== end; x += sizeof<T>(), m += stride) {
      const v = v128.load_splat<T>(x)
      s0 = Lanes.madd<T>(v, v128.load(m), s0)
      s1 = Lanes.madd<T>(v, v128.load(m, 16), s1)
    }
    v128.store(buffer, s0)
    v128.store(buffer, s1, 16)
  }

  @inline private static sum<T extends number>(
    m: usize,
    stride: usize,
    k: i32,
    x: usize,
    buffer: usize,
    count: i32,
  ): void {
    let s = v128.splat<T>(<T>0)
    const end = x + <usize>k * sizeof<T>()
    for (; x !== end; x += sizeof<T>(), m += stride) {
      s = Lanes.madd<T>(v128.load_splat<T>(x), Lanes.load<T>(m, count), s)
    }
    v128.store(buffer, s)
  }

  @inline private static dots<T extends number>(m: usize, stride: usize, k: i32, x: usize, buffer: usize): void {
    let s0 = v128.splat<T>(<T>0)
    let s1 = s0
    let s2 = s0
    let s3 = s0
    const width = Lanes.count<T>()
    let left = k
    for (; left >= width; left -= width, x += 16, m += 16) {
      const v = v128.load(x)
      s0 = Lanes.madd<T>(v, v128.load(m), s0)
      s1 = Lanes.madd<T>(v, v128.load(m + stride), s1)
      s2 = Lanes.madd<T>(v, v128.load(m + 2 * stride), s2)
      s3 = Lanes.madd<T>(v, v128.load(m + 3 * stride), s3)
    }
    if (left > 0) {
      const v = Lanes.loadSome<T>(x, left)
      s0 = Lanes.madd<T>(v, Lanes.loadSome<T>(m, left), s0)
      s1 = Lanes.madd<T>(v, Lanes.loadSome<T>(m + stride, left), s1)
      s2 = Lanes.madd<T>(v, Lanes.loadSome<T>(m + 2 * stride, left), s2)
      s3 = Lanes.madd<T>(v, Lanes.loadSome<T>(m + 3 * stride, left), s3)
    }
    store<T>(buffer, Lanes.sum<T>(s0))
    store<T>(buffer + sizeof<T>(), Lanes.sum<T>(s1))
    store<T>(buffer + 2 * sizeof<T>(), Lanes.sum<T>(s2))
    store<T>(buffer + 3 * sizeof<T>(), Lanes.sum<T>(s3))
  }

  @inline private static dot<T extends number>(m: usize, k: i32, x: usize, buffer: usize): void {
    let s = v128.splat<T>(<T>0)
    const width = Lanes.count<T>()
    let left = k
    for (; left >= width; left -= width, x += 16, m += 16) s = Lanes.madd<T>(v128.load(x), v128.load(m), s)
    if (left > 0) s = Lanes.madd<T>(Lanes.loadSome<T>(x, left), Lanes.loadSome<T>(m, left), s)
    store<T>(buffer, Lanes.sum<T>(s))
  }
}
