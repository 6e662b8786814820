import { type Batch, slice } from '../../model/feed.js'
import type { ByProducts, ProductSolver } from '../../optim/matrix-free/products.js'
import { PURPOSE, stream } from '../../random/index.js'
import { drawSamples } from '../batches.js'
import type { Direction, Estimate, Solved, Start } from '../direction.js'
import type { StepPlan } from '../plan.js'
import type { Workspace } from '../workspace.js'
import type { BatchProducts } from './batch-products.js'

/** What a batch gives before any λ is known. */
export interface ProductsEstimate extends Estimate {
  readonly draw: number
}

/** The direction of the matrix-free methods whose solver stands in their own file: a gradient, and products of its batch or of some of it. */
export class ProductsDirection implements Direction<ProductsEstimate> {
  constructor(
    readonly plan: StepPlan,
    readonly optimizer: ByProducts,
    readonly workspace: Workspace,
    readonly products: BatchProducts,
    readonly solver: ProductSolver,
  ) {}

  prepare(theta: number, S1: Batch, draw: number): ProductsEstimate {
    const { plan, optimizer, workspace } = this
    const { layout, kernels } = workspace
    const { gradient, graph } = layout
    const { curvatureBatch, gradientBatch } = optimizer
    // A full batch is in the order of the data, of which the first samples may be of one kind.
    const head = gradientBatch !== 'full' || S1.count <= curvatureBatch
    const cached = head && S1.count <= layout.values.capacity
    const sums = { value: 0, shown: 0 }
    if (cached) {
      workspace.forwardBatch(theta, plan.training, S1, sums)
      workspace.gradientOfCached(theta, plan.training, S1, 1 / S1.count, gradient, false)
    }
    const loss = cached
      ? { value: sums.value / S1.count, shown: sums.shown / S1.count }
      : workspace.gradient(theta, plan.training, S1, gradient)
    const S2 = head
      ? slice(S1, 0, Math.min(curvatureBatch, S1.count))
      : drawSamples(stream(plan.seed, PURPOSE.curvatureBatch, draw), plan.training.count, curvatureBatch)
    if (!cached) workspace.forwardBatch(theta, plan.training, S2, { value: 0, shown: 0 })
    this.products.begin(theta, S2)
    this.solver.look?.(draw)
    const gradientNorm = Math.sqrt(kernels.sumSquares(gradient, graph.parameters))
    return { batch: S1, loss, cached, held: cached ? S1.count : S2.count, gradientNorm, draw }
  }

  solve({ theta, lambda, trial, estimate }: Start<ProductsEstimate>): Solved | undefined {
    const { workspace, products } = this
    const { kernels, layout, clock, decay } = workspace
    const { gradient, graph } = layout
    const { direction: d } = layout.arrays
    const { draw } = estimate
    const found = clock.time('solve', () => this.solver.solve({ theta, gradient, lambda, weight: decay.weight, draw }))
    if (!found) return undefined
    const norm = Math.sqrt(kernels.sumSquares(d, graph.parameters))
    if (!trial) return { slope: Number.NaN, curvature: Number.NaN, norm, exact: false }
    return { slope: kernels.dot(gradient, d, graph.parameters), curvature: products.along(d), norm, exact: false }
  }

  taken(): void {}

  refused(): void {
    this.solver.refused?.()
  }

  counters(): Readonly<Record<string, number>> {
    return this.solver.counters?.() ?? {}
  }

  restore(counters: Readonly<Record<string, number>>): void {
    this.solver.restore?.(counters)
  }
}
