import { dot } from '../../vectors.js'
/** The best curve Σ cₖ φₖ(x; q) that was found: q, c and Σ (y − …)². */
export interface Separable {
  readonly q: readonly number[]
  readonly c: readonly number[]
  readonly rss: number
}

/**
 * Linear least squares by modified Gram–Schmidt, which leaves the remainder of y in `rest` without cancellation. A column
 * that depends on those before it has coefficient 0. The columns are overwritten.
 */
export function project(columns: readonly Float64Array[], rest: Float64Array): { c: number[]; rss: number } {
  const take = (from: Float64Array, a: Float64Array, factor: number) => {
    for (let i = 0; i < a.length; i++) from[i] -= factor * a[i]
  }
  const R = columns.map(() => [] as number[])
  const c = columns.map((column, k) => {
    const before = dot(column, column)
    for (let j = 0; j < k; j++) {
      R[j][k] = dot(columns[j], column) / (R[j][j] || 1)
      take(column, columns[j], R[j][k])
    }
    const left = dot(column, column)
    if (left <= 1e-16 * before) column.fill(0)
    R[k][k] = left > 1e-16 * before ? left : 0
    const share = R[k][k] && dot(column, rest) / left
    take(rest, column, share)
    return share
  })
  for (let k = c.length - 1; k >= 0; k--) for (let j = 0; j < k; j++) c[j] -= R[j][k] * c[k]
  return { c, rss: dot(rest, rest) }
}

/**
 * Separable least squares (Golub & Pereyra 1973) by search: for each q the linear c follow by `project`, so only q is
 * looked for: the best of the candidates, then `halvings` rounds of single steps that halve where none helps.
 * `basis(q)` writes φ₁(x; q), φ₂ … into `phi`; a candidate with values that are not finite is passed over.
 */
export function separable(
  x: Float64Array,
  y: Float64Array,
  terms: number,
  basis: (q: readonly number[]) => (x: number, phi: number[]) => void,
  candidates: readonly (readonly number[])[],
  step: readonly number[],
  halvings = 5,
): Separable {
  const columns = Array.from({ length: terms }, () => new Float64Array(x.length))
  const rest = new Float64Array(x.length)
  const phi: number[] = []
  const attempt = (q: readonly number[]): Separable => {
    const write = basis(q)
    for (let i = 0; i < x.length; i++) {
      write(x[i], phi)
      for (let k = 0; k < terms; k++) columns[k][i] = phi[k]
    }
    rest.set(y)
    return { q, ...project(columns, rest) }
  }
  let best = attempt(candidates[0])
  const better = (q: readonly number[]) => {
    const next = attempt(q)
    const isBetter = next.rss < best.rss || Number.isNaN(best.rss)
    if (isBetter) best = next
    return isBetter
  }
  for (const q of candidates.slice(1)) better(q)
  for (let round = 0, size = 0.5; round < halvings; round++, size /= 2)
    for (let k = 0; k < step.length; k++)
      for (const sign of [1, -1]) {
        const moved = () => best.q.map((value, j) => (j === k ? value + sign * size * step[k] : value))
        if (better(moved())) {
          better(moved())
          break
        }
      }
  return best
}
