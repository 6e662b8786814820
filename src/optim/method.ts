import type { Damping } from '../damping/table.js'
import type { ShapedGraph } from '../model/shapes.js'
import { checkedBy, type OptionTable } from '../option-table.js'
import type { Fields } from '../plain.js'
import type { DType } from '../runtime/dtype.js'
import type { LayerAt, Preconditioner } from './layerwise.js'
import type { ProductSolver, Products } from './matrix-free/products.js'
import type { Schedule } from './schedule.js'
import type { Task } from './task.js'

/** What every settled method says, whatever else it does. */
export interface Settled {
  readonly method: string
  /** Samples of a step's gradient; `full` = all. */
  readonly gradientBatch: number | 'full'
  readonly learningRate: Schedule
  /** Present where steps are damped, so that a refused one can be tried again, shorter. */
  readonly damping?: Damping
}

/** A method with what the user said; `fit` settles the rest from the task, the data and the network. */
export type Said<O extends { readonly method: string }> = Pick<O, 'method'> & Partial<Omit<O, 'method'>>

/** Arrays by name, each of so many numbers. */
export type StateSpec = Readonly<Record<string, { readonly length: number; readonly dtype: DType }>>

/** What a method's arrays follow from. */
export interface Sizes {
  readonly graph: ShapedGraph
  readonly dtype: DType
  /** Samples of the training set. */
  readonly samples: number
}

/** The batch whose values stay in the cache. */
export interface Kept {
  readonly samples: number
  /** Rows of δ a sample. */
  readonly q: number
  /** Whether products with the Gauss–Newton matrix are wanted. */
  readonly tangents: boolean
  /** Whether products with the Hessian are. */
  readonly bends?: boolean
  /** Columns of the widest matrix that is multiplied. */
  readonly widest: number
}

/** How a method's steps are made. */
export type Steps =
  | 'elementwise'
  | 'rows'
  | 'incremental'
  | 'kronecker'
  | 'layerwise'
  | 'matrixFree'
  | 'parameters'
  | 'quasiNewton'
  | 'naturalGradient'

/**
 * A method: one object, and all that the rest of the house knows of it. O: its options, settled.
 */
export interface Method<O extends Settled = Settled> {
  readonly name: O['method']
  /** For reports and progress. */
  readonly title: string
  readonly steps: Steps
  /** α at the start, where only a schedule is said. */
  readonly rate: number
  readonly options: OptionTable
  /** A description as its function makes it, from plain fields. @throws WoodburyError BAD_OPTION */
  said(fields: Fields): Said<O>
  /** Settles what was left open; another method may take its place, and then the warnings say so. */
  settle(said: Said<O>, task: Task): Settled
  /** Floating-point operations of one step, to a factor of two. */
  flops(settled: O, task: Task): number
  /** Arrays that the method keeps from step to step: a checkpoint holds them. */
  state(settled: O, sizes: Sizes): StateSpec
  /** Arrays that a step fills anew. */
  room?(settled: O, sizes: Sizes & Pick<Task, 'heads'>): StateSpec
  /** What the steps keep of a batch beside its gradient; nothing where that is all. */
  kept?(settled: O, sizes: Sizes & Pick<Task, 'heads'>): Kept
  /** What stands for the inverse curvature of each layer, where steps are `layerwise`. */
  preconditioner?(settled: O, at: LayerAt): Preconditioner
  /** How a direction comes of products alone, where steps are `matrixFree`; Hessian-free has a loop of its own. */
  solver?(settled: O, at: Products): ProductSolver
  /** Names of the counters of its direction, where its kind of steps does not tell them. */
  readonly counters?: readonly string[]
  /** The same of what its search remembers. */
  searchCounters?(settled: O): readonly string[]
  /** Settled options as pairs of name and value for reports, after batch and step length. */
  settings(settled: O, short: (value: number) => string): [string, string][]
}

/** Names people bring from elsewhere. */
export const hints: Readonly<Record<string, string>> = {
  batchSize: 'gradientBatch',
  lr: 'learningRate',
  stepSize: 'learningRate',
  lambda: 'damping',
}

/** What was said of a method's options, checked, as plain data. @throws WoodburyError BAD_OPTION */
export const describe = <O extends Settled>(method: O['method'], options: OptionTable, said: object): Said<O> =>
  ({ method, ...checkedBy(method, options, said, hints) }) as Said<O>
