import type { Batch } from '../../model/feed.js'
import type { Smw } from '../../optim/rows/smw-options.js'
import { type FloatArray, viewOf } from '../../runtime/dtype.js'
import type { Solved, Start } from '../direction.js'
import type { StepPlan } from '../plan.js'
import type { Workspace } from '../workspace.js'
import { type Damping, EliminatedDirection, type EliminatedEstimate } from './eliminated-direction.js'
import { elements, type Matrix, multiply } from './matrices.js'
import { SoftmaxLayer } from './softmax-layer.js'
import { SoftmaxOutputs } from './softmax-outputs.js'
import type { SoftmaxRoom } from './softmax-room.js'

/**
 * Many classes: H differs by sample, so the output layer has no closed form, and the blocks take turns on the damped model
 * (Gauss–Seidel): output layer, hidden layers, output layer. Each step q of the output layer is −M⁻¹ of the model's gradient
 * there (`softmax-layer.ts`), as long as is best and at most 1; U = J d is kept up to date, n × m numbers.
 */
export class SoftmaxDirection extends EliminatedDirection {
  readonly #output: SoftmaxLayer
  readonly #batch: SoftmaxOutputs

  constructor(
    plan: StepPlan,
    optimizer: Smw,
    workspace: Workspace,
    readonly room: SoftmaxRoom,
  ) {
    super(plan, optimizer, workspace, room)
    this.#output = new SoftmaxLayer(workspace, room.output)
    this.#batch = new SoftmaxOutputs(workspace.heads[0])
  }

  protected seed(theta: number, S1: Batch): number {
    const { workspace, plan } = this
    const { clock } = workspace
    const sums = { value: 0, shown: 0 }
    workspace.forwardBatch(theta, plan.training, S1, sums)
    clock.time('loss', () => {
      this.#batch.begin(plan.training, S1)
      this.#batch.residual()
    })
    return sums.value / S1.count
  }

  protected look(_theta: number, roots: Float64Array): boolean {
    return this.#output.prepare(this.#h, roots)
  }

  solve(start: Start<EliminatedEstimate>): Solved | undefined {
    const { kernels, layout, clock } = this.workspace
    const { theta, estimate } = start
    if (!estimate.sound) return undefined
    const damping = this.dampingOf(start)
    const { direction, previous } = layout.arrays
    const at = this.outputOffset
    const U = this.#matrix(this.room.moved, estimate.roots.length)
    clock.time('backward', () => this.#carry(theta, damping.momentum, U))
    clock.time('solve', () => this.#stepOutput(theta, damping, U, true))
    if (this.hidden) {
      const V = this.#matrix(this.#scratch, U.rows)
      const a = this.solveHidden(
        start,
        damping,
        (delta, e) => this.#seedRows(theta, U, estimate.draw, delta, e),
        tangent => {
          this.#output.through(tangent, theta + at, V, false)
          const { along, squares } = this.#batch.measure(this.#view(V), this.#view(U))
          return { along: -along, squares }
        },
      )
      if (a === undefined) return undefined
      clock.time('apply', () => this.#move(a, V, U))
    }
    clock.time('solve', () => this.#stepOutput(theta, damping, U, false))
    if (damping.momentum > 0)
      clock.time('apply', () =>
        kernels.axpy(damping.momentum, previous + at, direction + at, elements(this.room.output.right)),
      )
    const { along, squares } = clock.time('solve', () => this.#batch.measure(this.#view(U)))
    return this.shortened(start, along, squares)
  }

  /** U ← μ J d₋. */
  #carry(theta: number, momentum: number, U: Matrix): void {
    const { kernels, layout } = this.workspace
    this.#batch.clear()
    if (momentum === 0) {
      kernels.scale(0, U.at, elements(U))
      return
    }
    const { previous } = layout.arrays
    const at = this.outputOffset
    if (this.hidden) this.#output.through(this.tangent(theta, previous, U.rows), theta + at, U, false)
    this.#output.apply(this.#h, previous + at, U, this.hidden !== undefined)
    kernels.scale(momentum, U.at, elements(U))
    this.#batch.measure(this.#view(U))
    this.#batch.moved(1)
  }

  /**
   * D ← D + a q, U ← U + a H̄ q, q = −M⁻¹ G of the gradient G of the damped model in this layer's part D of d, without μ d₋;
   * a = −⟨G, q⟩ / qᵀC q, at most 1. `first`: D is 0.
   */
  #stepOutput(theta: number, { lambda, weightDecay, momentum }: Damping, U: Matrix, first: boolean): void {
    const { kernels, layout } = this.workspace
    const { right } = this.room.output
    const { previous } = layout.arrays
    const at = this.outputOffset
    const D = layout.arrays.direction + at
    const count = elements(right)
    if (first && momentum === 0) kernels.axpby(1, layout.gradient + at, 0, layout.gradient + at, right.at, count)
    else {
      this.#batch.residual(this.#view(U))
      this.#output.gradient(this.#h, this.#delta(U.rows))
    }
    if (!first) kernels.axpy(lambda + weightDecay, D, right.at, count)
    if (weightDecay > 0) {
      kernels.axpy(weightDecay, theta + at, right.at, count)
      if (momentum > 0) kernels.axpy(weightDecay * momentum, previous + at, right.at, count)
    }
    const { slope, squares } = this.#output.solve(lambda + weightDecay, this.#batch.mean)
    const V = this.#matrix(this.#scratch, U.rows)
    this.#output.apply(this.#h, right.at, V, false)
    const curvature = this.#batch.measure(this.#view(V)).squares + (lambda + weightDecay) * squares
    const a = slope < 0 ? Math.min(1, -slope / curvature) : 0
    kernels.axpby(a, right.at, first ? 0 : 1, first ? right.at : D, D, count)
    this.#move(a, V, U)
  }

  /** U ← U + a V, V as last measured. */
  #move(a: number, V: Matrix, U: Matrix): void {
    this.workspace.kernels.axpy(a, V.at, U.at, elements(U))
    this.#batch.moved(a)
  }

  /** δ of the hidden layers' rows where the output layer reads them, and ê. */
  #seedRows(theta: number, U: Matrix, draw: number, delta: number, e: Float64Array): void {
    const { kernels } = this.workspace
    const { below, outputs } = this.room.output.sizes
    const q = this.hidden?.q ?? 1
    const rows = this.#matrix(this.#scratch, U.rows * q)
    this.#batch.rows(this.#view(U), { seed: this.plan.seed, draw, k: q - 1 }, this.#view(rows), e)
    const W = { at: theta + this.outputOffset, rows: below, columns: outputs }
    multiply(kernels, 'NT', rows, W, { at: delta, rows: rows.rows, columns: below })
  }

  /** Byte offset of what the output layer reads. */
  get #h(): number {
    const { graph, values } = this.workspace.layout
    return values.values[graph.nodes[graph.outputs[0]].from[0]]
  }

  #delta(rows: number): Matrix {
    const { graph, deltas } = this.workspace.layout
    return { at: deltas.deltas[graph.outputs[0]], rows, columns: this.room.output.sizes.outputs }
  }

  /** Tangents and rows of outputs that are used at once: where δ lay, unless more rows are wanted. */
  get #scratch(): Matrix {
    return this.room.rows ?? this.#delta(this.room.samples)
  }

  #matrix(room: Matrix, rows: number): Matrix {
    return { ...room, rows }
  }

  #view(matrix: Matrix): FloatArray {
    const { kernels } = this.workspace
    return viewOf(kernels.dtype, kernels.buffer, matrix.at, elements(matrix))
  }
}
