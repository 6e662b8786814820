import { type Batch, placeOf } from '../../model/feed.js'
import { weightOf } from '../../model/heads.js'
import type { DeltaSite } from '../../model/layers/layer.js'
import { layerOf } from '../../model/layers/table.js'
import { slotsOf } from '../../model/shapes.js'
import { backward, deltaSitesOf, tangent } from '../../model/sweep.js'
import type { Smw } from '../../optim/rows/smw-options.js'
import { sizeOf } from '../../runtime/dtype.js'
import type { Direction, Estimate, Solved, Start } from '../direction.js'
import type { StepPlan } from '../plan.js'
import { Spring } from '../rows/spring.js'
import type { Workspace } from '../workspace.js'
import { HiddenRows } from './hidden-rows.js'
import { type Damping, OutputBlock } from './output-block.js'
import { seedResiduals } from './residuals.js'
import type { EliminatedRoom } from './room.js'

/** What a batch gives before any λ is known. */
export interface EliminatedEstimate extends Estimate {
  readonly roots: Float64Array
  readonly draw: number
  /** Whether the products of the output layer are finite. */
  readonly sound: boolean
}

/**
 * Gauss–Newton for squared errors of many outputs: the output layer in closed form (`output-block.ts`), the hidden layers
 * by a few rows a sample of what it leaves (`hidden-rows.ts`), with the length along them that is best once the output
 * layer has answered. SPRING's momentum; gᵀd and dᵀG d are those of all outputs, exactly.
 */
export class EliminatedDirection extends Spring implements Direction<EliminatedEstimate> {
  readonly #output: OutputBlock
  readonly #hidden: HiddenRows | undefined

  constructor(
    readonly plan: StepPlan,
    optimizer: Smw,
    workspace: Workspace,
    readonly room: EliminatedRoom,
  ) {
    super(optimizer, workspace)
    this.#output = new OutputBlock(workspace.kernels, workspace.float64, room.output)
    this.#hidden = room.hidden && new HiddenRows(plan.seed, workspace, room.hidden)
  }

