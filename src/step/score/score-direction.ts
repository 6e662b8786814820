import type { RowOperator } from '../../curvature/operator.js'
import type { Batch } from '../../model/feed.js'
import type { Smw } from '../../optim/rows/smw-options.js'
import { exp, log } from '../../portable.js'
import { viewOf } from '../../runtime/dtype.js'
import type { Rows } from '../../solve/rows.js'
import type { Direction, Solved, Start } from '../direction.js'
import type { Curvature } from '../layout.js'
import type { StepPlan } from '../plan.js'
import { CurvatureBatch, type RowsEstimate } from '../rows/curvature-batch.js'
import type { Workspace } from '../workspace.js'
import type { PseudoHuber } from './pseudo-huber.js'
import { ScaledRows } from './scaled-rows.js'

/** M_h and ν of generalised self-concordance of the pseudo-Huber function. */
const M = 2
const NU = 2.6

/** The rows of a batch in the metric D of the regulariser: J~ D^(−½), D from `layout.arrays.scale`. */
class ScoreBatch extends CurvatureBatch {
  protected override measured(operator: RowOperator): Rows {
    return new ScaledRows(operator, this.workspace)
  }

  /** The gradient itself is wanted, and its norm is that of no metric. */
  override prepare(theta: number, S1: Batch, draw: number): RowsEstimate {
    const estimate = super.prepare(theta, S1, draw)
    if (!estimate.rowSide) return estimate
    const { kernels, layout } = this.workspace
    this.formSpanned(estimate.rowSide.e)
    return { ...estimate, gradientNorm: Math.sqrt(kernels.sumSquares(layout.gradient, layout.graph.parameters)) }
  }
}

/**
 * (C + λD) d = −g − ∇R in y = D^½ d, where it is (D^(−½) C D^(−½) + λI) y = −D^(−½)(g + ∇R): the system of all rows, with a part
 * of the right-hand side beside their span.
 */
export class ScoreDirection implements Direction<RowsEstimate> {
  readonly #batch: ScoreBatch
  /** ∇Rᵀ D⁻¹ ∇R where the rows were formed. */
  #squared = 0

  constructor(
    readonly plan: StepPlan,
    readonly optimizer: Smw,
    readonly workspace: Workspace,
    readonly term: PseudoHuber,
  ) {
    this.#batch = new ScoreBatch(plan, optimizer, workspace, workspace.layout.curvature as Curvature)
  }

  prepare(theta: number, S1: Batch, draw: number): RowsEstimate {
    const { scale, direction } = this.workspace.layout.arrays
    this.#squared = this.term.at(theta, scale, direction)
    return this.#batch.prepare(theta, S1, draw)
  }

  solve({ theta, lambda, estimate, rate }: Start<RowsEstimate>): Solved | undefined {
    const { kernels, layout, clock } = this.workspace
    const { arrays, graph } = layout
    const { direction: d } = arrays
    const { rowSide } = estimate
    this.#squared = this.term.at(theta, arrays.scale, d)
    const view = (at: number) => viewOf(kernels.dtype, kernels.buffer, at, graph.parameters)
    const [y, s, g] = [view(d), view(arrays.scale), view(layout.gradient)]
    if (!rowSide) for (let p = 0; p < y.length; p++) y[p] -= s[p] * g[p]
    const holds = graph.nodes.map(({ slots }) => slots.length > 0)
    const solved = this.#batch.system.solve(lambda, d, { holds, rowSide })
    if (solved.code === 'notPositive') return undefined
    const norm = clock.time('apply', () => {
      for (let p = 0; p < y.length; p++) y[p] *= s[p]
      return Math.sqrt(kernels.sumSquares(d, graph.parameters))
    })
    const slope = kernels.dot(layout.gradient, d, graph.parameters)
    return { slope, curvature: solved.curvature, norm, exact: false, rate: this.#damped(rate) }
  }

  /** min(1, α₀/(1 + M_g η)), η² = ∇Rᵀ D⁻¹ ∇R, M_g = P^((3 − ν)/2) μ^(ν/2 − 2) M_h. */
  #damped(rate: number): number {
    const { parameters } = this.workspace.layout.graph
    const constant = M * exp(((3 - NU) / 2) * log(parameters) + (NU / 2 - 2) * log(this.term.smoothing))
    return Math.min(1, rate / (1 + constant * Math.sqrt(this.#squared)))
  }

  taken(): void {}

  refused(): void {}

  counters(): Record<string, number> {
    return { hasPrevious: 0 }
  }

  restore(): void {}
}
