import type { EffectiveRoom } from './effective.js'
import type { Parts, Rows } from './rows.js'

/** The pivot that is not positive: the damping rule raises λ and tries again. */
export interface NotPositive {
  readonly code: 'notPositive'
  readonly pivot: number
}

/** What comes out of a solve beside d, for free. */
export interface Solved {
  readonly code: 'ok'
  /** ‖O d‖² = dᵀC d. */
  readonly curvature: number
  /** gᵀd where the right-hand side was given in row space; the part of unformed layers where g has such; else 0. */
  readonly slope: number
}

/** A right-hand side in the span of the rows: Oᵀe, while the gradient is −Oᵀe, or Oᵀγ where γ is given. */
export interface RowSide {
  readonly e: Float64Array
  readonly gamma?: Float64Array
}

/** The part of g in layers that never form it. */
export interface UnformedGradient {
  /** J~ g over these layers. */
  readonly rows: Float64Array
  /** ‖g‖² over them. */
  readonly squares: number
}

/** Where the parts of a right-hand side lie. */
export interface RightHandSide {
  /** The parts of b that the vector holds; the others are 0. */
  readonly holds: Parts
  readonly rowSide?: RowSide
  /** Layers that never form theirs of g, whose −g is a part of b all the same. */
  readonly unformed?: UnformedGradient
}

/**
 * (C + ΛI) d = b + Oᵀe with C = OᵀO, O = J~/√N, Λ = λ + w: λ is unscaled and C averaged over the N samples of the rows.
 * This is the convention of both sides. b = λ μ d₋ − w θ, and − g where the rows do not span the gradient (Woodbury
 * form); else e = −s/√N (push-through form). SPRING, weight decay and Ren & Goldfarb 2019 are cases of it.
 */
export interface System {
  /** The dear part, once for each set of rows: K = J~J~ᵀ or J~ᵀJ~. */
  prepare(operator: Rows): void
  /** tr C, from the diagonal that `prepare` left. */
  trace(): number
  /** tr C (C + wI)⁻¹, the directions that C holds against w; NaN where that is not positive. */
  effective(w: number, room: EffectiveRoom): number
  /** Overwrites the parameter vector at byte offset `d`, which holds b, with the solution. */
  solve(lambda: number, d: number, b: RightHandSide): Solved | NotPositive
}
