import { WoodburyError } from '../../errors.js'
import type { HeadSpec } from '../../model/heads.js'
import { reserveSoftmax, type SoftmaxCache } from '../../model/heads.js'
import { bendsByProduct } from '../../model/second-order/bends.js'
import { type BendCache, reserveBends } from '../../model/second-order/hessian-product.js'
import type { ShapedGraph } from '../../model/shapes.js'
import { type DeltaCache, reserveDeltas, reserveTangents, reserveValues, type ValueCache } from '../../model/sweep.js'
import { type DType, sizeOf } from '../../runtime/dtype.js'
import { Arena } from '../../runtime/memory/arena.js'
import { scratchBytes } from '../../runtime/memory/scratch.js'

/** Pages that 32-bit addresses reach: 4 GiB. */
const MOST_PAGES = 2 ** 16

const PAGE = 65536

/** Byte offsets of all that the products of an operator need. */
export interface Room {
  /** Samples of a chunk. */
  readonly capacity: number
  readonly theta: number
  readonly v: number
  readonly out: number
  readonly values: ValueCache
  readonly softmax: SoftmaxCache
  readonly tangents: readonly number[]
  /** `capacity` samples, `rows` rows each. */
  readonly deltas: DeltaCache
  /** A float64 number a sample. */
  readonly sums: number
  /** For products with the exact Hessian, where those are wanted. */
  readonly bends?: BendCache
  /** Side² elements of the widest layer, for factors; 0 where none are wanted. */
  readonly square: number
  readonly scratch: number
  readonly pages: number
}

export interface Wanted {
  readonly graph: ShapedGraph
  readonly heads: readonly HeadSpec[]
  readonly dtype: DType
  readonly samples: number
  /** Rows of δ a sample. */
  readonly rows: number
  /** Whether products with the exact Hessian are wanted. */
  readonly second: boolean
  /** Whether Kronecker factors are wanted. */
  readonly factors: boolean
  /** Bytes in which samples are kept between products. */
  readonly memory: number
}

function roomFor({ graph, heads, dtype, rows, second, factors }: Wanted, capacity: number): Room {
  const arena = new Arena()
  const { nodes, parameters, constants } = graph
  const vector = () => arena.reserve(parameters * sizeOf(dtype))
  const theta = arena.reserve((parameters + constants) * sizeOf(dtype))
  const products = nodes.map(({ node }) => second && bendsByProduct(node))
  const values = reserveValues(arena, graph, dtype, capacity, { slopes: true, products })
  const widest = Math.max(...nodes.map(({ units }) => units))
  const widestSide = Math.max(widest, ...nodes.flatMap(({ inputUnits }) => inputUnits))
  return {
    capacity,
    theta,
    v: vector(),
    out: vector(),
    values,
    softmax: reserveSoftmax(arena, graph, heads, capacity),
    tangents: reserveTangents(arena, graph, dtype, capacity),
    deltas: reserveDeltas(arena, graph, dtype, capacity * rows),
    sums: arena.reserve(capacity * 8),
    ...(second && { bends: reserveBends(arena, graph, dtype, capacity) }),
    square: factors ? arena.reserve(widestSide ** 2 * sizeOf(dtype)) : 0,
    scratch: arena.reserve(scratchBytes(dtype, widestSide)),
    pages: arena.pages,
  }
}

/**
 * Room for all samples at once where that is little, else for as many as are.
 * @throws WoodburyError OUT_OF_MEMORY before anything is allocated, where one sample alone needs more than there can be
 */
export function roomOf(where: string, wanted: Wanted): Room {
  const { samples, memory } = wanted
  const most = Math.min(memory, MOST_PAGES * PAGE)
  const bytes = (capacity: number) => roomFor(wanted, capacity).pages * PAGE
  const one = bytes(1)
  if (one > MOST_PAGES * PAGE)
    throw new WoodburyError(
      'OUT_OF_MEMORY',
      `${where}: a product needs ${(one / 2 ** 30).toFixed(1)} GiB of memory for one sample; there can be 4. Use a smaller network, or freeze layers.`,
      { bytes: one, limit: MOST_PAGES * PAGE },
    )
  let [low, high] = [1, samples]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (bytes(middle) <= most) low = middle
    else high = middle - 1
  }
  return roomFor(wanted, low)
}
