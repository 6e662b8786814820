import { dot, norm } from '../../vectors.js'
import { axpy, scaled } from './vectors.js'

/** Share of a column's length below which nothing of it is left beside the others. */
const NOTHING = 1e-13

/** Q R = X by columns: R upper triangular, row-major; `rank` columns of Q, of X those that follow from others left out. */
export interface Orthonormal {
  readonly Q: readonly Float64Array[]
  /** k × k where X has full rank. */
  readonly R: Float64Array
  readonly isFull: boolean
}

/** v ← v without its parts along orthonormal `basis`, twice: once leaves rounding of the size of what it takes off. */
export function orthogonalise(v: Float64Array, basis: readonly Float64Array[], parts?: Float64Array): void {
  for (let turn = 0; turn < 2; turn++)
    basis.forEach((q, k) => {
      const along = dot(q, v)
      axpy(-along, q, v)
      if (parts) parts[k] += along
    })
}

/** Gram–Schmidt, twice. */
export function orthonormal(columns: readonly Float64Array[]): Orthonormal {
  const k = columns.length
  const R = new Float64Array(k * k)
  const Q: Float64Array[] = []
  const longest = Math.max(...columns.map(norm))
  columns.forEach((column, j) => {
    const v = column.slice()
    const parts = new Float64Array(Q.length)
    orthogonalise(v, Q, parts)
    const left = norm(v)
    if (!(left > NOTHING * longest)) return
    parts.forEach((part, i) => {
      R[i * k + j] = part
    })
    R[Q.length * k + j] = left
    Q.push(scaled(1 / left, v))
  })
  return { Q, R, isFull: Q.length === k }
}
