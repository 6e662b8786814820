import type { Batch } from '../../model/feed.js'
import { seedGradient, seedHessian, withDeltas } from '../../model/heads.js'
import {
  type BendCache,
  type BentPoint,
  backwardBends,
  backwardTangents,
} from '../../model/second-order/hessian-product.js'
import { deltaSitesOf } from '../../model/sweep.js'
import type { Bound, Sweeps } from './sweeps.js'

/**
 * out ← H v, H the Hessian of the mean loss: the exact one, by forward over reverse (Pearlmutter 1994). The δ and φ″ of a chunk
 * are made with its values and kept as they are. Cost: 1 forward and 2 backward sweeps, where samples are kept.
 */
export function hessianProduct(sweeps: Sweeps): void {
  const bends = sweeps.room.bends as BendCache
  const { graph, room, lin } = sweeps
  const scale = 1 / lin.samples.count
  const pointOf = ({ count }: Batch, { sites }: Bound): BentPoint => ({
    sites,
    deltas: deltaSitesOf(graph, room.deltas, count, 1),
    moved: deltaSitesOf(graph, bends.moved, count, 1),
    tangents: room.tangents,
    theta: room.theta,
  })
  sweeps.each(
    (part, bound) => {
      const tangents = sweeps.tangents(part, bound, bends.linears)
      const heads = withDeltas(bound.heads, bound.kernels, graph, bends.moved)
      seedHessian(heads, lin.samples, part, tangents, scale, 'exact')
      backwardTangents(graph, pointOf(part, bound), bends, room.v, room.out, part.start > 0)
    },
    (part, bound) => {
      seedGradient(bound.heads, lin.samples, part, scale)
      const { sites, deltas, theta } = pointOf(part, bound)
      backwardBends(bound.kernels, graph, sites, deltas, bends, theta)
    },
  )
}
