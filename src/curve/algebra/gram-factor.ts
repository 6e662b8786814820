/** A column whose part across those before it is a smaller share of its squares has lost digits in JᵀJ. */
const LEAST_PIVOT = 1e-4
/** Squares below have lost digits to underflow. */
const LEAST_SQUARES = 1e-250

/**
 * The triangular factor of a tall Jacobian by way of JᵀJ and its Cholesky factor (Golub & Van Loan, 4.2 and 5.3): half the
 * arithmetic of reflections, and digits lost by the square of the columns' condition. What would lose more than four is refused.
 */
export class GramFactor {
  private readonly G: Float64Array
  private readonly g: Float64Array

  constructor(private readonly columns: number) {
    this.G = new Float64Array(columns * columns)
    this.g = new Float64Array(columns)
  }

  reset(): void {
    this.G.fill(0)
    this.g.fill(0)
  }

  /** Adds `count` rows: column k of J starts at k · stride. */
  absorb(J: Float64Array, stride: number, r: Float64Array, count: number): void {
    const { columns: n, G, g } = this
    for (let i = 0; i < n; i += 2) {
      const a = i * stride
      // An odd last column is taken twice, and written once.
      const b = i + 1 < n ? a + stride : a
      let ar = 0
      let br = 0
      for (let row = 0; row < count; row++) {
        ar += J[a + row] * r[row]
        br += J[b + row] * r[row]
      }
      g[i] += ar
      if (b > a) g[i + 1] += br
      for (let j = i; j < n; j += 2) {
        const c = j * stride
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
        const at = i * n + j
        G[at] += ac
        if (d > c) G[at + 1] += ad
        if (b > a) G[at + n] += bc
        if (b > a && d > c) G[at + n + 1] += bd
      }
    }
  }

  /** R (n × n, upper, row-major) with RᵀR = JᵀJ and z with Rᵀz = Jᵀr; false where digits would be lost: R and z then say nothing. */
  factor(R: Float64Array, z: Float64Array): boolean {
    const { columns: n, G, g } = this
    R.set(G)
    z.set(g)
    for (let k = 0; k < n; k++) {
      const squares = G[k * n + k]
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
