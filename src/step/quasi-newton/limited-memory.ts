import { dot, type InverseHessian, isConvex } from './inverse-hessian.js'

/**
 * H of L-BFGS by the two loops over the last m pairs, from γ I, γ = sᵀy/yᵀy of the newest. Nocedal & Wright 2006,
 * algorithm 7.4. `S` and `Y` hold m × P numbers, pair k of all in row k mod m.
 */
export class LimitedMemory implements InverseHessian {
  /** Pairs learned since the start or the last reset. */
  #pairs = 0

  constructor(
    readonly m: number,
    readonly S: Float64Array,
    readonly Y: Float64Array,
  ) {}

  #row(of: Float64Array, pair: number): Float64Array {
    const count = of.length / this.m
    const row = pair % this.m
    return of.subarray(row * count, (row + 1) * count)
  }

  apply(g: Float64Array, out: Float64Array): void {
    out.set(g)
    const oldest = Math.max(0, this.#pairs - this.m)
    const alphas: number[] = []
    for (let k = this.#pairs - 1; k >= oldest; k--) {
      const [s, y] = [this.#row(this.S, k), this.#row(this.Y, k)]
      const alpha = dot(s, out) / dot(s, y)
      alphas[k] = alpha
      for (let p = 0; p < out.length; p++) out[p] -= alpha * y[p]
    }
    if (this.#pairs === 0) return
    const [s, y] = [this.#row(this.S, this.#pairs - 1), this.#row(this.Y, this.#pairs - 1)]
    const gamma = dot(s, y) / dot(y, y)
    for (let p = 0; p < out.length; p++) out[p] *= gamma
    for (let k = oldest; k < this.#pairs; k++) {
      const [older, change] = [this.#row(this.S, k), this.#row(this.Y, k)]
      const beta = alphas[k] - dot(change, out) / dot(older, change)
      for (let p = 0; p < out.length; p++) out[p] += beta * older[p]
    }
  }

  learn(s: Float64Array, y: Float64Array): void {
    if (!isConvex(s, y)) return
    this.#row(this.S, this.#pairs).set(s)
    this.#row(this.Y, this.#pairs).set(y)
    this.#pairs++
  }

  reset(): void {
    this.#pairs = 0
  }

  counters(): Record<string, number> {
    return { learned: this.#pairs }
  }

  restore({ learned }: Readonly<Record<string, number>>): void {
    this.#pairs = learned
  }
}
