import { type FloatArray, sizeOf, viewOf } from '../../runtime/dtype.js'
import type { PositiveInverse } from '../../solve/positive-inverse.js'
import type { Workspace } from '../workspace.js'

/**
 * (A + λ I)⁻¹ Hᵀ D as (H (A + λ I)⁻¹)ᵀ D, at the size of the live columns of H: those that were not 0 in all samples that A had
 * seen when it was inverted. Of the others the inverse is I/λ; what comes alive there before the next one is a few numbers.
 */
export class LiveInverse {
  constructor(
    readonly workspace: Workspace,
    readonly inverse: PositiveInverse,
  ) {}

  /** Inverts the live part of A, n × n, and keeps which that is. Returns whether it is positive; if not, both stay. */
  invert(k: number, n: number, lambda: number): boolean {
    const { kernels, layout } = this.workspace
    const { dtype, buffer } = kernels
    const { batchFactor, [`A.${k}`]: factor, [`inverseA.${k}`]: out } = layout.arrays
    const A = viewOf(dtype, buffer, factor, n * n)
    const live: number[] = []
    // One is kept whatever it holds, so that there is a matrix.
    for (let c = 0; c < n; c++) if (A[c * n + c] !== 0 || c === n - 1) live.push(c)
    const size = live.length
    const part = viewOf(dtype, buffer, batchFactor, size * size)
    for (let r = 0; r < size; r++) for (let c = 0; c <= r; c++) part[r * size + c] = A[live[r] * n + live[c]]
    if (!this.inverse.invert(batchFactor, size, 1, lambda, out, dtype)) return false
    const flags = this.#flags(k, n).fill(0)
    for (const c of live) flags[c] = 1
    return true
  }

  /**
   * V ← that product for the first samples of the cache, λ that of the inverse. Columns that are 0 in all of these are left out
   * of H, and their rows of the inverse.
   */
  product(k: number, samples: number, lambda: number, D: number, V: number): void {
    const { kernels, layout, sites } = this.workspace
    const { dtype, buffer } = kernels
    const { packed, batchFactor, turned, [`inverseA.${k}`]: inverse } = layout.arrays
    const { units, inputUnits, slots } = layout.graph.nodes[k]
    const [inputs] = inputUnits
    const n = inputs + slots.length - 1
    const flags = this.#flags(k, n)
    const size = flags.reduce((sum, flag) => sum + flag, 0)
    const H = viewOf(dtype, buffer, sites[k].inputs[0], samples * inputs)
    const seen = columnsSeen(H, samples, inputs, n)
    const columns = seen.filter(c => flags[c] === 1)
    packColumns(H, inputs, columns, viewOf(dtype, buffer, packed, samples * columns.length))
    this.#gatherRows(flags, columns, inverse, batchFactor, size * sizeOf(dtype))
    const left = [packed, columns.length] as const
    kernels.matmul('NN', [samples, size, columns.length], left, [batchFactor, size], [turned, size], false)
    kernels.matmul('TN', [size, units, samples], [turned, size], [D, units], [V, units], false)
    this.#spreadRows(flags, size, V, units * sizeOf(dtype))
    const out = viewOf(dtype, buffer, V, n * units)
    const deltas = viewOf(dtype, buffer, D, samples * units)
    for (const c of seen.filter(column => flags[column] === 0))
      for (let i = 0; i < samples; i++) {
        const value = H[i * inputs + c] / lambda
        if (value !== 0) for (let o = 0; o < units; o++) out[c * units + o] += value * deltas[i * units + o]
      }
  }

  /** The rows of the inverse that are these columns', one after another, by runs of neighbours. */
  #gatherRows(flags: Float64Array, columns: readonly number[], from: number, to: number, bytes: number): void {
    const all = new Uint8Array(this.workspace.kernels.buffer)
    const rowOf = new Int32Array(flags.length)
    for (let c = 1; c < flags.length; c++) rowOf[c] = rowOf[c - 1] + flags[c - 1]
    for (let next = 0, first = 0; first < columns.length; first = next) {
      const row = rowOf[columns[first]]
      for (next = first + 1; next < columns.length && rowOf[columns[next]] === row + next - first; ) next++
      all.copyWithin(to + first * bytes, from + row * bytes, from + (row + next - first) * bytes)
    }
  }

  /** From the last on, by runs, the first `size` rows of V move to the live ones; 0 elsewhere. */
  #spreadRows(flags: Float64Array, size: number, V: number, bytes: number): void {
    const all = new Uint8Array(this.workspace.kernels.buffer, V, flags.length * bytes)
    let from = size
    for (let end = flags.length, start = end; end > 0; end = start) {
      const flag = flags[end - 1]
      for (start = end - 1; start > 0 && flags[start - 1] === flag; ) start--
      if (flag === 0) all.fill(0, start * bytes, end * bytes)
      else {
        const to = from
        from -= end - start
        if (from !== start) all.copyWithin(start * bytes, from * bytes, to * bytes)
      }
    }
  }

  /** 1 where a column is live. */
  #flags(k: number, n: number): Float64Array {
    return new Float64Array(this.workspace.kernels.buffer, this.workspace.layout.arrays[`live.${k}`], n)
  }
}

/** The columns of H, with a last one of 1 where n says so, that are not 0 throughout; the last one always. */
function columnsSeen(H: FloatArray, samples: number, inputs: number, n: number): number[] {
  const seen = new Uint8Array(n)
  seen[n - 1] = 1
  for (let i = 0; i < samples; i++) {
    const row = i * inputs
    for (let c = 0; c < inputs; c++) seen[c] |= H[row + c] !== 0 ? 1 : 0
  }
  const columns: number[] = []
  for (let c = 0; c < n; c++) if (seen[c] === 1) columns.push(c)
  return columns
}

/** These columns of H, row by row; one past its last is of ones. */
function packColumns(H: FloatArray, inputs: number, columns: readonly number[], out: FloatArray): void {
  const width = columns.length
  const own = columns[width - 1] < inputs ? width : width - 1
  for (let at = 0, row = 0; at < out.length; at += width, row += inputs) {
    for (let j = 0; j < own; j++) out[at + j] = H[row + columns[j]]
    if (own < width) out[at + own] = 1
  }
}
