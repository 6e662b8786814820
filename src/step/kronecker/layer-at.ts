import { rowsPerSample, seedRows } from '../../curvature/rows.js'
import { seedHessian } from '../../model/heads.js'
import { deltaSitesOf } from '../../model/sweep.js'
import type { LayerAt } from '../../optim/layerwise.js'
import { viewOf } from '../../runtime/dtype.js'
import type { StepPlan } from '../plan.js'
import type { Workspace } from '../workspace.js'

/** What a step has, as the preconditioners of layer-wise methods see it. */
export function layersAt(plan: StepPlan, workspace: Workspace): LayerAt {
  const { kernels, float64, executor, clock, layout, sites, heads } = workspace
  const { graph, arrays, gradient, kept } = layout
  const s = new Float64Array((kept?.samples ?? 0) * (kept?.q ?? 0))
  return {
    kernels,
    float64,
    executor,
    clock,
    dtype: plan.dtype,
    seed: plan.seed,
    samples: plan.training.count,
    graph,
    arrays,
    sites,
    gradient,
    deltas(kind, theta, batch, draw) {
      clock.time('backward', () => seedRows(kind, heads, plan.training, batch, { seed: plan.seed, step: draw }, s))
      return workspace.backwardDeltas(theta, batch.count, rowsPerSample(kind, heads))
    },
    rowWeights: s,
    gradientDeltas: (theta, batch) => workspace.deltasOfCached(theta, plan.training, batch, 1 / batch.count),
    gradientOf: (theta, batch, out) => workspace.gradient(theta, plan.training, batch, out),
    seedCurvature(batch, tangents, scale) {
      const views = graph.outputs.map(k =>
        viewOf(plan.dtype, kernels.buffer, tangents[k], batch.count * graph.nodes[k].units),
      )
      clock.time('loss', () => seedHessian(heads, plan.training, batch, views, scale))
      return deltaSitesOf(graph, layout.deltas, batch.count, 1)
    },
    besides: theta => layout.theta.find(place => place !== theta) as number,
    forward: (theta, batch) => workspace.forwardBatch(theta, plan.training, batch, { value: 0, shown: 0 }),
  }
}
