import type { Tape } from './tape.js'

/**
 * The residuals of a point: `tapes` has those of each set, which read the columns of the nodes in `from` side by side.
 * The first column of node `given` of them says to which set the point belongs. Sets with fewer than `units` residuals have zeros.
 */
export interface ResidualNode {
  readonly kind: 'residual'
  readonly name: string
  readonly from: readonly string[]
  readonly units: number
  readonly given: number
  readonly tapes: readonly Tape[]
}

/** Unknown coefficients: parameters that are the same for every point. */
export interface CoefficientsNode {
  readonly kind: 'coefficients'
  readonly name: string
  readonly from: readonly string[]
  readonly units: number
}
