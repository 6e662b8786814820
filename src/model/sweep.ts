import { type DType, sizeOf } from '../runtime/dtype.js'
import type { Kernels } from '../runtime/kernels.js'
import type { Arena } from '../runtime/memory/arena.js'
import type { DeltaSite, Site } from './layers/layer.js'
import { layerOf } from './layers/table.js'
import type { ShapedGraph } from './shapes.js'

/** Byte offsets of every node's value and slope for at most `capacity` samples; slope 0 where there is none. */
export interface ValueCache {
  readonly capacity: number
  readonly values: readonly number[]
  readonly slopes: readonly number[]
  /** Where x W of a node is kept for itself; 0 where nobody asks. */
  readonly products: readonly number[]
}

/** Byte offsets of every node's δ for at most `capacity` rows; 0 where nobody needs it. */
export interface DeltaCache {
  readonly capacity: number
  readonly deltas: readonly number[]
}

/**
 * Room for a forward sweep over `capacity` samples. `slopes: false` for sweeps that only want outputs; `products` says
 * which nodes keep x W.
 */
export function reserveValues(
  arena: Arena,
  graph: ShapedGraph,
  dtype: DType,
  capacity: number,
  options: { slopes: boolean; products?: readonly boolean[] },
): ValueCache {
  const room = (units: number) => arena.reserve(capacity * units * sizeOf(dtype))
  const values = graph.nodes.map(({ units }) => room(units))
  const slopes = graph.nodes.map(({ node, units }) => {
    const layer = layerOf(node)
    return (options.slopes || layer.readsSlope) && layer.needsSlope(node) ? room(units) : 0
  })
  const products = graph.nodes.map(({ node, units }, k) => {
    const wanted = options.slopes && layerOf(node).needsProduct?.(node)
    return wanted || options.products?.[k] ? room(units) : 0
  })
  return { capacity, values, slopes, products }
}

/** Whether a δ at this node reaches any parameter. */
export function reachesParameters(graph: ShapedGraph): boolean[] {
  const reaches: boolean[] = []
  for (const { slots, from } of graph.nodes) reaches.push(slots.length > 0 || from.some(k => reaches[k]))
  return reaches
}

/** Room for the tangents of `capacity` samples; 0 where a node moves with no parameter and is no output. */
export function reserveTangents(arena: Arena, graph: ShapedGraph, dtype: DType, capacity: number): readonly number[] {
  const reaches = reachesParameters(graph)
  return graph.nodes.map(({ units }, k) =>
    reaches[k] || graph.outputs.includes(k) ? arena.reserve(capacity * units * sizeOf(dtype)) : 0,
  )
}

/** Room for a backward sweep over `capacity` rows. Every output has its own, since its loss seeds one. */
export function reserveDeltas(arena: Arena, graph: ShapedGraph, dtype: DType, capacity: number): DeltaCache {
  const reaches = reachesParameters(graph)
  const deltas = graph.nodes.map(({ units }, k) =>
    reaches[k] || graph.outputs.includes(k) ? arena.reserve(capacity * units * sizeOf(dtype)) : 0,
  )
  return { capacity, deltas }
}

/** Where one node of a sweep stands. */
export function sitesOf(kernels: Kernels, graph: ShapedGraph, cache: ValueCache): Site[] {
  const size = sizeOf(kernels.dtype)
  return graph.nodes.map(({ units, inputUnits, from, slots, constants }, k) => ({
    kernels,
    units,
    inputUnits,
    slots: [
      ...slots.map(({ offset }) => offset * size),
      ...constants.map(({ offset }) => (graph.parameters + offset) * size),
    ],
    value: cache.values[k],
    inputs: from.map(source => cache.values[source]),
    slope: cache.slopes[k],
    product: cache.products[k] || cache.values[k],
  }))
}

/**
 * The δ of every node, for backward over R = samples · q rows. A node's δ is first written by the last node that reads
 * it (or by the seeds, for an output), then added to by the others.
 */
export function deltaSitesOf(graph: ShapedGraph, cache: DeltaCache, samples: number, q: number): DeltaSite[] {
  const written = new Set<number>(graph.outputs)
  const sites: DeltaSite[] = new Array(graph.nodes.length)
  for (let k = graph.nodes.length - 1; k >= 0; k--) {
    const accumulate = graph.nodes[k].from.map(source => {
      const already = written.has(source)
      written.add(source)
      return already
    })
    const inputDeltas = graph.nodes[k].from.map(source => cache.deltas[source])
    sites[k] = { delta: cache.deltas[k], inputDeltas, accumulate, rows: samples * q, q }
  }
  return sites
}

/**
 * Values of all nodes for the gathered inputs, but of those `given`. θ: byte offset of a parameter vector with the graph's
 * constants behind it.
 */
export function forward(
  graph: ShapedGraph,
  sites: readonly Site[],
  theta: number,
  samples: number,
  given?: readonly boolean[],
): void {
  graph.nodes.forEach(({ node }, k) => {
    if (!given?.[k]) layerOf(node).forward(node, sites[k], theta, samples)
  })
}

/** Tangents of all nodes along v, after a forward sweep at θ, before φ′ kept in `linears` where those are given; v and θ: byte offsets of parameter vectors. */
export function tangent(
  graph: ShapedGraph,
  sites: readonly Site[],
  tangents: readonly number[],
  theta: number,
  v: number,
  samples: number,
  linears?: readonly number[],
): void {
  const moves = reachesParameters(graph)
  graph.nodes.forEach(({ node, from, units }, k) => {
    if (tangents[k] === 0) return
    // An output that no parameter moves has a tangent all the same, for the losses to read.
    if (!moves[k]) {
      sites[k].kernels.scale(0, tangents[k], samples * units)
      return
    }
    const inputTangents = from.map(source => (moves[source] ? tangents[source] : 0))
    const at = { tangent: tangents[k], inputTangents, linear: linears?.[k] ?? 0 }
    layerOf(node).tangent(node, sites[k], at, theta, v, samples)
  })
}

/** δ of all nodes from the δ seeded at the outputs. */
export function backward(
  graph: ShapedGraph,
  sites: readonly Site[],
  deltas: readonly DeltaSite[],
  theta: number,
): void {
  for (let k = graph.nodes.length - 1; k >= 0; k--) {
    const { node } = graph.nodes[k]
    if (deltas[k].delta !== 0) layerOf(node).backward(node, sites[k], deltas[k], theta)
  }
}
