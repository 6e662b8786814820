/** Eigenvalues, descending, and eigenvectors of a symmetric matrix by Jacobi's rotations; vectors[k] belongs to values[k]. */
export function eigen(A: readonly (readonly number[])[]): { values: number[]; vectors: number[][] } {
  const n = A.length
  const M = A.map(row => [...row])
  const Q: number[][] = A.map((_, i) => A.map((__, j) => (i === j ? 1 : 0)))
  for (let sweep = 0; sweep < 60; sweep++)
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        if (M[p][q] === 0) continue
        const angle = Math.atan2(2 * M[p][q], M[q][q] - M[p][p]) / 2
        const [c, s] = [Math.cos(angle), Math.sin(angle)]
        for (let k = 0; k < n; k++) [M[k][p], M[k][q]] = [c * M[k][p] - s * M[k][q], s * M[k][p] + c * M[k][q]]
        for (let k = 0; k < n; k++) [M[p][k], M[q][k]] = [c * M[p][k] - s * M[q][k], s * M[p][k] + c * M[q][k]]
        for (let k = 0; k < n; k++) [Q[p][k], Q[q][k]] = [c * Q[p][k] - s * Q[q][k], s * Q[p][k] + c * Q[q][k]]
      }
  const order = M.map((_, k) => k).sort((a, b) => M[b][b] - M[a][a])
  return { values: order.map(k => M[k][k]), vectors: order.map(k => Q[k]) }
}

/** f of a symmetric matrix. */
export function functionOf(A: readonly (readonly number[])[], f: (value: number) => number): number[][] {
  const { values, vectors } = eigen(A)
  return A.map((_, i) => A.map((__, j) => vectors.reduce((sum, v, k) => sum + f(values[k]) * v[i] * v[j], 0)))
}
