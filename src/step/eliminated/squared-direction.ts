import type { Batch } from '../../model/feed.js'
import type { Smw } from '../../optim/rows/smw-options.js'
import type { Solved, Start } from '../direction.js'
import type { StepPlan } from '../plan.js'
import type { Workspace } from '../workspace.js'
import { EliminatedDirection, type EliminatedEstimate } from './eliminated-direction.js'
import { seedResiduals } from './residuals.js'
import { SquaredLayer } from './squared-layer.js'
import type { SquaredRoom } from './squared-room.js'
import { SquaredRows } from './squared-rows.js'

/** Squared errors: the output layer in closed form (`squared-layer.ts`), exactly, whatever the hidden layers do. */
export class SquaredDirection extends EliminatedDirection {
  readonly #output: SquaredLayer
  readonly #seeds: SquaredRows

  constructor(
    plan: StepPlan,
    optimizer: Smw,
    workspace: Workspace,
    readonly room: SquaredRoom,
  ) {
    super(plan, optimizer, workspace, room)
    const { kernels, float64 } = workspace
    this.#output = new SquaredLayer(kernels, float64, room.output)
    this.#seeds = new SquaredRows(plan.seed, kernels, float64, room, room.hidden?.q ?? 0)
  }

  protected seed(theta: number, S1: Batch): number {
    const { workspace, plan } = this
    workspace.valuesOf(theta, plan.training, S1)
    return workspace.clock.time('loss', () => seedResiduals(workspace.heads[0], plan.training, S1))
  }

  protected look(theta: number, roots: Float64Array): boolean {
    const { layout } = this.workspace
    const { graph, gradient, deltas, values } = layout
    const [from] = graph.nodes[graph.outputs[0]].from
    const at = this.outputOffset
    const sound = this.#output.prepare({
      roots,
      h: values.values[from],
      delta: this.hidden ? deltas.deltas[from] : 0,
      W: theta + at,
      gradient: gradient + at,
    })
    if (sound && this.hidden) this.#carry(theta, roots.length)
    return sound
  }

  /** How the carried direction moves the batch, and what weight decay wants. */
  #carry(theta: number, samples: number): void {
    if (this.workspace.decay.weight > 0) this.#output.decay()
    if (this.momentum === 0) return
    const { previous } = this.workspace.layout.arrays
    this.#output.carry(this.tangent(theta, previous, samples), previous + this.outputOffset)
  }

  solve(start: Start<EliminatedEstimate>): Solved | undefined {
    const { layout, clock } = this.workspace
    const { roots, draw, sound } = start.estimate
    const damping = this.dampingOf(start)
    const output = this.#output
    if (!sound || !clock.time('factor', () => output.invert(damping))) return undefined
    const moved = this.hidden !== undefined
    if (moved) {
      const { Y, S } = clock.time('solve', () => output.project(damping))
      const { L } = this.room.output.square
      const a = this.solveHidden(
        start,
        damping,
        (delta, e) => this.#seeds.write({ roots, Y, S, L }, draw, delta, e),
        tangent => output.reduced(tangent),
      )
      if (a === undefined) return undefined
      clock.time('apply', () => output.combine(a, damping.momentum))
    }
    const { direction, previous = 0 } = layout.arrays
    const at = this.outputOffset
    const { slope, curvature } = clock.time('apply', () =>
      output.direction(damping, previous + at, direction + at, moved),
    )
    return this.shortened(start, slope, curvature)
  }
}
