import { type Batch, slice } from '../../model/feed.js'
import { seedHessian } from '../../model/heads.js'
import { backward, deltaSitesOf, tangent } from '../../model/sweep.js'
import { type FloatArray, viewOf } from '../../runtime/dtype.js'
import type { StepRun } from '../step.js'

/** How far along v the outputs are looked at. */
const LENGTH = 0.1

/**
 * (1/N) Σ Jᵀ H z_vv of a batch, z_vv the second derivative of its outputs along v by one more forward sweep:
 * (2/h) [(z(θ + h v) − z)/h − J v], h = 0.1, as in the public code of Transtrum & Sethna. Moves the spare parameters and overwrites the δ.
 */
export function bendingAlong(
  { plan, workspace, parameters }: StepRun,
  theta: number,
  v: Float64Array,
  batch: Batch,
): Float64Array {
  const { kernels, heads, layout } = workspace
  const { graph, tangents, deltas, arrays, kept } = layout
  if (!tangents || !kept) throw new Error('a run with accelerated steps was laid out without tangents')
  const { training } = plan
  workspace.vector(arrays.direction).set(v)
  parameters.tryStep(kernels, LENGTH, arrays.direction)
  for (let first = 0; first < batch.count; first += kept.samples) {
    const part = slice(batch, first, Math.min(kept.samples, batch.count - first))
    workspace.forwardBatch(theta, training, part, { value: 0, shown: 0 })
    tangent(graph, workspace.sites, tangents, theta, arrays.direction, part.count)
    const views: FloatArray[] = graph.outputs.map((k, head) =>
      viewOf(kernels.dtype, kernels.buffer, tangents[k], part.count * heads[head].m),
    )
    let seen = 0
    workspace.loss(parameters.spare, training, part, (moved, { count }) => {
      moved.forEach(({ m, outputs }, head) => {
        const { z } = heads[head].outputs
        for (let k = 0; k < count * m; k++) {
          const at = seen * m + k
          views[head][at] = (2 / LENGTH) * ((outputs.z[k] - z[at]) / LENGTH - views[head][at])
        }
      })
      seen += count
    })
    seedHessian(heads, training, part, views, 1 / batch.count)
    const sites = deltaSitesOf(graph, deltas, part.count, 1)
    backward(graph, workspace.sites, sites, theta)
    workspace.formGradient(sites, arrays.probe, part.count, first > 0)
  }
  return Float64Array.from(workspace.vector(arrays.probe))
}
