import { trainedShapesOf } from '../../model/shapes.js'
import { reserveValues } from '../../model/sweep.js'
import { allChannels } from '../../model/taylor/channels.js'
import { bringTaylorLayers, taylorGraph } from '../../model/taylor/graph.js'
import { sizeOf } from '../../runtime/dtype.js'
import { Arena } from '../../runtime/memory/arena.js'
import { type Layout, layoutOf, walkersOf } from '../layout.js'
import type { StepPlan } from '../plan.js'

/** Walkers whose derivatives are computed at a time. */
const CHUNK = 1024

/** Lays out the memory of a run whose objective is variational: that of its steps, the walkers, a Taylor-mode sweep. */
export function variationalLayoutOf(plan: StepPlan): Layout {
  bringTaylorLayers()
  const arena = new Arena()
  const layout = layoutOf(plan, arena)
  const { dtype, training } = plan
  const state = walkersOf(plan)
  const walkers = arena.reserve(state.walkers.length * sizeOf(dtype))
  const [inputs] = layout.graph.inputs.map(k => layout.graph.nodes[k].units)
  const graph = trainedShapesOf(taylorGraph(plan.graph, allChannels(inputs)))
  const values = reserveValues(arena, graph, dtype, Math.min(training.count, CHUNK), { slopes: false })
  return {
    ...layout,
    state: { ...layout.state, ...state },
    arrays: { ...layout.arrays, walkers },
    variational: { graph, values },
    bytes: arena.bytes,
    pages: arena.pages,
  }
}
