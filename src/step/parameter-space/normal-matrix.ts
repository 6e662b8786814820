import { rowsPerSample, seedRows } from '../../curvature/rows.js'
import { type Batch, slice } from '../../model/feed.js'
import type { ParameterSpace } from '../../solve/parameter-space.js'
import type { StepPlan } from '../plan.js'
import type { Workspace } from '../workspace.js'

/** C = J̃ᵀJ̃/N of any batch into the system, in as many chunks as the cache takes. */
export function normalMatrix(
  workspace: Workspace,
  { training, seed }: StepPlan,
  system: ParameterSpace,
  theta: number,
  batch: Batch,
): void {
  const q = rowsPerSample('ggn', workspace.heads)
  const { samples } = workspace.layout.kept as NonNullable<Workspace['layout']['kept']>
  const s = new Float64Array(samples * q)
  for (let first = 0; first < batch.count; first += samples) {
    const part = slice(batch, first, Math.min(samples, batch.count - first))
    workspace.forwardBatch(theta, training, part, { value: 0, shown: 0 })
    workspace.clock.time('backward', () => seedRows('ggn', workspace.heads, training, part, { seed, step: 0 }, s))
    system.prepare(workspace.backwardRows(theta, part.count, q), first > 0)
  }
}