  prepare(theta: number, S1: Batch, draw: number): EliminatedEstimate {
    this.draw = draw
    const { workspace, plan } = this
    const { layout, kernels, clock } = workspace
    const [head] = workspace.heads
    workspace.valuesOf(theta, plan.training, S1)
    const value = clock.time('loss', () => seedResiduals(head, plan.training, S1))
    const loss = { value, shown: value * head.loss.shownScale(head.m) }
    const roots = Float64Array.from({ length: S1.count }, (_, i) =>
      Math.sqrt(weightOf(head, plan.training, placeOf(S1, i)) / S1.count),
    )
    const sound = this.#gradient(theta, S1, roots)
    if (sound) clock.time('backward', () => this.#carry(theta, S1.count))
    const gradientNorm = Math.sqrt(kernels.sumSquares(layout.gradient, layout.graph.parameters))
    return { batch: S1, loss, cached: true, held: S1.count, gradientNorm, roots, draw, sound }
  }

  /** The gradient, and on the way what the output layer wants of the batch. */
  #gradient(theta: number, S1: Batch, roots: Float64Array): boolean {
    const { workspace } = this
    const { layout, clock, sites } = workspace
    const { graph, gradient, deltas } = layout
    const [out] = graph.outputs
    const { node, from } = graph.nodes[out]
    const below = deltaSitesOf(graph, deltas, S1.count, 1)
    const form = (k: number, site: DeltaSite) => {
      const { node: each } = graph.nodes[k]
      layerOf(each).parameterised?.fromSamples(each, sites[k], site.delta, gradient, S1.count, false)
    }
    clock.time('backward', () => layerOf(node).backward(node, sites[out], below[out], theta))
    clock.time('gradient', () => form(out, below[out]))
    const at = this.#outputOffset
    const sound = clock.time('solve', () =>
      this.#output.prepare({
        roots,
        h: layout.values.values[from[0]],
        delta: this.room.hidden ? deltas.deltas[from[0]] : 0,
        W: theta + at,
        gradient: gradient + at,
      }),
    )
    const { hidden } = this.room
    if (!hidden) return sound
    clock.time('backward', () => backward(hidden.graph, sites, below, theta))
    clock.time('gradient', () => {
      hidden.graph.nodes.forEach((_, k) => {
        form(k, below[k])
      })
    })
    return sound
  }

  /** How the carried direction moves the batch, and what weight decay wants. */
  #carry(theta: number, samples: number): void {
    const { hidden } = this.room
    if (!hidden) return
    if (this.workspace.decay.weight > 0) this.#output.decay()
    if (this.#momentum === 0) return
    const { previous } = this.workspace.layout.arrays
    this.#output.carry(this.#tangent(theta, previous, samples), previous + this.#outputOffset)
  }

  /** Byte offset of the tangent of what the output layer reads, along the hidden part of a vector. */
  #tangent(theta: number, v: number, samples: number): number {
    const { graph, tangents } = this.room.hidden as NonNullable<EliminatedRoom['hidden']>
    tangent(graph, this.workspace.sites, tangents, theta, v, samples)
    return tangents[graph.outputs[0]]
  }

  /** Bytes from the start of a parameter vector to the output layer, which is its end. */
  get #outputOffset(): number {
    const { graph } = this.workspace.layout
    return slotsOf(graph, graph.outputs[0]).offset * sizeOf(this.plan.dtype)
  }

  get #momentum(): number {
    return this.hasPrevious ? this.momentum : 0
  }

  solve(start: Start<EliminatedEstimate>): Solved | undefined {
    const { workspace } = this
    const { kernels, layout, clock } = workspace
    const { theta, estimate } = start
    const weightDecay = workspace.decay.weight
    const damping: Damping = { lambda: start.lambda, weightDecay, momentum: this.#momentum }
    const d = layout.arrays.direction
    const previous = layout.arrays.previous ?? 0
    if (!estimate.sound || !clock.time('factor', () => this.#output.invert(damping))) return undefined
    const moved = this.#hidden !== undefined
    if (this.#hidden && !this.#solveHidden(this.#hidden, start, damping)) return undefined
    const at = this.#outputOffset
    const { slope, curvature } = clock.time('apply', () =>
      this.#output.direction(damping, previous + at, d + at, moved),
    )
    const { parameters } = layout.graph
    const squares = kernels.sumSquares(d, parameters)
    const total = weightDecay > 0 ? slope + weightDecay * kernels.dot(theta, d, parameters) : slope
    const best = total < 0 ? Math.min(1, -total / (curvature + (start.lambda + weightDecay) * squares)) : 1
    const length = this.#bounded(best, slope, curvature, estimate.loss.value)
    if (length < 1) clock.time('apply', () => kernels.scale(length, d, parameters))
    const norm = length * Math.sqrt(squares)
    return { slope: length * slope, curvature: length * length * curvature, norm, exact: false }
  }

  /** The hidden part of d: the solve over the rows, its best length, and what momentum carries. */
  #solveHidden(hidden: HiddenRows, start: Start<EliminatedEstimate>, damping: Damping): boolean {
    const { kernels, layout, clock } = this.workspace
    const { theta, estimate } = start
    const { lambda, weightDecay, momentum } = damping
    const { direction: d, previous } = layout.arrays
    const count = this.#outputOffset / sizeOf(this.plan.dtype)
    const { Y, S } = clock.time('solve', () => this.#output.project(damping))
    hidden.prepare(theta, { roots: estimate.roots, Y, S, L: this.room.output.square.L }, estimate.draw)
    const decays = weightDecay > 0
    // The hidden part of the gradient is used up: its norm is all that was asked.
    const rest = layout.gradient
    if (decays) {
      const carried = momentum > 0 ? previous : theta
      kernels.axpby(-weightDecay, theta, -weightDecay * momentum, carried, d, count)
      kernels.axpby(1, d, 0, d, rest, count)
    }
    if (!hidden.solve(lambda + weightDecay, d, decays)) return false
    const moved = clock.time('backward', () => this.#tangent(theta, d, estimate.roots.length))
    const { along, squares } = clock.time('solve', () => this.#output.reduced(moved))
    const slope = along + (decays ? kernels.dot(rest, d, count) : 0)
    const length = slope / (squares + (lambda + weightDecay) * kernels.sumSquares(d, count))
    const a = length > 0 ? Math.min(length, 1) : 0
    clock.time('apply', () => {
      this.#output.combine(a, momentum)
      kernels.axpby(a, d, momentum, momentum > 0 ? previous : d, d, count)
    })
    return true
  }

  /** What the clip and the bound leave of a length. */
  #bounded(best: number, slope: number, curvature: number, loss: number): number {
    const { klClip, lossBound } = this.optimizer
    const most = klClip > 0 && curvature > 0 ? Math.sqrt((2 * klClip) / curvature) : Number.POSITIVE_INFINITY
    const bound = lossBound > 0 && slope < 0 ? (lossBound * loss) / -slope : Number.POSITIVE_INFINITY
    return Math.min(best, most, bound)
  }
}
