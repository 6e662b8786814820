import { Gatherer, range, type Samples } from '../model/feed.js'
import type { Model } from '../model/graph.js'
import { shapesOf } from '../model/shapes.js'
import { forward, reserveValues, sitesOf } from '../model/sweep.js'
import { arrayOf, type DType, type FloatArray, sizeOf, viewOf } from '../runtime/dtype.js'
import { Kernels } from '../runtime/kernels.js'
import { Arena } from '../runtime/memory/arena.js'
import { keptMemory } from '../runtime/memory/kept-memory.js'
import { scratchBytes } from '../runtime/memory/scratch.js'
import type { KernelStore } from '../runtime/wasm/kernel-store.js'

/** Samples that pass through the network at a time. */
const CHUNK = 512

/**
 * The values of every output for all samples, each n × units, by chunks in this thread.
 * @throws WoodburyError OUT_OF_MEMORY, NO_SIMD
 */
export async function forwardAll(
  store: KernelStore,
  model: Model,
  inputs: readonly FloatArray[],
  count: number,
  dtype: DType,
): Promise<FloatArray[]> {
  const graph = shapesOf(model.graph)
  const arena = new Arena()
  const theta = arena.reserve(graph.parameters * sizeOf(dtype))
  const cache = reserveValues(arena, graph, dtype, Math.min(count, CHUNK), { slopes: false })
  const widest = Math.max(...graph.nodes.map(({ units }) => units))
  const scratch = arena.reserve(scratchBytes(dtype, widest))
  const build = store.best()
  const module = await store.module(build, dtype === 'float32' ? 'single' : 'all')
  // Nothing waits from here on: calls at the same time take the memory in turns.
  const kernels = new Kernels(keptMemory(store).executor(module, build, arena.pages, scratch), dtype)
  viewOf(dtype, kernels.buffer, theta, graph.parameters).set(model.params)
  const sites = sitesOf(kernels, graph, cache)
  const gatherer = new Gatherer(kernels, graph, cache)
  const samples: Samples = { count, inputs, targets: [] }
  const results = graph.outputs.map(node => arrayOf(dtype, count * graph.nodes[node].units))
  for (let first = 0; first < count; first += CHUNK) {
    const batch = range(first, Math.min(CHUNK, count - first))
    gatherer.gather(samples, batch)
    forward(graph, sites, theta, batch.count)
    graph.outputs.forEach((node, output) => {
      const { units } = graph.nodes[node]
      results[output].set(viewOf(dtype, kernels.buffer, cache.values[node], batch.count * units), first * units)
    })
  }
  return results
}
