import type { Curve } from './curve.js'

/** What a tied parameter is of the others: a program without inputs. */
export interface Tie {
  readonly parameter: number
  value(p: Float64Array): number
  /** ∂/∂p_k into out (n). */
  gradient(p: Float64Array, out: Float64Array): void
}

/** A curve whose tied parameters follow the others: their columns go, by the chain rule, to those they are made of. */
export class TiedCurve implements Curve {
  private readonly full: Float64Array
  private readonly slopes: Float64Array

  constructor(
    private readonly inner: Curve,
    private readonly ties: readonly Tie[],
    parameters: number,
  ) {
    this.full = new Float64Array(parameters)
    this.slopes = new Float64Array(parameters)
  }

  get derivatives(): Curve['derivatives'] {
    return this.inner.derivatives
  }

  values(p: Float64Array, from: number, to: number, f: Float64Array): void {
    this.inner.values(this.complete(p), from, to, f)
  }

  linearise(p: Float64Array, from: number, to: number, f: Float64Array, J: Float64Array, stride: number): void {
    this.inner.linearise(this.complete(p), from, to, f, J, stride)
    for (const tie of this.ties) {
      tie.gradient(p, this.slopes)
      const own = tie.parameter * stride
      for (let k = 0; k < p.length; k++)
        if (this.slopes[k] !== 0) for (let i = 0; i < to - from; i++) J[k * stride + i] += this.slopes[k] * J[own + i]
      J.fill(0, own, own + to - from)
    }
  }

  private complete(p: Float64Array): Float64Array {
    this.full.set(p)
    for (const tie of this.ties) this.full[tie.parameter] = tie.value(p)
    return this.full
  }
}
