import { dot } from '../../vectors.js'
import { type InverseHessian, isConvex } from './inverse-hessian.js'

/**
 * H of L-BFGS by the two loops over the last m pairs, from γ I, γ = sᵀy/yᵀy of the newest. Nocedal & Wright 2006,
 * algorithm 7.4. `S` and `Y` hold m × P numbers, pair k of all in row k mod m.
 */
export class LimitedMemory implements InverseHessian {
  /** Pairs learned since the start or the last reset. */
  #pairs = 0

  readonly #S: readonly Float64Array[]
  readonly #Y: readonly Float64Array[]

  constructor(
    readonly m: number,
    S: Float64Array,
    Y: Float64Array,
  ) {
    const count = S.length / m
    const rowsOf = (all: Float64Array) =>
      Array.from({ length: m }, (_, row) => all.subarray(row * count, (row + 1) * count))
    this.#S = rowsOf(S)
    this.#Y = rowsOf(Y)
  }

  apply(g: Float64Array, out: Float64Array): void {
    out.set(g)
    const oldest = Math.max(0, this.#pairs - this.m)
    const alphas: number[] = []
    for (let k = this.#pairs - 1; k >= oldest; k--) {
      const [s, y] = [this.#S[k % this.m], this.#Y[k % this.m]]
      const alpha = dot(s, out) / dot(s, y)
      alphas[k] = alpha
      for (let p = 0; p < out.length; p++) out[p] -= alpha * y[p]
    }
    if (this.#pairs === 0) return
    const newest = (this.#pairs - 1) % this.m
    const [s, y] = [this.#S[newest], this.#Y[newest]]
    const gamma = dot(s, y) / dot(y, y)
    for (let p = 0; p < out.length; p++) out[p] *= gamma
    for (let k = oldest; k < this.#pairs; k++) {
      const [older, change] = [this.#S[k % this.m], this.#Y[k % this.m]]
      const beta = alphas[k] - dot(change, out) / dot(older, change)
      for (let p = 0; p < out.length; p++) out[p] += beta * older[p]
    }
  }

  learn(s: Float64Array, y: Float64Array): void {
    if (!isConvex(s, y)) return
    this.#S[this.#pairs % this.m].set(s)
    this.#Y[this.#pairs % this.m].set(y)
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
