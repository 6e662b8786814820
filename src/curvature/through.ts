import type { ShapedGraph } from '../model/shapes.js'
import { type DType, sizeOf } from '../runtime/dtype.js'
import type { Arena } from '../runtime/memory/arena.js'

/**
 * Room of a layer whose products with its inputs H go through the inner Gram H Hᵀ of the batch: whatever is a sum over
 * the samples, v = HᵀE, has H v = (H Hᵀ) E, which is cheaper while a layer has more inputs than the batch has samples.
 */
export interface Through {
  /** N1² elements: H Hᵀ, plus 1 where the layer has a bias. */
  readonly full: number
  /** N1 × units elements: E. */
  readonly combination: number
  /** N1 × units elements: the image (H Hᵀ + 1) E, or H v. */
  readonly image: number
}

/** What the choice follows from: one batch, its first N2 samples with rows of curvature. */
export interface BatchShape {
  /** N1. */
  readonly samples: number
  /** N2. */
  readonly curvature: number
  /** `cross`: the rows do not span the gradient, whose products with them are wanted; else only the trial's. */
  readonly purpose: 'cross' | 'trial'
}

/** Which layers with parameters go through the inner Gram, by flops. */
export function throughLayers(graph: ShapedGraph, { samples, curvature, purpose }: BatchShape): boolean[] {
  return graph.nodes.map(({ slots, from, inputUnits, units, positions }) => {
    if (slots.length === 0 || positions !== 1) return false
    const [inputs] = inputUnits
    if (purpose === 'trial') return graph.nodes[from[0]].node.kind === 'input' && samples < inputs
    const gram = curvature < samples ? samples * inputs : 0
    return gram + 2 * samples * units < 2 * inputs * units
  })
}

export function reserveThrough(
  arena: Arena,
  graph: ShapedGraph,
  dtype: DType,
  layers: readonly boolean[],
  samples: number,
): (Through | undefined)[] {
  const room = (elements: number) => arena.reserve(elements * sizeOf(dtype))
  return graph.nodes.map(({ units }, k) =>
    layers[k]
      ? { full: room(samples * samples), combination: room(samples * units), image: room(samples * units) }
      : undefined,
  )
}

/**
 * By node: room for the inner Gram of its values, 0 where no layer with parameters reads it. Over all N1 samples where a
 * layer goes through it; the others share one area of N2², each in its turn.
 */
export function reserveInner(
  arena: Arena,
  graph: ShapedGraph,
  dtype: DType,
  layers: readonly boolean[],
  { samples, curvature }: Omit<BatchShape, 'purpose'>,
): number[] {
  const room = (count: number) => arena.reserve(count * count * sizeOf(dtype))
  const readers = graph.nodes.map((_, source) =>
    graph.nodes.flatMap(({ slots, from, positions }, k) =>
      slots.length > 0 && positions === 1 && from[0] === source ? [k] : [],
    ),
  )
  const own = readers.map(of => of.some(k => layers[k]))
  const shared = readers.some((of, source) => of.length > 0 && !own[source]) ? room(curvature) : 0
  return readers.map((of, source) => (own[source] ? room(samples) : of.length > 0 ? shared : 0))
}
