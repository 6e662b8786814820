import { reserveInner } from '../../curvature/through.js'
import type { ShapedGraph } from '../../model/shapes.js'
import { type DeltaCache, reserveDeltas, reserveTangents } from '../../model/sweep.js'
import { hiddenRows } from '../../optim/rows/eliminated.js'
import type { Smw } from '../../optim/rows/smw-options.js'
import { type DType, sizeOf } from '../../runtime/dtype.js'
import type { Arena } from '../../runtime/memory/arena.js'
import { type InverseRoom, inverseRoom } from '../../solve/positive-inverse.js'
import { type RowSpaceRoom, reserveRowSpace } from '../../solve/row-space.js'
import type { Matrix } from './matrices.js'

/** Sizes of the output layer: m outputs of d columns below it, `columns` with that of the bias. */
export interface OutputSizes {
  readonly samples: number
  readonly below: number
  readonly columns: number
  readonly outputs: number
}

/** What the closed form of the output layer computes in, all float64 but for what has the width of the outputs. */
export interface OutputRoom {
  readonly sizes: OutputSizes
  readonly inverse: InverseRoom
  /** n × columns and n × d matrices. */
  readonly long: Readonly<Record<'H' | 'Rw' | 'T0' | 'T0G' | 'Y' | 'S' | 'T' | 'TG', Matrix>>
  /** columns × columns: H̄ᵀH̄, A⁻¹. */
  readonly normal: Readonly<Record<'M' | 'Ainv', Matrix>>
  /** d × d: W Wᵀ, its factor and that one's inverse. */
  readonly square: Readonly<Record<'G' | 'L' | 'Linv', Matrix>>
  /** columns × d. */
  readonly tall: Readonly<Record<'B0' | 'C0' | 'V0' | 'Vw' | 'B' | 'C' | 'X' | 'product', Matrix>>
  /** columns × m, of the run's dtype. */
  readonly right: Matrix
  readonly along: Matrix
  /** The same twice in float64, where the run's dtype is another. */
  readonly wide?: readonly [Matrix, Matrix]
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
  /** Random signs, k rows a sample of d numbers, and L times them; float64. */
  readonly signs: Matrix
  readonly mixed: Matrix
}

export interface EliminatedRoom {
  readonly samples: number
  readonly output: OutputRoom
  /** Absent where no other layer is trained. */
  readonly hidden?: HiddenRoom
  /** Columns of the widest matrix that is multiplied. */
  readonly widest: number
}

/** The graph below the output layer, whose output is what that layer reads; places in a parameter vector stay. */
export function belowOutput(graph: ShapedGraph): ShapedGraph {
  const [out] = graph.outputs
  return { ...graph, nodes: graph.nodes.slice(0, out), outputs: [graph.nodes[out].from[0]] }
}

const records = <K extends string>(names: readonly K[], make: () => Matrix) =>
  Object.fromEntries(names.map(name => [name, make()])) as Record<K, Matrix>

function reserveOutput(arena: Arena, dtype: DType, sizes: OutputSizes): OutputRoom {
  const { samples: n, below: d, columns: c, outputs: m } = sizes
  const matrix = (rows: number, columns: number, type: DType = 'float64'): Matrix => ({
    at: arena.reserve(rows * columns * sizeOf(type)),
    rows,
    columns,
  })
  const area = inverseRoom(c)
  return {
    sizes,
    inverse: {
      factor: arena.reserve(area.factor * 8),
      inverse: arena.reserve(area.inverse * 8),
      product: arena.reserve(area.product * 8),
    },
    long: { H: matrix(n, c), ...records(['Rw', 'T0', 'T0G', 'Y', 'S', 'T', 'TG'] as const, () => matrix(n, d)) },
    normal: records(['M', 'Ainv'] as const, () => matrix(c, c)),
    square: records(['G', 'L', 'Linv'] as const, () => matrix(d, d)),
    tall: records(['B0', 'C0', 'V0', 'Vw', 'B', 'C', 'X', 'product'] as const, () => matrix(c, d)),
    right: matrix(c, m, dtype),
    along: matrix(c, m, dtype),
    wide: dtype === 'float64' ? undefined : [matrix(c, m), matrix(c, m)],
  }
}

/** Room for a run with its output layer in closed form: nothing of it grows with samples × outputs × d. */
export function reserveEliminated(arena: Arena, dtype: DType, graph: ShapedGraph, optimizer: Smw): EliminatedRoom {
  const samples = optimizer.curvatureBatch
  const [out] = graph.outputs
  const { units, inputUnits, slots } = graph.nodes[out]
  const below = inputUnits[0]
  const columns = slots.reduce((sum, { size }) => sum + size, 0) / units
  const output = reserveOutput(arena, dtype, { samples, below, columns, outputs: units })
  const hidden = belowOutput(graph)
  if (!hidden.nodes.some(node => node.slots.length > 0)) return { samples, output, widest: columns }
  const q = hiddenRows(optimizer)
  const rows = samples * q
  const layers = hidden.nodes.map(() => false)
  const wide = (count: number): Matrix => ({ at: arena.reserve(count * below * 8), rows: count, columns: below })
  return {
    samples,
    output,
    hidden: {
      graph: hidden,
      q,
      rows,
      deltas: reserveDeltas(arena, hidden, dtype, rows),
      tangents: reserveTangents(arena, hidden, dtype, samples),
      side: reserveRowSpace(arena, dtype, rows),
      inner: reserveInner(arena, hidden, dtype, layers, { samples, curvature: samples }),
      signs: wide(samples * (q - 1)),
      mixed: wide(samples * (q - 1)),
    },
    widest: Math.max(columns, rows),
  }
}
