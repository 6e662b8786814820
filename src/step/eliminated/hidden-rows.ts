import { RowOperator } from '../../curvature/operator.js'
import { backward, deltaSitesOf } from '../../model/sweep.js'
import { viewOf } from '../../runtime/dtype.js'
import { RowSpace } from '../../solve/row-space.js'
import type { Workspace } from '../workspace.js'
import type { HiddenRoom } from './room.js'

/** λ in float32 is at least this share of the mean square of a row: below it the rounding of the Gram makes it indefinite. */
const FLOOR = 3e-7

/** A δ below this is 0: products of subnormal numbers crawl. */
export const LEAST = 1e-30

/** Writes δ of the node that the output layer reads, rows × d of the run's dtype at a byte offset, and ê. */
export type SeedRows = (delta: number, e: Float64Array) => void

/** The hidden layers' few rows a sample, as the form of the output layer seeds them, with their solve. */
export class HiddenRows {
  readonly #system: RowSpace
  readonly #e: Float64Array
  readonly #holds: readonly boolean[]
  #operator: RowOperator | undefined

  constructor(
    readonly workspace: Workspace,
    readonly room: HiddenRoom,
  ) {
    const { kernels, float64, clock } = workspace
    this.#system = new RowSpace(kernels, float64, clock, room.side, room.graph.parameters, room.rows)
    this.#e = new Float64Array(room.rows)
    this.#holds = room.graph.nodes.map(({ slots }) => slots.length > 0)
  }

  /** The rows of a batch at θ and their Gram. */
  prepare(theta: number, samples: number, seed: SeedRows): void {
    const { workspace, room } = this
    const { kernels, layout, clock, sites } = workspace
    const deltas = deltaSitesOf(room.graph, room.deltas, samples, room.q)
    clock.time('backward', () => {
      this.#e.fill(0)
      seed(room.deltas.deltas[room.graph.outputs[0]], this.#e)
      backward(room.graph, sites, deltas, theta)
    })
    const areas = { inner: room.inner, through: room.graph.nodes.map(() => undefined), work: layout.work }
    this.#operator = new RowOperator(kernels, room.graph, sites, deltas, samples, room.q, areas)
    this.#system.prepare(this.#operator)
  }

  /** d ← (OᵀO + λI)⁻¹ (Oᵀê + b), b where `hasMore` says that d holds such; whether the matrix is positive. */
  solve(lambda: number, d: number, hasMore: boolean): boolean {
    const holds = hasMore ? this.#holds : this.#holds.map(() => false)
    const b = { holds, rowSide: { e: this.#e } }
    return this.#system.solve(this.#floored(lambda), d, b).code === 'ok'
  }

  #floored(lambda: number): number {
    const { kernels } = this.workspace
    if (kernels.dtype === 'float64') return lambda
    const { rows, samples } = this.#operator as RowOperator
    const K = viewOf(kernels.dtype, kernels.buffer, this.room.side.gram, rows * rows)
    let trace = 0
    for (let r = 0; r < rows; r++) trace += K[r * rows + r]
    return Math.max(lambda, (FLOOR * trace) / (rows * samples))
  }
}
