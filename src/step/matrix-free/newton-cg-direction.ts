import { type Batch, slice } from '../../model/feed.js'
import { type HessianFree, keptIterates } from '../../optim/matrix-free/hessian-free.js'
import { PURPOSE, stream } from '../../random/index.js'
import { sizeOf } from '../../runtime/dtype.js'
import { conjugateGradients } from '../../solve/conjugate-gradients.js'
import { drawSamples } from '../batches.js'
import type { Direction, Estimate, Solved, Start } from '../direction.js'
import type { ParameterPair } from '../parameters.js'
import type { StepPlan } from '../plan.js'
import type { Workspace } from '../workspace.js'
import { type CgPreconditioner, cgPreconditioner } from './preconditioner.js'

/** What a batch gives before any λ is known. */
export interface NewtonCgEstimate extends Estimate {
  /** S2, which the cache holds. */
  readonly curvatureBatch: Batch
}

/**
 * The direction of Hessian-free: preconditioned conjugate gradients on (G + ΛI) x = −(g + w θ) from
 * a share of the last solution; then the best of the kept iterates, looked at from the last
 * backwards while the loss of the gradient's batch falls. Martens 2010.
 */
export class NewtonCgDirection implements Direction<NewtonCgEstimate> {
  readonly #visits: readonly number[]
  readonly #preconditioner: CgPreconditioner

  constructor(
    readonly plan: StepPlan,
    readonly optimizer: HessianFree,
    readonly workspace: Workspace,
    readonly parameters: ParameterPair,
  ) {
    this.#visits = keptIterates(optimizer.iterations)
    this.#preconditioner = cgPreconditioner(plan, workspace, optimizer)
  }

  prepare(theta: number, S1: Batch, draw: number): NewtonCgEstimate {
    const { plan, optimizer, workspace } = this
    const { kernels, layout } = workspace
    const { gradient, graph } = layout
    const loss = workspace.gradient(theta, plan.training, S1, gradient)
    const S2 =
      optimizer.gradientBatch === 'full'
        ? drawSamples(stream(plan.seed, PURPOSE.curvatureBatch, draw), plan.training.count, optimizer.curvatureBatch)
        : slice(S1, 0, Math.min(optimizer.curvatureBatch, S1.count))
    workspace.forwardBatch(theta, plan.training, S2, { value: 0, shown: 0 })
    this.#preconditioner.look(theta, S2, draw)
    const gradientNorm = Math.sqrt(kernels.sumSquares(gradient, graph.parameters))
    return { batch: S1, loss, cached: false, held: S2.count, gradientNorm, curvatureBatch: S2 }
  }

  solve({ theta, lambda, estimate }: Start<NewtonCgEstimate>): Solved | undefined {
    const { plan, workspace, optimizer } = this
    const { kernels, layout, clock } = workspace
    const { graph, gradient, arrays } = layout
    const { direction: d, solution: x, iterates, residual, search, product, scaled } = arrays
    const count = graph.parameters
    const shift = lambda + workspace.decay.weight
    const samples = estimate.curvatureBatch
    this.#preconditioner.ready(shift)
    const b = d
    kernels.axpby(-1, gradient, -workspace.decay.weight, theta, b, count)
    kernels.scale(optimizer.warmStart, x, count)
    const bytes = count * sizeOf(kernels.dtype)
    let kept = 0
    const done = clock.time('solve', () =>
      conjugateGradients(
        kernels,
        x,
        b,
        { residual, search, product, scaled },
        {
          count,
          most: optimizer.iterations,
          multiply(v, out) {
            const along = workspace.alongCurvature(theta, v, plan.training, samples, out)
            kernels.axpy(shift, v, out, count)
            return along + shift * kernels.sumSquares(v, count)
          },
          precondition: (r, out) => this.#preconditioner.apply(r, out),
          visit: iteration => {
            if (iteration !== this.#visits[kept]) return
            kernels.axpby(1, x, 0, x, iterates + kept * bytes, count)
            kept++
          },
        },
      ),
    )
    const squares = kernels.sumSquares(x, count)
    if (!Number.isFinite(squares) || (done === 0 && squares === 0)) {
      // The next solve would start from it.
      kernels.scale(0, x, count)
      return undefined
    }
    const chosen = clock.time('trial', () => this.#best(estimate.batch, x, iterates, kept))
    kernels.axpby(1, chosen, 0, chosen, d, count)
    const slope = kernels.dot(gradient, d, count)
    const curvature = workspace.alongCurvature(theta, d, plan.training, samples)
    return { slope, curvature, norm: Math.sqrt(kernels.sumSquares(d, count)), exact: false }
  }

  /** Where the iterate lies that is best on a batch, from the last backwards as long as its loss falls. */
  #best(batch: Batch, last: number, iterates: number, kept: number): number {
    const { kernels, layout } = this.workspace
    const bytes = layout.graph.parameters * sizeOf(kernels.dtype)
    let best = last
    let least = this.#objectiveAt(batch, last)
    for (let k = kept - 1; k >= 0; k--) {
      const place = iterates + k * bytes
      const value = this.#objectiveAt(batch, place)
      if (Number.isFinite(least) && !(value < least)) break
      best = place
      least = value
    }
    return best
  }

  /** Loss and decay at θ + x. */
  #objectiveAt(batch: Batch, x: number): number {
    const { workspace, plan, parameters } = this
    parameters.tryStep(workspace.kernels, 1, x)
    const { value } = workspace.loss(parameters.spare, plan.training, batch)
    const { weight } = workspace.decay
    if (weight === 0) return value
    return value + (weight / 2) * workspace.kernels.sumSquares(parameters.spare, parameters.count)
  }

  taken(): void {}

  refused(): void {}

  counters(): Record<string, number> {
    return {}
  }

  restore(): void {}
}
