/** L of L Lᵀ = A for a symmetric n × n matrix, row-major; undefined where a pivot is not positive. */
export function cholesky(A: ArrayLike<number>, n: number): Float64Array | undefined {
  const L = new Float64Array(n * n)
  for (let j = 0; j < n; j++)
    for (let i = j; i < n; i++) {
      let sum = A[i * n + j]
      for (let k = 0; k < j; k++) sum -= L[i * n + k] * L[j * n + k]
      if (i > j) L[i * n + j] = sum / L[j * n + j]
      else if (sum > 0) L[j * n + j] = Math.sqrt(sum)
      else return undefined
    }
  return L
}

/** x of L Lᵀ x = b. */
export function solveCholesky(L: Float64Array, b: ArrayLike<number>): Float64Array {
  const x = solveLower(L, b)
  const n = x.length
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] -= L[k * n + i] * x[k]
    x[i] /= L[i * n + i]
  }
  return x
}

/** x of L x = b. */
export function solveLower(L: Float64Array, b: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(b)
  const n = x.length
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] -= L[i * n + k] * x[k]
    x[i] /= L[i * n + i]
  }
  return x
}
