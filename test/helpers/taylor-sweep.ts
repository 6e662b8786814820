import type { Graph } from '../../src/model/graph.js'
import { trainedShapesOf } from '../../src/model/shapes.js'
import { reserveDeltas, reserveTangents, reserveValues, sitesOf } from '../../src/model/sweep.js'
import { bringTaylorLayers } from '../../src/model/taylor/graph.js'
import { type DType, sizeOf, viewOf } from '../../src/runtime/dtype.js'
import { InlineExecutor } from '../../src/runtime/executor.js'
import { Kernels } from '../../src/runtime/kernels.js'
import { Arena } from '../../src/runtime/memory/arena.js'
import { createMemory } from '../../src/runtime/memory/create-memory.js'
import { scratchBytes } from '../../src/runtime/memory/scratch.js'
import { instantiateKernels } from '../../src/runtime/wasm/instantiate.js'
import { trainingKernels } from '../../src/runtime/wasm/training-kernels.js'

/** Sweeps of a graph over memory of its own, for q rows of each sample; parameters twice, as θ and as a direction. */
export async function openSweep(graph: Graph, samples: number, q: number, dtype: DType = 'float64', slopes = true) {
  bringTaylorLayers()
  const shaped = trainedShapesOf(graph)
  const arena = new Arena()
  const vector = () => arena.reserve(shaped.parameters * sizeOf(dtype))
  const [theta, direction, out] = [vector(), vector(), vector()]
  const values = reserveValues(arena, shaped, dtype, samples, { slopes })
  const deltas = reserveDeltas(arena, shaped, dtype, samples * q)
  const tangents = reserveTangents(arena, shaped, dtype, samples)
  const widest = Math.max(shaped.parameters, ...shaped.nodes.map(({ units }) => units))
  const work = arena.reserve(samples * widest * 8)
  const rows = arena.reserve(samples * q * 8)
  const K = arena.reserve((samples * q) ** 2 * 8)
  const J = arena.reserve(samples * q * shaped.parameters * 8)
  const scratch = arena.reserve(scratchBytes('float64', Math.max(widest, samples * q)))
  const memory = createMemory(arena.pages)
  const exports = instantiateKernels(await trainingKernels.module('plain'), memory, 'plain')
  const kernels = new Kernels(new InlineExecutor(memory, exports, 'plain', scratch), dtype)
  const view = (offset: number, length: number) => viewOf(dtype, kernels.buffer, offset, length)
  const places = { theta, direction, out, work, rows, K, J }
  return { shaped, values, deltas, tangents, kernels, view, places, sites: sitesOf(kernels, shaped, values) }
}
