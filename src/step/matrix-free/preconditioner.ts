import type { Batch } from '../../model/feed.js'
import { seedGradient } from '../../model/heads.js'
import type { StepPlan } from '../plan.js'
import type { Workspace } from '../workspace.js'

/**
 * out ← mean of g_i², element by element, over the batch in the cache: per layer (1/N) (H∘H)ᵀ(D∘D), and the column means
 * of D∘D for a bias. The diagonal of the empirical Fisher matrix, for Martens' preconditioner.
 */
export function gradientSquares(workspace: Workspace, plan: StepPlan, theta: number, batch: Batch, out: number): void {
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

/** scale ← (diagonal + shift)^−¾, Martens 2010, section 4.7. */
export function invertedPower(workspace: Workspace, diagonal: number, shift: number, scale: number): void {
  const from = workspace.vector(diagonal)
  const to = workspace.vector(scale)
  for (let p = 0; p < from.length; p++) {
    const root = Math.sqrt(from[p] + shift)
    to[p] = 1 / (root * Math.sqrt(root))
  }
}
