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
import { HiddenRows, type SeedRows } from './hidden-rows.js'
import type { CommonRoom, HiddenRoom } from './room.js'

/** What a batch gives before any λ is known. */
export interface EliminatedEstimate extends Estimate {
  /** √(ω/N) of its samples. */
  readonly roots: Float64Array
  readonly draw: number
  /** Whether what the output layer is solved by is finite. */
  readonly sound: boolean
}

/** λ, w and the μ that is in force. */
export interface Damping {
  readonly lambda: number
  readonly weightDecay: number
  readonly momentum: number
}

/** ⟨r, u⟩ of a tangent u, r what is left to explain, and uᵀC u. */
export interface Along {
  readonly along: number
  readonly squares: number
}

/**
 * Gauss–Newton for many outputs: the output layer as a block of its own, the hidden layers by a few rows a sample of what
 * it leaves, with the length along them that is best. SPRING's momentum; gᵀd and dᵀG d are those of all outputs, exactly.
 * How the output layer is solved is the loss's: `squared-direction.ts`, `softmax-direction.ts`.
 */
export abstract class EliminatedDirection extends Spring implements Direction<EliminatedEstimate> {
  readonly #rows: HiddenRows | undefined

  constructor(
    readonly plan: StepPlan,
    optimizer: Smw,
    workspace: Workspace,
    common: CommonRoom,
  ) {
    super(optimizer, workspace)
    this.#rows = common.hidden && new HiddenRows(workspace, common.hidden)
  }

  /** Values of a batch with δ ← ω r / N at its outputs; returns its mean loss. */
  protected abstract seed(theta: number, S1: Batch): number

  /**
   * What the output layer is solved by, once its part of the gradient is there and δ below it is (ω/N) W r; whether that
   * is finite.
   */
  protected abstract look(theta: number, roots: Float64Array): boolean

  abstract solve(start: Start<EliminatedEstimate>): Solved | undefined

  prepare(theta: number, S1: Batch, draw: number): EliminatedEstimate {
    this.draw = draw
    const { workspace, plan } = this
    const { layout, kernels } = workspace
    const [head] = workspace.heads
    const value = this.seed(theta, S1)
    const loss = { value, shown: value * head.loss.shownScale(head.m) }
    const roots = Float64Array.from({ length: S1.count }, (_, i) =>
      Math.sqrt(weightOf(head, plan.training, placeOf(S1, i)) / S1.count),
    )
    const sound = this.#gradient(theta, roots)
    const gradientNorm = Math.sqrt(kernels.sumSquares(layout.gradient, layout.graph.parameters))
    return { batch: S1, loss, cached: true, held: S1.count, gradientNorm, roots, draw, sound }
  }

