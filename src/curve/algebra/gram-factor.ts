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
    const { columns: n } = this
    for (let tile = 0; tile < n; tile += TILE)
      for (let i = 0; i < Math.min(tile + TILE, n); i += 2)
        for (let j = Math.max(i, tile); j < Math.min(tile + TILE, n); j += 2) this.addPairs(J, stride, i, j, count)
    this.addProducts(J, stride, r, count)
  }

  /** Two columns times two others, of one array: with r among them, as a second, V8 takes three times as long. */
  private addPairs(J: Float64Array, stride: number, i: number, j: number, count: number): void {
    const { columns: n, G } = this
    // Beyond the last column the one before is taken twice, and written once.
    const [a, c] = [i * stride, j * stride]
    const b = i + 1 < n ? a + stride : a
    const d = j + 1 < n ? c + stride : c
    let ac = 0
    let ad = 0
    let bc = 0
    let bd = 0
    for (let row = 0; row < count; row++) {
      const u = J[a + row]
      const v = J[b + row]
      const s = J[c + row]
      const t = J[d + row]
      ac += u * s
      ad += u * t
      bc += v * s
      bd += v * t
    }
    const at = i * (n + 1) + j
    G[at] += ac
    if (j + 1 < n) G[at + 1] += ad
    if (i + 1 < n) G[at + n + 1] += bc
    if (i + 1 < n && j + 1 < n) G[at + n + 2] += bd
  }

  private addProducts(J: Float64Array, stride: number, r: Float64Array, count: number): void {
    const { columns: n, G } = this
    let squares = 0
    for (let row = 0; row < count; row++) squares += r[row] * r[row]
    G[G.length - 1] += squares
    for (let i = 0; i < n; i += 2) {
      const a = i * stride
      const b = i + 1 < n ? a + stride : a
      let first = 0
      let second = 0
      for (let row = 0; row < count; row++) {
        first += J[a + row] * r[row]
        second += J[b + row] * r[row]
      }
      G[i * (n + 1) + n] += first
      if (i + 1 < n) G[(i + 1) * (n + 1) + n] += second
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
