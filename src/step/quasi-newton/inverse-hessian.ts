import { dot } from '../../vectors.js'
/** An approximation H of the inverse Hessian, in float64, that learns from pairs of steps. */
export interface InverseHessian {
  /** out ← H g, P numbers each. */
  apply(g: Float64Array, out: Float64Array): void
  /** After the step s = α p from g: y = g₊ − g. */
  learn(s: Float64Array, y: Float64Array, alpha: number, g: Float64Array): void
  /** Forgets all it learned: H = I. */
  reset(): void
  /** How much of its arrays is in use. */
  counters(): Readonly<Record<string, number>>
  restore(counters: Readonly<Record<string, number>>): void
}

/** A pair whose sᵀy is no more than this share of ‖s‖ ‖y‖ says nothing of a convex curvature. */
const CONVEX = 1e-10

export const isConvex = (s: Float64Array, y: Float64Array): boolean =>
  dot(s, y) > CONVEX * Math.sqrt(dot(s, s) * dot(y, y))
