import type { Operation } from '../../curve/expression/operations.js'

/** One value of a recorded expression, made of earlier ones by their places; `value` is a constant's, or says which column. */
export interface RecordedItem {
  readonly kind: 'constant' | 'column' | Operation
  readonly value: number
  readonly of: readonly number[]
}

/** What stands beside the network in log ψ(x) = network(x) − `gaussian` · |x|². */
export interface Envelope {
  readonly gaussian: number
}

/** A variational objective as plain data. The walkers are the samples of the plan. */
export interface VariationalPlan {
  /** V(x); the last item is its value. */
  readonly potential: readonly RecordedItem[]
  readonly envelope: Envelope
  /** Metropolis sweeps before each step. */
  readonly sweeps: number
}
