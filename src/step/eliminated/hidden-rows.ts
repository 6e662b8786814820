import { RowOperator } from '../../curvature/operator.js'
import { backward, deltaSitesOf } from '../../model/sweep.js'
import { PURPOSE, stream } from '../../random/index.js'
import { viewOf } from '../../runtime/dtype.js'
import { RowSpace } from '../../solve/row-space.js'
import type { Workspace } from '../workspace.js'
import { type Matrix, multiply } from './matrices.js'
import type { HiddenRoom } from './room.js'

/** λ in float32 is at least this share of the mean square of a row: below it the rounding of the Gram makes it indefinite. */
const FLOOR = 3e-7

/** A δ below this is 0: products of subnormal numbers crawl. */
const LEAST = 1e-30

/** What the rows of a batch are made of; `roots`: √(ω/N) of its samples. */
export interface Residuals {
  readonly roots: Float64Array
  readonly Y: Matrix
  readonly S: Matrix
  /** L, lower, L Lᵀ = W Wᵀ. */
  readonly L: Matrix
}

/**
 * The hidden layers' rows: of a sample the one along its own residual ŝ, and k random ones across, (I − ŝ ŝᵀ) w / √k with
 * signs w, each taken back through L. In the mean they are the whole curvature, along the residual they are exact, and
 * they span the gradient, so that the push-through form applies.
 */
export class HiddenRows {
  readonly #system: RowSpace
  readonly #e: Float64Array
  readonly #holds: readonly boolean[]
  #operator: RowOperator | undefined

  constructor(
    readonly seed: number,
    readonly workspace: Workspace,
    readonly room: HiddenRoom,
  ) {
    const { kernels, float64, clock } = workspace
    this.#system = new RowSpace(kernels, float64, clock, room.side, room.graph.parameters, room.rows)
    this.#e = new Float64Array(room.rows)
    this.#holds = room.graph.nodes.map(({ slots }) => slots.length > 0)
  }

  /** The rows of a batch at θ and their Gram; `draw` names the random ones. */
  prepare(theta: number, residuals: Residuals, draw: number): void {
    const { workspace, room } = this
    const { kernels, layout, clock, sites } = workspace
    const samples = residuals.roots.length
    const deltas = deltaSitesOf(room.graph, room.deltas, samples, room.q)
    clock.time('backward', () => {
      this.#seed(residuals, draw)
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

  /** δ of the node that the output layer reads, and ê: ‖s‖ on each sample's own row. */
  #seed({ roots, Y, S, L }: Residuals, draw: number): void {
    const { kernels, float64 } = this.workspace
    const { room } = this
    const { q } = room
    const k = q - 1
    const samples = roots.length
    const d = Y.columns
    const view = ({ at }: Matrix, rows: number) => new Float64Array(float64.buffer, at, rows * d)
    const [y, s] = [view(Y, samples), view(S, samples)]
    const [w, mixed] = [view(room.signs, samples * k), view(room.mixed, samples * k)]
    if (k > 0) {
      for (let i = 0; i < samples; i++)
        stream(this.seed, PURPOSE.hiddenSigns, draw, i).signs(w.subarray(i * k * d, (i + 1) * k * d), k * d)
      multiply(float64, 'NT', { ...room.signs, rows: samples * k }, L, { ...room.mixed, rows: samples * k })
    }
    const [top] = room.graph.outputs
    const delta = viewOf(kernels.dtype, kernels.buffer, room.deltas.deltas[top], samples * q * d)
    const write = (at: number, value: number) => {
      delta[at] = Math.abs(value) < LEAST ? 0 : value
    }
    this.#e.fill(0)
    for (let i = 0; i < samples; i++) {
      let squares = 0
      for (let c = i * d; c < (i + 1) * d; c++) squares += s[c] * s[c]
      const n = Math.sqrt(squares)
      const one = n > 0 ? 1 / n : 0
      const root = roots[i] * Math.sqrt(samples)
      this.#e[i * q] = n
      for (let c = 0; c < d; c++) write(i * q * d + c, root * one * y[i * d + c])
      for (let a = 0; a < k; a++) {
        const from = (i * k + a) * d
        let along = 0
        for (let c = 0; c < d; c++) along += s[i * d + c] * w[from + c]
        const share = root / Math.sqrt(k)
        const back = along * one * one
        for (let c = 0; c < d; c++) write((i * q + 1 + a) * d + c, share * (mixed[from + c] - back * y[i * d + c]))
      }
    }
  }
}
