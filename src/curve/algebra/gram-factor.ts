/** Rows of a Jacobian by the entries that are not 0: those of row i from starts[i] to starts[i + 1]. */
interface SparseRows {
  readonly starts: Int32Array
  readonly columns: Int32Array
  readonly values: Float64Array
}

/** A column whose part across those before it is a smaller share of its squares has lost digits in JᵀJ. */
const LEAST_PIVOT = 1e-4
/** Squares below have lost digits to underflow. */
const LEAST_SQUARES = 1e-250
/** Columns of a block that stay in the nearest cache while all others pass by; even. */
const TILE = 12

/**
 * The triangular factor of a tall Jacobian by way of JᵀJ and its Cholesky factor (Golub & Van Loan, 4.2 and 5.3): half the
 * arithmetic of reflections, and digits lost by the square of the columns' condition. What would lose more than four is refused.
 */
export class GramFactor {
  /** [J r]ᵀ [J r], the upper triangle. */
  private readonly G: Float64Array

  constructor(private readonly columns: number) {
    this.G = new Float64Array((columns + 1) ** 2)
  }

  reset(): void {
    this.G.fill(0)
  }

  /** Whether all that was added were finite numbers, and their squares too. */
  get isFinite(): boolean {
    let sum = 0
    for (let at = 0; at < this.G.length; at += this.columns + 2) sum += this.G[at]
    return sum - sum === 0
  }

  /** Adds `count` rows: column k of J starts at k · stride. */
  absorb(J: Float64Array, stride: number, r: Float64Array, count: number): void {
    const { columns: n, G } = this
    const width = n + 1
    for (let tile = 0; tile <= n; tile += TILE)
      for (let i = 0; i < Math.min(tile + TILE, width); i += 2) {
        // The last column is r; beyond it the one before is taken twice, and written once.
        const A = i < n ? J : r
        const a = i < n ? i * stride : 0
        const B = i + 1 < n ? J : r
        const b = i + 1 < n ? a + stride : 0
        for (let j = Math.max(i, tile); j < Math.min(tile + TILE, width); j += 2) {
          const C = j < n ? J : r
          const c = j < n ? j * stride : 0
          const D = j + 1 < n ? J : r
          const d = j + 1 < n ? c + stride : 0
          let ac = 0
          let ad = 0
          let bc = 0
          let bd = 0
          for (let row = 0; row < count; row++) {
            const u = A[a + row]
            const v = B[b + row]
            const s = C[c + row]
            const t = D[d + row]
            ac += u * s
            ad += u * t
            bc += v * s
            bd += v * t
          }
          const at = i * width + j
          G[at] += ac
          if (j < n) G[at + 1] += ad
          if (i < n) G[at + width] += bc
          if (i < n && j < n) G[at + width + 1] += bd
        }
      }
  }

  /** Adds row i times √weights[i], of `count` rows whose entries are those of `rows` from row `from` on. */
  absorbSparse(rows: SparseRows, from: number, r: Float64Array, count: number, weights?: Float64Array): void {
    const { columns: n, G } = this
    const { starts, columns, values } = rows
    const width = n + 1
    for (let i = 0; i < count; i++) {
      const weight = weights ? weights[i] : 1
      G[width * width - 1] += weight * r[i] * r[i]
      for (let a = starts[from + i]; a < starts[from + i + 1]; a++) {
        const at = columns[a] * width
        const value = weight * values[a]
        G[at + n] += value * r[i]
        for (let b = starts[from + i]; b < starts[from + i + 1]; b++)
          if (columns[b] >= columns[a]) G[at + columns[b]] += value * values[b]
      }
    }
  }

  /** R (n × n, upper, row-major) with RᵀR = JᵀJ and z with Rᵀz = Jᵀr; false where digits would be lost: R and z then say nothing. */
  factor(R: Float64Array, z: Float64Array): boolean {
    const { columns: n, G } = this
    for (let k = 0; k < n; k++) {
      R.set(G.subarray(k * (n + 1), k * (n + 1) + n), k * n)
      z[k] = G[k * (n + 1) + n]
    }
    for (let k = 0; k < n; k++) {
      const squares = G[k * (n + 2)]
      const pivot = R[k * n + k]
      if (!(squares > LEAST_SQUARES && pivot >= LEAST_PIVOT * squares)) return false
      const root = Math.sqrt(pivot)
      for (let j = k; j < n; j++) R[k * n + j] /= root
      z[k] /= root
      for (let i = k + 1; i < n; i++) {
        const factor = R[k * n + i]
        for (let j = i; j < n; j++) R[i * n + j] -= factor * R[k * n + j]
        z[i] -= factor * z[k]
        R[i * n + k] = 0
      }
    }
    return true
  }
}
