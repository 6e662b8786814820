import { type Batch, slice } from '../../model/feed.js'
import { seedGradient, seedHessian, withDeltas } from '../../model/heads.js'
import { backwardBends, backwardTangents } from '../../model/second-order/hessian-product.js'
import { deltaSitesOf, tangent } from '../../model/sweep.js'
import { sizeOf, viewOf } from '../../runtime/dtype.js'
import type { ParameterSpace } from '../../solve/parameter-space.js'
import type { StepPlan } from '../plan.js'
import type { Workspace } from '../workspace.js'

/** The Hessian of a batch's mean loss into the system, without weight decay, by one product for each parameter. */
export function hessianMatrix(
  workspace: Workspace,
  { training, dtype }: StepPlan,
  system: ParameterSpace,
  theta: number,
  batch: Batch,
): void {
  const { kernels, heads, sites, clock, layout } = workspace
  const { graph, tangents, bends, kept, arrays } = layout
  if (!tangents || !bends || !kept) throw new Error('a run with Hessians was laid out without bends')
  const P = graph.parameters
  const v = workspace.vector(arrays.direction)
  const movedHeads = withDeltas(heads, kernels, graph, bends.moved)
  const { normal } = arrays
  for (let first = 0; first < batch.count; first += kept.samples) {
    const part = slice(batch, first, Math.min(kept.samples, batch.count - first))
    const { count } = part
    workspace.forwardBatch(theta, training, part, { value: 0, shown: 0 })
    const deltas = deltaSitesOf(graph, layout.deltas, count, 1)
    const moved = deltaSitesOf(graph, bends.moved, count, 1)
    const views = graph.outputs.map((k, head) => viewOf(dtype, kernels.buffer, tangents[k], count * heads[head].m))
    seedGradient(heads, training, part, 1 / batch.count)
    clock.time('backward', () => backwardBends(kernels, graph, sites, deltas, bends, theta))
    const point = { sites, deltas, moved, tangents, theta }
    clock.time('gram', () => {
      for (let p = 0; p < P; p++) {
        v.fill(0)
        v[p] = 1
        tangent(graph, sites, tangents, theta, arrays.direction, count, bends.linears)
        seedHessian(movedHeads, training, part, views, 1 / batch.count, 'exact')
        backwardTangents(graph, point, bends, arrays.direction, normal + p * P * sizeOf(dtype), first > 0)
      }
    })
  }
  const H = viewOf(dtype, kernels.buffer, normal, P * P)
  for (let p = 0; p < P; p++) for (let q = 0; q < p; q++) H[p * P + q] = (H[p * P + q] + H[q * P + p]) / 2
  system.given()
}
