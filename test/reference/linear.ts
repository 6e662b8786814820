/** Gaussian elimination with partial pivoting. */
function eliminate(A: number[][], b: number[]): number[] {
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

/** Sum without loss: Neumaier's compensation. */
function sum(terms: number[]): number {
  let total = 0
  let lost = 0
  for (const term of terms) {
    const next = total + term
    lost += Math.abs(total) >= Math.abs(term) ? total - next + term : term - next + total
    total = next
  }
  return total + lost
}

/** A x = b with three steps of iterative refinement on compensated residuals. */
export function solveDense(A: number[][], b: number[]): number[] {
  let x = eliminate(A, b)
  for (let step = 0; step < 3; step++) {
    const r = A.map((row, i) => sum([b[i], ...row.map((a, j) => -a * x[j])]))
    const dx = eliminate(A, r)
    x = x.map((value, i) => value + dx[i])
  }
  return x
}

export const norm = (x: ArrayLike<number>): number => Math.hypot(...Array.from(x))

/** ‖x − y‖ / ‖y‖. */
export const distance = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  Math.hypot(...Array.from(y, (value, i) => x[i] - value)) / norm(y)
