/** The solution of a small dense system, by elimination with row pivots. */
export function solved(A: readonly (readonly number[])[], b: readonly number[]): number[] {
  const rows = A.map((row, i) => [...row, b[i]])
  for (let k = 0; k < rows.length; k++) {
    const pivot = rows.reduce((best, row, i) => (i >= k && Math.abs(row[k]) > Math.abs(rows[best][k]) ? i : best), k)
    ;[rows[k], rows[pivot]] = [rows[pivot], rows[k]]
    for (let i = 0; i < rows.length; i++)
      if (i !== k) {
        const factor = rows[i][k] / rows[k][k]
        for (let j = k; j <= rows.length; j++) rows[i][j] -= factor * rows[k][j]
      }
  }
  return rows.map((row, k) => row[rows.length] / row[k])
}