  #gradient(theta: number, roots: Float64Array): boolean {
    const { layout, clock, sites } = this.workspace
    const { graph, gradient, deltas } = layout
    const samples = roots.length
    const [out] = graph.outputs
    const { node } = graph.nodes[out]
    const below = deltaSitesOf(graph, deltas, samples, 1)
    const form = (k: number, site: DeltaSite) => {
      const { node: each } = graph.nodes[k]
      layerOf(each).parameterised?.fromSamples(each, sites[k], site.delta, gradient, samples, false)
    }
    clock.time('backward', () => layerOf(node).backward(node, sites[out], below[out], theta))
    clock.time('gradient', () => form(out, below[out]))
    const sound = clock.time('solve', () => this.look(theta, roots))
    const { hidden } = this
    if (!hidden) return sound
    clock.time('backward', () => backward(hidden.graph, sites, below, theta))
    clock.time('gradient', () => {
      hidden.graph.nodes.forEach((_, k) => {
        form(k, below[k])
      })
    })
    return sound
  }

  protected get hidden(): HiddenRoom | undefined {
    return this.#rows?.room
  }

  /** Byte offset of the tangent of what the output layer reads, along the hidden part of a vector. */
  protected tangent(theta: number, v: number, samples: number): number {
    const { graph, tangents } = this.hidden as HiddenRoom
    tangent(graph, this.workspace.sites, tangents, theta, v, samples)
    return tangents[graph.outputs[0]]
  }

  /** Bytes from the start of a parameter vector to the output layer, which is its end. */
  protected get outputOffset(): number {
    const { graph } = this.workspace.layout
    return slotsOf(graph, graph.outputs[0]).offset * sizeOf(this.plan.dtype)
  }

  /** What is in force of μ. */
  protected override get momentum(): number {
    return this.hasPrevious ? super.momentum : 0
  }

  protected dampingOf({ lambda }: Start<EliminatedEstimate>): Damping {
    return { lambda, weightDecay: this.workspace.decay.weight, momentum: this.momentum }
  }

  /**
   * The hidden part of d: the solve over its rows, the length that is best by `measure` of its tangent, and what momentum
   * carries. Returns that length, within 0 and 1; nothing where the matrix is not positive.
   */
  protected solveHidden(
    { theta, estimate }: Start<EliminatedEstimate>,
    { lambda, weightDecay, momentum }: Damping,
    seed: SeedRows,
    measure: (tangent: number) => Along,
  ): number | undefined {
    const { kernels, layout, clock } = this.workspace
    const { direction: d, previous } = layout.arrays
    const rows = this.#rows as HiddenRows
    const samples = estimate.roots.length
    const count = this.outputOffset / sizeOf(this.plan.dtype)
    rows.prepare(theta, samples, seed)
    const decays = weightDecay > 0
    // The hidden part of the gradient is used up: its norm is all that was asked.
    const rest = layout.gradient
    if (decays) {
      const carried = momentum > 0 ? previous : theta
      kernels.axpby(-weightDecay, theta, -weightDecay * momentum, carried, d, count)
      kernels.axpby(1, d, 0, d, rest, count)
    }
    if (!rows.solve(lambda + weightDecay, d, decays)) return undefined
    const moved = clock.time('backward', () => this.tangent(theta, d, samples))
    const { along, squares } = clock.time('solve', () => measure(moved))
    const slope = along + (decays ? kernels.dot(rest, d, count) : 0)
    const length = slope / (squares + (lambda + weightDecay) * kernels.sumSquares(d, count))
    const a = length > 0 ? Math.min(length, 1) : 0
    clock.time('apply', () => kernels.axpby(a, d, momentum, momentum > 0 ? previous : d, d, count))
    return a
  }

  /** d with gᵀd and dᵀG d, at most as long as is best along it, and as clip and bound allow. */
  protected shortened(start: Start<EliminatedEstimate>, slope: number, curvature: number): Solved {
    const { kernels, layout, clock } = this.workspace
    const { parameters } = layout.graph
    const weightDecay = this.workspace.decay.weight
    const d = layout.arrays.direction
    const squares = kernels.sumSquares(d, parameters)
    const total = weightDecay > 0 ? slope + weightDecay * kernels.dot(start.theta, d, parameters) : slope
    const best = total < 0 ? Math.min(1, -total / (curvature + (start.lambda + weightDecay) * squares)) : 1
    const length = this.#bounded(best, slope, curvature, start.estimate.loss.value)
    if (length < 1) clock.time('apply', () => kernels.scale(length, d, parameters))
    const norm = length * Math.sqrt(squares)
    return { slope: length * slope, curvature: length * length * curvature, norm, exact: false }
  }

  /** What the clip and the bound leave of a length. */
  #bounded(best: number, slope: number, curvature: number, loss: number): number {
    const { klClip, lossBound } = this.optimizer
    const most = klClip > 0 && curvature > 0 ? Math.sqrt((2 * klClip) / curvature) : Number.POSITIVE_INFINITY
    const bound = lossBound > 0 && slope < 0 ? (lossBound * loss) / -slope : Number.POSITIVE_INFINITY
    return Math.min(best, most, bound)
  }
}
