import { PURPOSE, stream } from '../../random/index.js'
import { sizeOf, viewOf } from '../../runtime/dtype.js'
import type { LayerAt } from '../layerwise.js'
import type { RowSet } from './row-set.js'

/** Columns of δ or of the inputs that stay, all of equal chance, ascending; nothing where `most` is 0 or there are no more. */
export function columnsOf(
  seed: number,
  draw: number,
  item: number,
  width: number,
  most: number,
): Uint32Array | undefined {
  if (most === 0 || width <= most) return undefined
  return stream(seed, PURPOSE.curvatureBatch, draw, item).permutation(width).slice(0, most).sort()
}

/** The columns of one layer, drawn for a look: units of δ, and inputs apart from their 1. */
export interface Sketch {
  readonly units?: Uint32Array
  readonly inputs?: Uint32Array
}

export function sketchOf({ seed, graph }: LayerAt, draw: number, k: number, most: number): Sketch {
  const { units, inputUnits } = graph.nodes[k]
  return {
    units: columnsOf(seed, draw, 2 * k + 1, units, most),
    inputs: columnsOf(seed, draw, 2 * k + 2, inputUnits[0], most),
  }
}

/** √(width/columns): what makes the sum over the columns one of the right mean. */
const rootOf = (columns: Uint32Array | undefined, width: number) => (columns ? Math.sqrt(width / columns.length) : 1)

function gather(
  at: LayerAt,
  [from, width, rows]: readonly [number, number, number],
  columns: Uint32Array | undefined,
  to: number,
): number {
  if (!columns) return from
  const { kernels, dtype } = at
  const root = rootOf(columns, width)
  const count = columns.length
  const source = viewOf(dtype, kernels.buffer, from, rows * width)
  const target = viewOf(dtype, kernels.buffer, to, rows * count)
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < count; c++) target[r * count + c] = root * source[r * width + columns[c]]
  return to
}

/** The rows of those columns alone, scaled; D and H: where they are put. */
export function sketchedRows(at: LayerAt, set: RowSet, sketch: Sketch, D: number, H: number): RowSet {
  const { site, deltas, samples } = set
  const units = sketch.units?.length ?? site.units
  const inputs = sketch.inputs?.length ?? site.inputUnits[0]
  const delta = gather(at, [deltas.delta, site.units, deltas.rows], sketch.units, D)
  const values = gather(at, [site.inputs[0], site.inputUnits[0], samples], sketch.inputs, H)
  const slots = [0, inputs * units * sizeOf(at.dtype)].slice(0, site.slots.length)
  return {
    ...set,
    deltas: { ...deltas, delta },
    site: { ...site, units, inputUnits: [inputs], inputs: [values], slots },
  }
}

/** out ← the same columns of a layer's V, n × units, scaled alike: U V of the sketched rows has the right mean. */
export function sketchedVector(at: LayerAt, { site }: RowSet, sketch: Sketch, V: number, out: number): void {
  const { kernels, dtype } = at
  const [inputs] = site.inputUnits
  const { units } = site
  const rows = inputs + site.slots.length - 1
  const source = viewOf(dtype, kernels.buffer, V, rows * units)
  const [ofUnits, ofInputs] = [rootOf(sketch.units, units), rootOf(sketch.inputs, inputs)]
  const some = sketch.inputs ?? Array.from({ length: inputs }, (_, j) => j)
  const chosen = sketch.units ?? Array.from({ length: units }, (_, o) => o)
  const target = viewOf(dtype, kernels.buffer, out, (some.length + rows - inputs) * chosen.length)
  let next = 0
  for (const j of some) for (const o of chosen) target[next++] = ofUnits * ofInputs * source[j * units + o]
  if (rows > inputs) for (const o of chosen) target[next++] = ofUnits * source[inputs * units + o]
}

/** V ← (Σ h_i x_i/Σ √|x|) ⊗ (Σ √|x_i| δ_i): one product in place of the sum Uᵀ x. */
export function outerProduct(at: LayerAt, { site, deltas, samples }: RowSet, x: Float64Array, V: number): void {
  const { kernels, dtype } = at
  const { units } = site
  const [inputs] = site.inputUnits
  const n = inputs + site.slots.length - 1
  const D = viewOf(dtype, kernels.buffer, deltas.delta, deltas.rows * units)
  const H = viewOf(dtype, kernels.buffer, site.inputs[0], samples * inputs)
  const out = viewOf(dtype, kernels.buffer, V, n * units)
  const [a, b] = [new Float64Array(units), new Float64Array(n)]
  let sum = 0
  for (let r = 0; r < deltas.rows; r++) {
    const root = Math.sqrt(Math.abs(x[r]))
    const h = Math.floor(r / deltas.q) * inputs
    sum += root
    for (let o = 0; o < units; o++) a[o] += root * D[r * units + o]
    for (let j = 0; j < inputs; j++) b[j] += x[r] * H[h + j]
    if (n > inputs) b[inputs] += x[r]
  }
  for (let j = 0; j < n; j++) for (let o = 0; o < units; o++) out[j * units + o] = sum > 0 ? (b[j] / sum) * a[o] : 0
}
