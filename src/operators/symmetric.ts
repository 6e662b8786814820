import { WoodburyError } from '../errors.js'
import { dot, norm } from '../vectors.js'
import { normals } from './algebra/probes.js'
import { type LinearOperator, takeSquare } from './linear-operator.js'

/** Set of probes that nothing else draws. */
const SET = 7

/** Of the lengths of the products: a float32 operator's own two sides differ by less. */
const TOLERANCE = 1e-4

/** A square operator whose products see everything that a function of symmetric matrices asks for. */
export interface Symmetric {
  readonly n: number
  apply(v: Float64Array): Promise<Float64Array>
}

/**
 * A symmetric operator; a user's own is tried by two products: uᵀA v = vᵀA u for random u, v.
 * @throws WoodburyError BAD_VALUE, SHAPE_MISMATCH
 */
export async function takeSymmetric(where: string, given: unknown): Promise<Symmetric> {
  const A = takeSquare(where, given)
  const [n] = A.shape
  const apply = async (v: Float64Array) => (await A.apply(v)) as Float64Array
  if (A.symmetric !== undefined) {
    if (!A.symmetric) throw unsymmetric(where)
    return { n, apply }
  }
  const [u, v] = normals(0, 2, n, SET)
  const [Au, Av] = [await apply(u), await apply(v)]
  const size = norm(u) * norm(Av) + norm(v) * norm(Au)
  if (Math.abs(dot(u, Av) - dot(v, Au)) > TOLERANCE * size) throw unsymmetric(where)
  return { n, apply }
}

const unsymmetric = (where: string) =>
  new WoodburyError(
    'BAD_VALUE',
    `${where}: A is not symmetric: uᵀA v and vᵀA u differ. Pass a symmetric operator, or lsmr for its equations.`,
  )

/** The same for what needs a square A only. @throws WoodburyError BAD_VALUE, SHAPE_MISMATCH */
export function takeAnySquare(where: string, given: unknown): Symmetric & Pick<LinearOperator, 'applyTransposed'> {
  const A = takeSquare(where, given)
  const apply = async (v: Float64Array) => (await A.apply(v)) as Float64Array
  const { applyTransposed = A.symmetric ? apply : undefined } = A
  return { n: A.shape[0], apply, ...(applyTransposed && { applyTransposed: u => applyTransposed.call(A, u) }) }
}
