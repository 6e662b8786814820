import { WoodburyError } from '../../errors.js'
import { checkOptions, nonNegative, positiveInteger, wholeNumber } from '../../options.js'
import { dot, norm } from '../../vectors.js'
import { cholesky, solveLower } from '../algebra/cholesky.js'
import { checkKept } from '../algebra/kept-vectors.js'
import { orthonormal } from '../algebra/orthonormal.js'
import { normals } from '../algebra/probes.js'
import { symmetricEigen } from '../algebra/symmetric-eigen.js'
import { axpy } from '../algebra/vectors.js'
import { type LinearOperator, type Operator, operatorOf } from '../linear-operator.js'
import { takeSymmetric } from '../symmetric.js'

export interface NystromOptions {
  /** Eigenvalues that are taken out, and products spent. */
  rank: number
  /** λ of A + λ I; default 0. */
  shift?: number
  seed?: number
}

/**
 * A preconditioner of A + λ I, A symmetric and positive semi-definite, by the randomised Nyström approximation U diag(l) Uᵀ
 * (Frangella, Tropp & Udell 2023): P⁻¹x = x + U[((l_k + λ)/(l + λ) − 1) ∘ Uᵀx], symmetric positive definite. Cost: `rank`
 * products.
 * @throws WoodburyError BAD_VALUE where A is not positive semi-definite; SHAPE_MISMATCH, BAD_OPTION
 */
export async function nystrom(A: LinearOperator, options: NystromOptions): Promise<Operator> {
  const where = 'nystrom'
  checkOptions(where, ['rank', 'shift', 'seed'], options)
  const symmetric = await takeSymmetric(where, A)
  const { n } = symmetric
  const rank = positiveInteger(where, 'rank', options.rank, n)
  // Probes, their images, the triangle's solutions and two bases.
  checkKept(where, n, 'rank', rank, 5)
  const shift = nonNegative(where, 'shift', options.shift ?? 0)
  const { U, values } = await approximated(where, symmetric, rank, wholeNumber(where, 'seed', options.seed ?? 0))
  // Eigenvalues of 0 without a shift are nobody's to invert.
  const least = Math.max(values.length > 0 ? values[values.length - 1] + shift : 1, Number.MIN_VALUE)
  return operatorOf(where, {
    shape: [n, n],
    symmetric: true,
    apply(x) {
      const result = x.slice()
      U.forEach((u, k) => {
        axpy((least / Math.max(values[k] + shift, least) - 1) * dot(u, x), u, result)
      })
      return result
    },
  })
}

/** Eigenpairs of the approximation, descending; those of a matrix of zeros are none. */
async function approximated(
  where: string,
  { n, apply }: Awaited<ReturnType<typeof takeSymmetric>>,
  rank: number,
  seed: number,
): Promise<{ U: Float64Array[]; values: Float64Array }> {
  const { Q: omega } = orthonormal([...normals(seed, rank, n)])
  const Y: Float64Array[] = []
  for (const w of omega) Y.push(Float64Array.from(await apply(w)))
  const size = Math.sqrt(Y.reduce((sum, y) => sum + dot(y, y), 0))
  if (size === 0) return { U: [], values: new Float64Array(0) }
  // So much of I makes it positive definite in floating point.
  const nu = Math.sqrt(n) * Number.EPSILON * size
  Y.forEach((y, k) => {
    axpy(nu, omega[k], y)
  })
  const k = omega.length
  const core = Float64Array.from(omega.flatMap(w => Y.map(y => dot(w, y))))
  const L = cholesky(core, k)
  if (!L)
    throw new WoodburyError(
      'BAD_VALUE',
      `${where}: A is not positive semi-definite. Use ggn or a Fisher, or leave the preconditioner out.`,
    )
  // Rows of Y L⁻ᵀ, one by one.
  const B = Array.from({ length: k }, () => new Float64Array(n))
  const row = new Float64Array(k)
  for (let i = 0; i < n; i++) {
    for (let a = 0; a < k; a++) row[a] = Y[a][i]
    solveLower(L, row).forEach((value, a) => {
      B[a][i] = value
    })
  }
  const { Q, R } = orthonormal(B)
  const rows = Q.length
  const RRt = new Float64Array(rows * rows)
  for (let a = 0; a < rows; a++)
    for (let b = 0; b < rows; b++)
      RRt[a * rows + b] = dot(R.subarray(a * k, (a + 1) * k), R.subarray(b * k, (b + 1) * k))
  const { values, vectors } = symmetricEigen(RRt, rows, true)
  const U = Array.from({ length: rows }, (_, j) => {
    const u = new Float64Array(n)
    Q.forEach((q, a) => {
      axpy(vectors[a * rows + (rows - 1 - j)], q, u)
    })
    return u
  })
  return { U: U.filter(u => norm(u) > 0), values: values.reverse().map(value => Math.max(0, value - nu)) }
}
