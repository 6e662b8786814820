import type { ShapedGraph } from '../../model/shapes.js'
import type { Executor } from '../../runtime/executor.js'
import type { Kernels, Squares } from '../../runtime/kernels.js'
import { batchSamples } from '../batch.js'
import type { Method, Settled, StateSpec } from '../method.js'
import type { Task } from '../task.js'

/** Where an element-wise step finds its vectors (byte offsets), and how far the run is. */
export interface At {
  readonly kernels: Kernels
  readonly float64: Kernels
  readonly executor: Executor
  readonly graph: ShapedGraph
  readonly theta: number
  readonly gradient: number
  /** θ of the next step. */
  readonly next: number
  /** The method's own vectors, by name. */
  readonly state: Readonly<Record<string, number>>
  /** Room for the sums of a pass. */
  readonly sums: number
  /** α. */
  readonly rate: number
  /** Steps taken, this one included. */
  readonly steps: number
}

/** A method of one gradient and one element-wise pass. */
export interface Elementwise<O extends Settled = Settled> extends Method<O> {
  readonly steps: 'elementwise'
  /** next ← θ and the state moved on. Returns ‖g‖² and ‖next − θ‖². */
  update(settled: O, at: At): Squares
}

/** Forward and backward over the batch. */
export const gradientFlops = ({ gradientBatch }: Pick<Settled, 'gradientBatch'>, { samples, parameters }: Task) =>
  6 * batchSamples(gradientBatch, { samples }) * parameters

/** Vectors as long as θ. */
export const vectors = (names: readonly string[], { graph, dtype }: Parameters<Method['state']>[1]): StateSpec =>
  Object.fromEntries(names.map(name => [name, { length: graph.parameters, dtype }]))

/** ‖next − θ‖² where `next` was moved after the pass that counts it; the gradient is used up. */
export function movedSquares({ kernels, graph, theta, gradient, next }: At): number {
  kernels.axpby(1, next, -1, theta, gradient, graph.parameters)
  return kernels.sumSquares(gradient, graph.parameters)
}
