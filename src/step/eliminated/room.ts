import { reserveInner } from '../../curvature/through.js'
import type { ShapedGraph } from '../../model/shapes.js'
import { type DeltaCache, reserveDeltas, reserveTangents } from '../../model/sweep.js'
import type { DType } from '../../runtime/dtype.js'
import type { Arena } from '../../runtime/memory/arena.js'
import { type RowSpaceRoom, reserveRowSpace } from '../../solve/row-space.js'

/** Sizes of the output layer: m outputs of d columns below it, `columns` with that of the bias. */
export interface OutputSizes {
  readonly samples: number
  readonly below: number
  readonly columns: number
  readonly outputs: number
}

/** The hidden layers' share. */
export interface HiddenRoom {
  /** The graph below the output layer. */
  readonly graph: ShapedGraph
  /** Rows a sample, and in all. */
  readonly q: number
  readonly rows: number
  readonly deltas: DeltaCache
  readonly tangents: readonly number[]
  readonly side: RowSpaceRoom
  readonly inner: readonly number[]
}

/** What both forms have: the hidden layers' room is absent where no other layer is trained. */
export interface CommonRoom {
  readonly samples: number
  readonly hidden?: HiddenRoom
  /** Columns of the widest matrix that is multiplied. */
  readonly widest: number
}

export function outputSizesOf(graph: ShapedGraph, samples: number): OutputSizes {
  const [out] = graph.outputs
  const { units, inputUnits, slots } = graph.nodes[out]
  const columns = slots.reduce((sum, { size }) => sum + size, 0) / units
  return { samples, below: inputUnits[0], columns, outputs: units }
}

/** The graph below the output layer, whose output is what that layer reads; places in a parameter vector stay. */
function belowOutput(graph: ShapedGraph): ShapedGraph {
  const [out] = graph.outputs
  return { ...graph, nodes: graph.nodes.slice(0, out), outputs: [graph.nodes[out].from[0]] }
}

/** Room for q rows a sample of the layers below the output, where any of them is trained. */
export function reserveHidden(
  arena: Arena,
  dtype: DType,
  whole: ShapedGraph,
  samples: number,
  q: number,
): HiddenRoom | undefined {
  const graph = belowOutput(whole)
  if (!graph.nodes.some(({ slots }) => slots.length > 0)) return undefined
  const rows = samples * q
  const layers = graph.nodes.map(() => false)
  return {
    graph,
    q,
    rows,
    deltas: reserveDeltas(arena, graph, dtype, rows),
    tangents: reserveTangents(arena, graph, dtype, samples),
    side: reserveRowSpace(arena, dtype, rows),
    inner: reserveInner(arena, graph, dtype, layers, { samples, curvature: samples }),
  }
}
