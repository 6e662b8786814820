import type { RowKind } from '../curvature/rows.js'
import type { Damping } from '../damping/table.js'
import type { Schedule } from './schedule.js'

/** step = rows × right-hand side × side of the solve × damping × post-processing × step rule. */
export interface SecondOrder {
  readonly method: 'smwGN' | 'smwNG'
  readonly rows: RowKind
  /** N1: samples of the gradient and of the trial loss; `full` = all (semi-stochastic). */
  readonly gradientBatch: number | 'full'
  /** N2: samples of the curvature rows. */
  readonly curvatureBatch: number
  readonly curvatureFrom: 'gradientBatch' | 'independent'
  readonly solve: 'auto' | 'rows' | 'parameters'
  readonly damping: Damping
  readonly learningRate: Schedule
  /** SPRING's μ; 0 is none. */
  readonly momentum: number
  /** κ of ½ ‖O d‖² ≤ κ; 0 is no clip. */
  readonly klClip: number
  /** c of −gᵀd ≤ c · loss of the batch; 0 is no bound. */
  readonly lossBound: number
  readonly rejectBadSteps: boolean
}

export interface Sgd {
  readonly method: 'sgd'
  readonly gradientBatch: number | 'full'
  readonly learningRate: Schedule
  readonly momentum: number
}

export interface Adam {
  readonly method: 'adam'
  readonly gradientBatch: number | 'full'
  readonly learningRate: Schedule
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
}

/** A method with every option settled, as a run carries it and a result returns it. */
export type ResolvedOptimizer = SecondOrder | Sgd | Adam

type Unsettled<T extends { method: string }> = Pick<T, 'method'> & Partial<Omit<T, 'method'>>

/** A method with what the user said; `fit` settles the rest from the task, the data and the network. */
export type Optimizer = (Unsettled<SecondOrder> & Pick<SecondOrder, 'rows'>) | Unsettled<Sgd> | Unsettled<Adam>

export const isSecondOrder = (optimizer: ResolvedOptimizer): optimizer is SecondOrder => 'damping' in optimizer
