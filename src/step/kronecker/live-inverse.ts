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
    const part = viewOf(dtype, buffer, packed, samples * columns.length)
    let at = 0
    for (let i = 0; i < samples; i++) for (const c of columns) part[at++] = c < inputs ? H[i * inputs + c] : 1
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

  /** The rows of the inverse that are these columns', one after another. */
  #gatherRows(flags: Float64Array, columns: readonly number[], from: number, to: number, bytes: number): void {
    const all = new Uint8Array(this.workspace.kernels.buffer)
    let [row, next] = [0, 0]
    flags.forEach((flag, c) => {
      if (columns[next] === c) {
        all.copyWithin(to + next * bytes, from + row * bytes, from + (row + 1) * bytes)
        next++
      }
      row += flag
    })
  }

  /** From the last on, the first `size` rows of V move to the live ones; 0 elsewhere. */
  #spreadRows(flags: Float64Array, size: number, V: number, bytes: number): void {
    const all = new Uint8Array(this.workspace.kernels.buffer, V, flags.length * bytes)
    let from = size
    for (let row = flags.length - 1; row >= 0; row--)
      if (flags[row] === 0) all.fill(0, row * bytes, (row + 1) * bytes)
      else if (--from !== row) all.copyWithin(row * bytes, from * bytes, (from + 1) * bytes)
  }

  /** 1 where a column is live. */
  #flags(k: number, n: number): Float64Array {
    return new Float64Array(this.workspace.kernels.buffer, this.workspace.layout.arrays[`live.${k}`], n)
  }
}

/** The columns of H, with a last one of 1 where n says so, that are not 0 throughout; the last one always. */
function columnsSeen(H: FloatArray, samples: number, inputs: number, n: number): number[] {
  const seen = new Uint8Array(n).fill(1, n - 1)
  for (let i = 0; i < samples; i++) for (let c = 0; c < inputs; c++) if (H[i * inputs + c] !== 0) seen[c] = 1
  return Array.from(seen.keys()).filter(c => seen[c] === 1)
}
