import type { DeltaSite, Site } from '../../model/layers/layer.js'
import { layerOf } from '../../model/layers/table.js'
import { viewOf } from '../../runtime/dtype.js'
import type { LayerAt } from '../layerwise.js'

/** The rows U of one layer's block, R × n: row r is h ⊗ δ, h of sample ⌊r/q⌋. */
export interface RowSet {
  readonly layer: number
  readonly site: Site
  readonly deltas: DeltaSite
  readonly samples: number
}

/** Rows made of these δ (R × units) and inputs (N × inputs), byte offsets. */
export function rowSet(at: LayerAt, layer: number, D: number, H: number, samples: number, q: number): RowSet {
  const site = { ...at.sites[layer], inputs: [H] }
  const deltas = { delta: D, inputDeltas: [], accumulate: [], rows: samples * q, q }
  return { layer, site, deltas, samples }
}

const parameterised = (at: LayerAt, { layer }: RowSet) => {
  const { node } = at.graph.nodes[layer]
  return { node, layer: layerOf(node).parameterised }
}

/** Lower triangle of K = U Uᵀ = (D Dᵀ) ∘ (H Hᵀ + 1). */
export function gramOf(at: LayerAt, set: RowSet, K: number): void {
  const { site, samples, deltas } = set
  const { node, layer } = parameterised(at, set)
  const inner = [at.arrays.inner, samples] as const
  at.kernels.syrk(false, samples, site.inputUnits[0], [site.inputs[0], site.inputUnits[0]], inner, false)
  layer?.gram(node, site, deltas, K, inner, false)
}

/** out ← U V, R numbers in float64; V: byte offset of the layer's part of a parameter vector. */
export function alongRows(at: LayerAt, set: RowSet, V: number, out: number): void {
  const { node, layer } = parameterised(at, set)
  new Float64Array(at.kernels.buffer, out, set.deltas.rows).fill(0)
  layer?.jvp(node, set.site, set.deltas, V - set.site.slots[0], out, at.arrays.images, set.samples)
}

/** V ← Uᵀ x, x: R numbers in float64. */
export function combineRows(at: LayerAt, set: RowSet, x: number, V: number): void {
  const { node, layer } = parameterised(at, set)
  layer?.vjp(node, set.site, set.deltas, x, V - set.site.slots[0], at.arrays.images, set.samples, false)
}

/** Squared norms of the rows, ‖δ‖² (‖h‖² + 1); `room`: 2 R numbers in float64. */
export function rowNorms({ kernels }: LayerAt, { site, deltas, samples }: RowSet, room: number): Float64Array {
  const { rows, q, delta } = deltas
  const both = new Float64Array(kernels.buffer, room, 2 * rows).fill(0)
  const [inputs] = site.inputUnits
  kernels.rowDot(room, [delta, site.units], [delta, site.units], 1, site.units, rows)
  kernels.rowDot(room + rows * 8, [site.inputs[0], inputs], [site.inputs[0], inputs], 1, inputs, samples)
  const bias = site.slots.length - 1
  return Float64Array.from({ length: rows }, (_, r) => both[r] * (both[rows + Math.floor(r / q)] + bias))
}

/** D and H ← the δ and inputs of these rows, the δ times `scales`. */
export function gatherRows(
  { kernels, dtype }: LayerAt,
  { site, deltas, samples }: RowSet,
  chosen: ArrayLike<number>,
  D: number,
  H: number,
  scales?: readonly number[],
): void {
  const { units, inputUnits } = site
  const [inputs] = inputUnits
  const view = (offset: number, length: number) => viewOf(dtype, kernels.buffer, offset, length)
  const [fromD, toD] = [view(deltas.delta, deltas.rows * units), view(D, chosen.length * units)]
  const [fromH, toH] = [view(site.inputs[0], samples * inputs), view(H, chosen.length * inputs)]
  for (let r = 0; r < chosen.length; r++) {
    const [row, sample] = [chosen[r], Math.floor(chosen[r] / deltas.q)]
    toH.set(fromH.subarray(sample * inputs, (sample + 1) * inputs), r * inputs)
    for (let o = 0; o < units; o++) toD[r * units + o] = (scales?.[r] ?? 1) * fromD[row * units + o]
  }
}
