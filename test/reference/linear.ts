/** Solves A x = b for many b by one Gaussian elimination with partial pivoting. */
export function eliminated(A: number[][]): (b: number[]) => number[] {
  const n = A.length
  // On and above the diagonal what is left of A, below it the factors.
  const M = A.map(row => [...row])
  const order = M.map((_, i) => i)
  for (let k = 0; k < n; k++) {
    let pivot = k
    for (let i = k + 1; i < n; i++) if (Math.abs(M[i][k]) > Math.abs(M[pivot][k])) pivot = i
    ;[M[k], M[pivot]] = [M[pivot], M[k]]
    ;[order[k], order[pivot]] = [order[pivot], order[k]]
    for (let i = k + 1; i < n; i++) {
      const factor = M[i][k] / M[k][k]
      M[i][k] = factor
      if (factor !== 0) for (let j = k + 1; j < n; j++) M[i][j] -= factor * M[k][j]
    }
  }
  return b => {
    const x = order.map(i => b[i])
    for (let i = 0; i < n; i++) for (let k = 0; k < i; k++) x[i] -= M[i][k] * x[k]
    for (let i = n - 1; i >= 0; i--) {
      for (let j = i + 1; j < n; j++) x[i] -= M[i][j] * x[j]
      x[i] /= M[i][i]
    }
    return x
  }
}

/** A x = b by Gaussian elimination with partial pivoting. */
export const solveDense = (A: number[][], b: number[]): number[] => eliminated(A)(b)

export const norm = (x: ArrayLike<number>): number => Math.hypot(...Array.from(x))

/** ‖x − y‖ / ‖y‖. */
export const distance = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Math.hypot(...Array.from(y, (value, i) => x[i] - value)) / norm(y)
