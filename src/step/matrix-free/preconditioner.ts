import type { Batch } from '../../model/feed.js'
import { seedGradient } from '../../model/heads.js'
import type { HessianFree } from '../../optim/matrix-free/hessian-free.js'
import { PURPOSE, stream } from '../../random/index.js'
import { Nystrom } from '../../solve/spectral/nystrom.js'
import type { StepPlan } from '../plan.js'
import type { Workspace } from '../workspace.js'

/** M of conjugate gradients on G + ΛI. */
export interface CgPreconditioner {
  /** Looks at the batch in the cache; `draw` counts those drawn so far. */
  look(theta: number, batch: Batch, draw: number): void
  /** Makes ready for Λ. */
  ready(shift: number): void
  /** out ← M⁻¹ r. */
  apply(r: number, out: number): void
}

/** The preconditioner that the options ask for. */
export const cgPreconditioner = (plan: StepPlan, workspace: Workspace, optimizer: HessianFree): CgPreconditioner =>
  ({
    fisherDiagonal: () => new FisherDiagonal(plan, workspace),
    nystrom: () => new NystromOfBatch(plan, workspace, optimizer.nystromRank as number),
    none: () => new Unit(workspace),
  })[optimizer.preconditioner]()

class Unit implements CgPreconditioner {
  constructor(readonly workspace: Workspace) {}

  look(): void {}

  ready(): void {}

  apply(r: number, out: number): void {
    const { kernels, layout } = this.workspace
    kernels.axpby(1, r, 0, r, out, layout.graph.parameters)
  }
}

/** The Nyström approximation of G from `rank` products at each point; Λ enters at once. */
class NystromOfBatch implements CgPreconditioner {
  readonly #nystrom: Nystrom
  #shift = 0

  constructor(
    readonly plan: StepPlan,
    readonly workspace: Workspace,
    rank: number,
  ) {
    const { kernels, executor, layout } = workspace
    const { nystromBasis: basis, nystromImage: image, nystromSmall: small } = layout.arrays
    const count = layout.graph.parameters
    this.#nystrom = new Nystrom(kernels, executor, { basis, image, small }, Math.min(rank, count), count)
  }

  look(theta: number, batch: Batch, draw: number): void {
    const { plan, workspace } = this
    const product = (v: number, out: number) => {
      workspace.alongCurvature(theta, v, plan.training, batch, out)
    }
    workspace.clock.time('factor', () => this.#nystrom.sketch(product, stream(plan.seed, PURPOSE.probes, draw)))
  }

  ready(shift: number): void {
    this.#shift = shift
  }

  apply(r: number, out: number): void {
    this.#nystrom.apply(this.#shift, r, out)
  }
}

/** (mean g_i² + Λ)^¾, Martens 2010, section 4.7. */
class FisherDiagonal implements CgPreconditioner {
  constructor(
    readonly plan: StepPlan,
    readonly workspace: Workspace,
  ) {}

  look(theta: number, batch: Batch): void {
    gradientSquares(this.workspace, this.plan, theta, batch, this.workspace.layout.arrays.diagonal)
  }

  ready(shift: number): void {
    const { diagonal, scale } = this.workspace.layout.arrays
    invertedPower(this.workspace, diagonal, shift, scale)
  }

  apply(r: number, out: number): void {
    const { kernels, layout } = this.workspace
    const count = layout.graph.parameters
    kernels.axpby(1, r, 0, r, out, count)
    kernels.mulRows([out, count], [layout.arrays.scale, count], 1, count, 1)
  }
}

/**
 * out ← mean of g_i², element by element, over the batch in the cache: per layer (1/N) (H∘H)ᵀ(D∘D), and the column means
 * of D∘D for a bias. The diagonal of the empirical Fisher matrix, for Martens' preconditioner.
 */
function gradientSquares(workspace: Workspace, plan: StepPlan, theta: number, batch: Batch, out: number): void {
  const { kernels, layout, heads, sites } = workspace
  const { graph, work } = layout
  const { count } = batch
  seedGradient(heads, plan.training, batch, 1)
  const deltas = workspace.backwardDeltas(theta, count, 1)
  graph.nodes.forEach(({ slots, units, inputUnits }, k) => {
    if (slots.length === 0) return
    const [inputs] = inputUnits
    const [x] = sites[k].inputs
    const D = [deltas[k].delta, units] as const
    const H = [work, inputs] as const
    kernels.mulRows(D, D, 1, units, count)
    kernels.copyColumns(H, [x, inputs], inputs, count, false)
    kernels.mulRows(H, H, 1, inputs, count)
    const [kernel, bias] = sites[k].slots
    kernels.matmul('TN', [inputs, units, count], H, D, [out + kernel, units], false)
    if (bias !== undefined) kernels.columnSum(out + bias, D, count, units, false)
  })
  kernels.scale(1 / count, out, graph.parameters)
}

/** scale ← (diagonal + shift)^−¾. */
function invertedPower(workspace: Workspace, diagonal: number, shift: number, scale: number): void {
  const from = workspace.vector(diagonal)
  const to = workspace.vector(scale)
  for (let p = 0; p < from.length; p++) {
    const root = Math.sqrt(from[p] + shift)
    to[p] = 1 / (root * Math.sqrt(root))
  }
}
