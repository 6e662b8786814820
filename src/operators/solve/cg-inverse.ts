import { WoodburyError } from '../../errors.js'
import { checkOptions, nonNegative, positiveInteger, positiveNumber } from '../../options.js'
import { isObject } from '../../plain.js'
import { dot, norm } from '../../vectors.js'
import { axpy } from '../algebra/vectors.js'
import { type LinearOperator, takeSquare } from '../linear-operator.js'
import { takeSymmetric } from '../symmetric.js'
import { type NystromOptions, nystrom } from './nystrom.js'
import { type Inverse, type IterationOptions, inverseOf, type Solution } from './solution.js'

export interface CgOptions extends IterationOptions {
  /** λ of (A + λ I)⁻¹; default 0. */
  shift?: number
  /** An operator near (A + λ I)⁻¹, or `{ rank }` for one by Nyström's method, made at the first solve. Default none. */
  preconditioner?: LinearOperator | Omit<NystromOptions, 'shift'>
}

/**
 * (A + shift I)⁻¹ of a symmetric positive definite operator by conjugate gradients (Hestenes & Stiefel 1952), the
 * preconditioned form where there is one. `maxIterations` is ten times the size of A by default.
 * @throws WoodburyError from `apply` and `solve`: BAD_VALUE where A + shift I turns out not to be positive definite, and
 *   from `apply` where the tolerance is not reached; at the call BAD_OPTION, SHAPE_MISMATCH, BAD_VALUE
 */
export function cgInverse(A: LinearOperator, options: CgOptions = {}): Inverse {
  const where = 'cgInverse'
  checkOptions(where, ['shift', 'tolerance', 'maxIterations', 'preconditioner'], options, {
    damping: 'shift',
    lambda: 'shift',
    tol: 'tolerance',
    maxiter: 'maxIterations',
  })
  const { shape } = takeSquare(where, A)
  const shift = nonNegative(where, 'shift', options.shift ?? 0)
  const tolerance = positiveNumber(where, 'tolerance', options.tolerance ?? 1e-10)
  const most = positiveInteger(where, 'maxIterations', options.maxIterations ?? 10 * shape[0])
  const { preconditioner: given } = options
  let preconditioner: Promise<LinearOperator> | undefined
  const made = (): Promise<LinearOperator> | undefined => {
    if (given === undefined) return undefined
    preconditioner ??= isNystrom(given) ? nystrom(A, { ...given, shift }) : Promise.resolve(takeSquare(where, given))
    return preconditioner
  }
  let symmetric: ReturnType<typeof takeSymmetric> | undefined
  return inverseOf(where, shape, REMEDY, async b => {
    symmetric ??= takeSymmetric(where, A)
    return conjugateGradients(where, await symmetric, b, { shift, tolerance, most }, await made())
  })
}

const REMEDY = 'Pass a shift, a preconditioner: { rank }, more maxIterations, or a larger tolerance.'

const isNystrom = (given: object): given is Omit<NystromOptions, 'shift'> => isObject(given) && !('apply' in given)

interface Limits {
  readonly shift: number
  readonly tolerance: number
  readonly most: number
}

async function conjugateGradients(
  where: string,
  { n, apply }: Awaited<ReturnType<typeof takeSymmetric>>,
  b: Float64Array,
  { shift, tolerance, most }: Limits,
  preconditioner?: LinearOperator,
): Promise<Solution> {
  const x = new Float64Array(n)
  const size = norm(b)
  if (size === 0) return { x, iterations: 0, residual: 0, converged: true }
  const r = b.slice()
  const preconditioned = async () => (preconditioner ? Float64Array.from(await preconditioner.apply(r)) : r.slice())
  let z = await preconditioned()
  let p = z.slice()
  let rz = dot(r, z)
  let residual = 1
  for (let iterations = 1; iterations <= most; iterations++) {
    const Ap = Float64Array.from(await apply(p))
    axpy(shift, p, Ap)
    const curvature = dot(p, Ap)
    if (!(curvature > 0))
      throw new WoodburyError(
        'BAD_VALUE',
        `${where}: A + shift I is not positive definite: pᵀA p is ${curvature.toPrecision(3)}. Pass a larger shift, or ggn in place of hessian.`,
        { curvature },
      )
    const alpha = rz / curvature
    axpy(alpha, p, x)
    axpy(-alpha, Ap, r)
    residual = norm(r) / size
    if (residual <= tolerance) return { x, iterations, residual, converged: true }
    z = await preconditioned()
    const next = dot(r, z)
    p = p.map((value, i) => z[i] + (next / rz) * value)
    rz = next
  }
  return { x, iterations: most, residual, converged: false }
}
