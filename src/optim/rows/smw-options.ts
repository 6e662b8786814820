import type { RowKind } from '../../curvature/rows.js'
import type { Damping } from '../../damping/table.js'
import {
  belowOne,
  damping,
  fromZero,
  gradientBatch,
  klClip,
  learningRate,
  momentum,
  rejectBadSteps,
  whole,
  word,
} from '../common-options.js'
import type { Said } from '../method.js'
import type { Schedule } from '../schedule.js'

/** The methods whose direction solves the SMW system over the rows of a batch. */
export type SmwName = 'smwGN' | 'smwNG' | 'egn' | 'gramGaussNewton' | 'iEF' | 'spring' | 'minSR' | 'ggnScore'

/** step = rows × right-hand side × side of the solve × damping × post-processing × step rule. */
export interface Smw {
  readonly method: SmwName
  readonly rows: RowKind
  /** N1: samples of the gradient and of the trial loss; `full` = all (semi-stochastic). */
  readonly gradientBatch: number | 'full'
  /** N2: samples of the curvature rows. */
  readonly curvatureBatch: number
  readonly curvatureFrom: 'gradientBatch' | 'independent'
  readonly solve: 'auto' | 'rows' | 'parameters'
  /** Of `smwGN`: `eliminated` solves the output layer as a block of its own, see `eliminated.ts`. */
  readonly outputLayer?: 'rows' | 'eliminated'
  /** k, random rows a sample of the hidden layers beside that of its own residual, where the output layer is eliminated. */
  readonly sketch?: number
  readonly damping: Damping
  readonly learningRate: Schedule
  /** SPRING's μ; 0 is none. */
  readonly momentum: number
  /** What μ rises to, see `momentum.ts`; it stays where this is left open. */
  readonly momentumEnd?: number
  /** κ of ½ ‖O d‖² ≤ κ; 0 is no clip. */
  readonly klClip: number
  /** c of −gᵀd ≤ c · loss of the batch; 0 is no bound. */
  readonly lossBound: number
  readonly rejectBadSteps: boolean
  /** C of ‖α d‖² ≤ C, by a smaller α; 0 or left out is none. */
  readonly normConstraint?: number
  /** What a step length comes from where it is not α alone. */
  readonly search?: 'armijo' | 'none'
  /** What `momentum` is: SPRING's μ, or β of a mean of directions with its bias corrected; SPRING's where left out. */
  readonly momentumKind?: 'spring' | 'average'
  /** Of `ggnScore`: τ of its pseudo-Huber term, and μ. */
  readonly weight?: number
  readonly smoothing?: number
}

/** What was said of an SMW method; its rows are always said. */
export type SaidSmw = Said<Smw> & Pick<Smw, 'rows'>

/** What the two SMW methods have in common; each unset option is settled by `fit`. */
export interface SmwOptions {
  /** N1, samples; `full` takes the whole training set each step (semi-stochastic). */
  gradientBatch?: number | 'full'
  /** N2, samples of the curvature; at most N1 unless independent. */
  curvatureBatch?: number
  /** S2 ⊂ S1, or drawn for itself. */
  curvatureFrom?: 'gradientBatch' | 'independent'
  /** A part (`gainRatio()`, `nielsen()`), or a number for a constant λ. */
  damping?: Damping | number
  /** α: a number or a schedule. */
  learningRate?: number | Schedule
  /** SPRING's μ, 0 ≤ μ < 1. */
  momentum?: number
  /**
   * What μ rises to over the first 1,000 steps, the memory 1/(1 − μ) in equal parts, `momentum` ≤ momentumEnd < 1; without
   * momentum there is nothing to rise. Default 0.98 where `noise: 'none'` and λ follows the residual, else none.
   */
  momentumEnd?: number
  /** κ: the step is shortened until ½ ‖O d‖² ≤ κ; 0 is no clip. */
  klClip?: number
  /**
   * c: the step is then shortened until −gᵀd ≤ c · loss of the batch, what there is to gain (Polyak's bound); 0 is none.
   * Default 1 for classification in mini-batches, else 0.
   */
  lossBound?: number
  /** Undo a step that raises the loss, raise λ and reset the momentum. */
  rejectBadSteps?: boolean
  /** Which side of the identity is solved: R × R, P × P, or the smaller one. */
  solve?: 'auto' | 'rows' | 'parameters'
}

/** The table of what they have in common. */
export const smwOptions = {
  gradientBatch,
  curvatureBatch: whole('samples of the curvature of a step'),
  curvatureFrom: word('where they come from', ['gradientBatch', 'independent'] as const),
  damping,
  learningRate,
  momentum,
  momentumEnd: belowOne('what it rises to in 1,000 steps, to below 1'),
  klClip,
  lossBound: fromZero('no step promises more than so many times the loss of its batch; 0: any'),
  rejectBadSteps,
  solve: word('the side of the identity', ['auto', 'rows', 'parameters'] as const),
}
