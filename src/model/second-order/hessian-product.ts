import type { DType } from '../../runtime/dtype.js'
import { sizeOf } from '../../runtime/dtype.js'
import type { Kernels } from '../../runtime/kernels.js'
import type { Arena } from '../../runtime/memory/arena.js'
import type { DeltaSite, Site } from '../layers/layer.js'
import { layerOf } from '../layers/table.js'
import type { ShapedGraph } from '../shapes.js'
import { type DeltaCache, reachesParameters, reserveDeltas } from '../sweep.js'
import { multiplyBend } from './bends.js'

/** Byte offsets of what products with the Hessian need beside values, δ and tangents of at most `capacity` samples. */
export interface BendCache {
  /** φ″ ∘ e of every node with an activation; 0 for others. */
  readonly bends: readonly number[]
  /** Tangents before φ′ of the same. */
  readonly linears: readonly number[]
  /** Derivatives of the δ. */
  readonly moved: DeltaCache
}

export function reserveBends(arena: Arena, graph: ShapedGraph, dtype: DType, capacity: number): BendCache {
  const reaches = reachesParameters(graph)
  const rooms = () =>
    graph.nodes.map(({ node, units }, k) =>
      reaches[k] && layerOf(node).needsSlope(node) ? arena.reserve(capacity * units * sizeOf(dtype)) : 0,
    )
  return { bends: rooms(), linears: rooms(), moved: reserveDeltas(arena, graph, dtype, capacity) }
}

/** δ of all nodes from the gradient's seeds, one row a sample, and φ″ ∘ e of those with an activation. */
export function backwardBends(
  kernels: Kernels,
  graph: ShapedGraph,
  sites: readonly Site[],
  deltas: readonly DeltaSite[],
  { bends }: BendCache,
  theta: number,
): void {
  for (let k = graph.nodes.length - 1; k >= 0; k--) {
    const { node, units } = graph.nodes[k]
    const { delta, rows } = deltas[k]
    if (delta === 0) continue
    if (bends[k] !== 0) {
      kernels.copyColumns([bends[k], units], [delta, units], units, rows, false)
      multiplyBend(node, sites[k], bends[k], theta, rows)
    }
    layerOf(node).backward(node, sites[k], deltas[k], theta)
  }
}

/** A point at which products with the Hessian are taken: sites of the sweeps there. */
export interface BentPoint {
  readonly sites: readonly Site[]
  readonly deltas: readonly DeltaSite[]
  readonly moved: readonly DeltaSite[]
  readonly tangents: readonly number[]
  readonly theta: number
}

/**
 * After `backwardBends`, a tangent sweep along v and seeds of ∂²l/∂z² ż in `moved`: out (+)= H v, forward over reverse (Pearlmutter 1994).
 * The derivative of δ is φ″ ∘ ȧ ∘ e + φ′ ∘ (Vᵀδ₊ + Wᵀδ̇₊), that of a kernel's part Hᵀδ̇ + Ḣᵀδ.
 */
export function backwardTangents(
  graph: ShapedGraph,
  { sites, deltas, moved, tangents, theta }: BentPoint,
  { bends, linears }: BendCache,
  v: number,
  out: number,
  accumulate: boolean,
): void {
  const moves = reachesParameters(graph)
  for (let k = graph.nodes.length - 1; k >= 0; k--) {
    const { node, from, slots } = graph.nodes[k]
    const layer = layerOf(node)
    const { delta, rows } = deltas[k]
    if (delta === 0 || !moves[k]) continue
    const at = { delta, bend: bends[k], linear: linears[k] }
    if (layer.backwardTangent) layer.backwardTangent(node, sites[k], moved[k], at, theta, v)
    else layer.backward(node, sites[k], moved[k], theta)
    if (slots.length === 0) continue
    layer.parameterised?.fromSamples(node, sites[k], moved[k].delta, out, rows, accumulate)
    const [below] = from
    if (!moves[below]) continue
    // The input of a bias is 1, which does not move.
    const site = { ...sites[k], inputs: [tangents[below]] }
    layer.parameterised?.fromSamples({ ...node, bias: false } as typeof node, site, delta, out, rows, true)
  }
}
