import { BLOCK, type Residuals } from './residuals.js'

/** Numbers of a Jacobian that are kept at most. */
const MOST = 2 ** 22

/** Residuals that keep the derivatives of the point where they were last computed, and have them for nothing when asked again. */
export class Kept implements Residuals {
  readonly rows: number
  readonly parameters: number
  readonly hasCheapSlopes?: boolean
  private readonly point: Float64Array
  /** By block: its r, and its J with stride BLOCK. */
  private readonly blocks: (readonly [r: Float64Array, J: Float64Array] | undefined)[] = []

  constructor(private readonly inner: Residuals) {
    this.rows = inner.rows
    this.parameters = inner.parameters
    this.hasCheapSlopes = inner.hasCheapSlopes
    this.point = new Float64Array(inner.parameters).fill(Number.NaN)
  }

  values(p: Float64Array, from: number, to: number, r: Float64Array): void {
    this.inner.values(p, from, to, r)
  }

  linearise(p: Float64Array, from: number, to: number, r: Float64Array, J: Float64Array, stride: number): void {
    const { inner, point, blocks } = this
    if (!p.every((value, k) => value === point[k])) {
      blocks.length = 0
      point.set(p)
    }
    const known = blocks[from / BLOCK]
    if (known) {
      r.set(known[0])
      J.set(known[1])
      return
    }
    inner.linearise(p, from, to, r, J, stride)
    if (this.rows * this.parameters <= MOST)
      blocks[from / BLOCK] = [r.slice(0, to - from), J.slice(0, this.parameters * stride)]
  }
}
