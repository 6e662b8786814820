/** Sweeps of QL for one eigenvalue; three are usual. */
const MOST_SWEEPS = 60

const EPSILON = 2 ** -52

/**
 * Eigenvalues of a symmetric tridiagonal matrix in place of its diagonal, by implicit QL with Wilkinson's shift (Bowdler,
 * Martin, Reinsch & Wilkinson 1968). Every row of `rows` is multiplied by the matrix of eigenvectors: unit rows become rows
 * of it. `below`: the n − 1 numbers beside the diagonal; it is overwritten. Unordered.
 */
export function tridiagonalEigen(
  diagonal: Float64Array,
  below: ArrayLike<number>,
  rows: readonly Float64Array[],
): void {
  const n = diagonal.length
  const d = diagonal
  const e = new Float64Array(n)
  for (let i = 0; i < n - 1; i++) e[i] = below[i]
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      let m = l
      while (m < n - 1 && Math.abs(e[m]) > EPSILON * (Math.abs(d[m]) + Math.abs(d[m + 1]))) m++
      if (m === l) break
      let g = (d[l + 1] - d[l]) / (2 * e[l])
      g = d[m] - d[l] + e[l] / (g + Math.sign(g || 1) * Math.hypot(g, 1))
      let [s, c, p] = [1, 1, 0]
      let i = m - 1
      for (; i >= l; i--) {
        const f = s * e[i]
        const b = c * e[i]
        const r = Math.hypot(f, g)
        e[i + 1] = r
        if (r === 0) {
          d[i + 1] -= p
          e[m] = 0
          break
        }
        s = f / r
        c = g / r
        const shifted = d[i + 1] - p
        const along = (d[i] - shifted) * s + 2 * c * b
        p = s * along
        d[i + 1] = shifted + p
        g = c * along - b
        for (const row of rows) {
          const right = row[i + 1]
          row[i + 1] = s * row[i] + c * right
          row[i] = c * row[i] - s * right
        }
      }
      if (i >= l) continue
      d[l] -= p
      e[l] = g
      e[m] = 0
    }
  }
}

export interface Eigen {
  /** Ascending. */
  readonly values: Float64Array
  /** Column k, of the k-th value, at k, k + n, …; none where not asked for. */
  readonly vectors: Float64Array
}

/**
 * Eigenvalues, and with `vectors` eigenvectors, of a symmetric n × n matrix, whose lower triangle is read: Householder's
 * reduction and implicit QL. Cost 4/3 n³ flops, with vectors about 9 n³.
 */
export function symmetricEigen(matrix: ArrayLike<number>, n: number, vectors = false): Eigen {
  const A = Float64Array.from(matrix)
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) A[j * n + i] = A[i * n + j]
  const below = new Float64Array(Math.max(0, n - 1))
  const reflectors: { v: Float64Array; beta: number; from: number }[] = []
  for (let k = 0; k < n - 1; k++) {
    const from = k + 1
    const v = new Float64Array(n)
    for (let i = from; i < n; i++) v[i] = A[i * n + k]
    let squares = 0
    for (let i = from + 1; i < n; i++) squares += v[i] * v[i]
    if (squares === 0) {
      below[k] = v[from]
      continue
    }
    const alpha = -Math.sign(v[from] || 1) * Math.sqrt(squares + v[from] * v[from])
    below[k] = alpha
    v[from] -= alpha
    const beta = 2 / (squares + v[from] * v[from])
    reflect(A, n, from, v, beta)
    reflectors.push({ v, beta, from })
  }
  const values = Float64Array.from({ length: n }, (_, i) => A[i * n + i])
  const rows = vectors ? accumulated(reflectors, n) : []
  tridiagonalEigen(values, below, rows)
  const order = Array.from(values, (_, k) => k).sort((a, b) => values[a] - values[b])
  const sorted = new Float64Array(vectors ? n * n : 0)
  rows.forEach((row, i) => {
    order.forEach((at, k) => {
      sorted[i * n + k] = row[at]
    })
  })
  return { values: Float64Array.from(order, k => values[k]), vectors: sorted }
}

/** The trailing block ← (I − β v vᵀ) block (I − β v vᵀ). */
function reflect(A: Float64Array, n: number, from: number, v: Float64Array, beta: number): void {
  const w = new Float64Array(n)
  let along = 0
  for (let i = from; i < n; i++) {
    let sum = 0
    for (let j = from; j < n; j++) sum += A[i * n + j] * v[j]
    w[i] = beta * sum
    along += w[i] * v[i]
  }
  for (let i = from; i < n; i++) w[i] -= (beta / 2) * along * v[i]
  for (let i = from; i < n; i++) for (let j = from; j < n; j++) A[i * n + j] -= v[i] * w[j] + w[i] * v[j]
}

/** Rows of the product of all reflections. */
function accumulated(
  reflectors: readonly { v: Float64Array; beta: number; from: number }[],
  n: number,
): Float64Array[] {
  const rows = Array.from({ length: n }, (_, i) => {
    const row = new Float64Array(n)
    row[i] = 1
    return row
  })
  for (const { v, beta, from } of reflectors)
    for (const row of rows) {
      let along = 0
      for (let j = from; j < n; j++) along += row[j] * v[j]
      for (let j = from; j < n; j++) row[j] -= beta * along * v[j]
    }
  return rows
}
