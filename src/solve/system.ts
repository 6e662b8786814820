import type { RowOperator } from '../curvature/operator.js'

/**
 * Why a system could not be solved: the pivot that is not positive. The damping rule raises λ and tries again.
 */
export type SolveCode = { readonly code: 'ok' } | { readonly code: 'notPositive'; readonly pivot: number }

/** What comes out of a solve beside d, for free. */
export interface Solved {
  readonly code: 'ok'
  /** ‖O d‖², O = J~/√N: the curvature dᵀCd of the step. */
  readonly curvature: number
  /** −eᵀO d, which is gᵀd when e is the push-through right-hand side of the gradient; 0 without e. */
  readonly slope: number
}

/**
 * (C + ΛI) d = Λa + Oᵀe with C = OᵀO, O = J~/√N. λ is unscaled and C averaged over the N samples of the rows; this is
 * the convention of both sides. With push-through rows a = (λ μ d₋ − w θ)/Λ and e = −s/√N; otherwise e is absent and a
 * carries −g/Λ as well. Λ = λ + w. Every form of Ren & Goldfarb 2019 and SPRING's momentum is a case of it.
 */
export interface System {
  /** The dear part, once for each set of rows: K = J~J~ᵀ or J~ᵀJ~. */
  prepare(operator: RowOperator): void
  /**
   * Overwrites the parameter vector at byte offset `d`, which holds a, with the solution.
   * @param e R numbers, or nothing @param zero whether a = 0, so that O a need not be formed
   */
  solve(lambda: number, d: number, e: Float64Array | undefined, zero: boolean): Solved | NotPositive
}

export type NotPositive = Extract<SolveCode, { code: 'notPositive' }>
