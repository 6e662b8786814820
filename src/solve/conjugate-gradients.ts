import type { Kernels } from '../runtime/kernels.js'

/** Iterations that the model's fall is looked at over: at least, and as a share of those done. */
const WINDOW = [10, 0.1] as const

/** A fall of the model by less than this share an iteration ends the solve. */
const HARDLY = 5e-4

/** Byte offsets of vectors of `count` numbers. */
export interface CgRoom {
  /** r = A x − b. */
  readonly residual: number
  /** p. */
  readonly search: number
  /** A p. */
  readonly product: number
  /** M⁻¹ r. */
  readonly scaled: number
}

export interface CgProblem {
  readonly count: number
  /** out ← A v; returns vᵀA v. */
  multiply(v: number, out: number): number
  /** out ← M⁻¹ r. */
  precondition(r: number, out: number): void
  readonly most: number
  /** Called after iteration i with x there. */
  visit(iteration: number): void
}

/**
 * Preconditioned conjugate gradients for A x = b from the x that is there, A symmetric positive. Stops as Martens 2010
 * (section 4.4) does: at iteration i > k, k = max(10, i/10), when the model φ(x) = ½ xᵀA x − bᵀx = ½ xᵀ(r − b) is below 0
 * and fell by less than 5e-4 · k of itself over the last k; or where rounding makes pᵀA p ≤ 0. Returns the iterations.
 */
export function conjugateGradients(kernels: Kernels, x: number, b: number, room: CgRoom, problem: CgProblem): number {
  const { residual: r, search: p, product: Ap, scaled: y } = room
  const { count, most } = problem
  problem.multiply(x, r)
  kernels.axpy(-1, b, r, count)
  problem.precondition(r, y)
  kernels.axpby(-1, y, 0, y, p, count)
  let along = kernels.dot(r, y, count)
  const models: number[] = []
  for (let i = 1; i <= most; i++) {
    const curvature = problem.multiply(p, Ap)
    if (!(curvature > 0)) return i - 1
    const alpha = along / curvature
    kernels.axpy(alpha, p, x, count)
    kernels.axpy(alpha, Ap, r, count)
    problem.visit(i)
    models.push((kernels.dot(x, r, count) - kernels.dot(x, b, count)) / 2)
    const k = Math.max(WINDOW[0], Math.ceil(WINDOW[1] * i))
    const model = models[i - 1]
    if (i > k && model < 0 && (model - models[i - 1 - k]) / model < HARDLY * k) return i
    problem.precondition(r, y)
    const next = kernels.dot(r, y, count)
    if (!(next > 0)) return i
    kernels.axpby(-1, y, next / along, p, p, count)
    along = next
  }
  return most
}
