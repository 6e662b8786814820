import { dot, norm } from '../../vectors.js'
import { orthogonalise } from '../algebra/orthonormal.js'
import { tridiagonalEigen } from '../algebra/symmetric-eigen.js'
import { scaled } from '../algebra/vectors.js'
import type { Symmetric } from '../symmetric.js'

/** Share of the largest coefficient below which the space of the basis is closed under A. */
const CLOSED = 1e-13

/** What Lanczos found from one start. */
export interface Ritz {
  /** Ascending. */
  readonly values: Float64Array
  /** Squared first components of the eigenvectors of T: what the start has along each. */
  readonly weights: Float64Array
  /** Bounds of ‖A y − θ y‖ of each Ritz pair. */
  readonly residuals: Float64Array
}

/**
 * `steps` of Lanczos from a start, with full re-orthogonalisation, twice a step (Paige 1972; Golub & Van Loan, §10.3): A Q = Q T
 * but for the last column. Ends early where the space is closed. Cost: `steps` products and 4 n steps² flops.
 */
export async function lanczos({ n, apply }: Symmetric, start: Float64Array, steps: number): Promise<Ritz> {
  const basis = [scaled(1 / norm(start), start)]
  const alphas: number[] = []
  const betas: number[] = []
  const most = Math.min(steps, n)
  for (;;) {
    const q = basis[basis.length - 1]
    const w = Float64Array.from(await apply(q))
    alphas.push(dot(q, w))
    orthogonalise(w, basis)
    const beta = norm(w)
    const largest = Math.max(...alphas.map(Math.abs), ...betas)
    const isClosed = !(beta > CLOSED * largest)
    betas.push(isClosed ? 0 : beta)
    if (isClosed || alphas.length >= most) break
    basis.push(scaled(1 / beta, w))
  }
  const k = alphas.length
  const values = Float64Array.from(alphas)
  const [first, last] = [new Float64Array(k), new Float64Array(k)]
  first[0] = 1
  last[k - 1] = 1
  tridiagonalEigen(values, betas, [first, last])
  const order = Array.from(values, (_, j) => j).sort((a, b) => values[a] - values[b])
  return {
    values: Float64Array.from(order, j => values[j]),
    weights: Float64Array.from(order, j => first[j] ** 2),
    residuals: Float64Array.from(order, j => Math.abs(betas[k - 1] * last[j])),
  }
}
