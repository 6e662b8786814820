import { sizeOf } from '../../../runtime/dtype.js'
import type { Pair } from './double-damping.js'
import type { Vectors } from './vectors.js'

/** H_g of every layer: what stands for the inverse of G. */
export interface OutputInverse {
  /** From here on H_g = I. */
  start(k: number, units: number): void
  /** H_g y. */
  times(k: number, y: Float64Array): Float64Array
  learn(k: number, pair: Pair, Hy: Float64Array): void
  /** Byte offset of X H_g, n × units; X, in `layer`, may be overwritten. */
  right(k: number, X: number, n: number, units: number): number
}

/** A matrix of units × units a layer. */
export class FullInverse implements OutputInverse {
  constructor(readonly vectors: Vectors) {}

  #of = (k: number) => this.vectors.at.arrays[`Hg.${k}`]

  start(k: number, units: number): void {
    const H = this.vectors.view(this.#of(k), units * units)
    for (let i = 0; i < units; i++) H[i * units + i] = 1
  }

  times = (k: number, y: Float64Array) => this.vectors.times(y, this.#of(k), y.length)

  learn(k: number, pair: Pair, Hy: Float64Array): void {
    this.vectors.updateInverse(this.#of(k), pair, Hy)
  }

  right(k: number, X: number, n: number, units: number): number {
    const { kernels, arrays } = this.vectors.at
    kernels.matmul('NN', [n, units, units], [X, units], [this.#of(k), units], [arrays.secondLayer, units], false)
    return arrays.secondLayer
  }
}

/** The last pairs of each layer, and the two loops over them from H = I (Nocedal 1980), for many rows at a time. */
export class LimitedInverse implements OutputInverse {
  constructor(
    readonly vectors: Vectors,
    readonly memory: number,
  ) {}

  start(): void {}

  /** How many pairs a layer has. */
  #count = (k: number) => new Float64Array(this.vectors.at.kernels.buffer, this.vectors.at.arrays[`pairs.${k}`], 1)

  #all(k: number, units: number) {
    const { arrays } = this.vectors.at
    return ['S', 'Y'].map(name => this.vectors.view(arrays[`${name}.${k}`], this.memory * units))
  }

  times(k: number, y: Float64Array): Float64Array {
    const { arrays } = this.vectors.at
    this.vectors.view(arrays.vector, y.length).set(y)
    return Float64Array.from(this.vectors.view(this.right(k, arrays.vector, 1, y.length), y.length))
  }

  learn(k: number, { s, y }: Pair): void {
    const units = s.length
    const [S, Y] = this.#all(k, units)
    const count = this.#count(k)
    if (count[0] === this.memory) for (const pairs of [S, Y]) pairs.copyWithin(0, units)
    else count[0]++
    S.set(s, (count[0] - 1) * units)
    Y.set(y, (count[0] - 1) * units)
  }

  right(k: number, X: number, n: number, units: number): number {
    const { kernels, arrays } = this.vectors.at
    const [count] = this.#count(k)
    const row = units * sizeOf(kernels.dtype)
    const [S, Y] = [arrays[`S.${k}`], arrays[`Y.${k}`]]
    const along = (v: number, out: number) =>
      kernels.matmul('NT', [n, 1, units], [X, units], [v, units], [out, 1], false)
    const add = (column: number, v: number) =>
      kernels.matmul('NN', [n, units, 1], [column, 1], [v, units], [X, units], true)
    const rho = (i: number) => 1 / kernels.dot(S + i * row, Y + i * row, units)
    const kept = (i: number) => arrays.alphas + i * n * sizeOf(kernels.dtype)
    for (let i = count - 1; i >= 0; i--) {
      along(S + i * row, kept(i))
      kernels.scale(-rho(i), kept(i), n)
      add(kept(i), Y + i * row)
    }
    for (let i = 0; i < count; i++) {
      along(Y + i * row, arrays.column)
      kernels.axpby(-rho(i), arrays.column, -1, kept(i), arrays.column, n)
      add(arrays.column, S + i * row)
    }
    return X
  }
}
