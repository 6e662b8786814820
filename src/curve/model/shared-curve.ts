import type { Curve } from './curve.js'

/** A curve of one data set among several: its parameters are some of the fit's, shared ones the same as other sets'. */
export class SharedCurve implements Curve {
  private readonly own: Float64Array
  private columns = new Float64Array(0)

  /** @param places where in the fit's parameters each of the curve's is */
  constructor(
    private readonly inner: Curve,
    private readonly places: Int32Array,
  ) {
    this.own = new Float64Array(places.length)
  }

  get derivatives(): Curve['derivatives'] {
    return this.inner.derivatives
  }

  values(p: Float64Array, from: number, to: number, f: Float64Array): void {
    this.inner.values(this.pick(p), from, to, f)
  }

  linearise(p: Float64Array, from: number, to: number, f: Float64Array, J: Float64Array, stride: number): void {
    const { places } = this
    const count = to - from
    if (this.columns.length < places.length * stride) this.columns = new Float64Array(places.length * stride)
    this.inner.linearise(this.pick(p), from, to, f, this.columns, stride)
    for (let k = 0; k < p.length; k++) J.fill(0, k * stride, k * stride + count)
    for (let own = 0; own < places.length; own++)
      J.set(this.columns.subarray(own * stride, own * stride + count), places[own] * stride)
  }

  private pick(p: Float64Array): Float64Array {
    for (let own = 0; own < this.places.length; own++) this.own[own] = p[this.places[own]]
    return this.own
  }
}
