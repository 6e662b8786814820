/** A x = b by Gaussian elimination with partial pivoting. */
export function solveDense(A: number[][], b: number[]): number[] {
  const n = b.length
  const M = A.map((row, i) => [...row, b[i]])
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (Math.abs(M[i][k]) > Math.abs(M[pivot][k])) pivot = i
    ;[M[k], M[pivot]] = [M[pivot], M[k]]
    for (let i = k + 1; i < n; i++) {
      const factor = M[i][k] / M[k][k]
      if (factor !== 0) for (let j = k; j <= n; j++) M[i][j] -= factor * M[k][j]
    }
  }
  const x = new Array<number>(n).fill(0)
  for (let i = n - 1; i >= 0; i--) {
    let sum = M[i][n]
    for (let j = i + 1; j < n; j++) sum -= M[i][j] * x[j]
    x[i] = sum / M[i][i]
  }
  return x
}

export const norm = (x: ArrayLike<number>): number => Math.hypot(...Array.from(x))

/** ‖x − y‖ / ‖y‖. */
export const distance = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Math.hypot(...Array.from(y, (value, i) => x[i] - value)) / norm(y)
